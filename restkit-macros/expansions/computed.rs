#[allow(dead_code)]
struct Order {
    id: i64,
    price: Decimal,
    r#type: i32,
    line_count: i64,
    total: Option<Decimal>,
    last: Option<i32>,
    amount: Decimal,
    first: String,
    told: Option<String>,
}
#[automatically_derived]
impl ::restkit::__private::Resource for Order {
    type Key = i64;
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        use ::restkit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "Order",
            path: "/orders",
            table: "orders",
            docs: "",
            columns: &[
                __r::key::<i64>("id"),
                __r::ColumnSpec::new::<Decimal>("price"),
                __r::ColumnSpec::new::<i32>("type"),
                __r::count_of::<i64>("line_count", 0).filter().sort(),
                __r::sum_of::<Option<Decimal>, _, _>("total", 0, <Line>::amount()),
                __r::greatest_of::<Option<i32>, _, _>("last", 0, <Line>::r#type())
                    .sort(),
                __r::computed_in_sql::<
                    Decimal,
                >(
                    "amount",
                    &[
                        __r::SqlPart::Column(1),
                        __r::SqlPart::Text(" * "),
                        __r::SqlPart::Column(2),
                        __r::SqlPart::Text(" || '{'"),
                    ],
                    &[
                        __r::SqlPart::Column(1),
                        __r::SqlPart::Text(" * "),
                        __r::SqlPart::Column(2),
                        __r::SqlPart::Text(" || '{'"),
                    ],
                ),
                __r::computed_in_sql::<
                    String,
                >(
                    "first",
                    &[
                        __r::SqlPart::Text("substr("),
                        __r::SqlPart::Column(1),
                        __r::SqlPart::Text(", 1)"),
                    ],
                    &[
                        __r::SqlPart::Text("left("),
                        __r::SqlPart::Column(1),
                        __r::SqlPart::Text("::text, 1)"),
                    ],
                ),
                __r::computed_in_rust::<
                    Option<String>,
                >(
                    "told",
                    &[1, 2, 3],
                    |__values| {
                        let __0 = __r::take::<Decimal>(__values, 1)?;
                        let __1 = __r::take::<i32>(__values, 2)?;
                        let __2 = __r::take::<i64>(__values, 3)?;
                        __r::Ok(
                            __r::value::<Option<String>>(Order::told(&__0, &__1, &__2)),
                        )
                    },
                ),
            ],
            keys: &[0],
            relations: &[__r::has_many::<Order, _, _>("lines", <Line>::order_id())],
            operations: &[__r::Operation::List],
            read: __r::Policy::Public,
            create: __r::NOBODY,
            update: __r::NOBODY,
            delete: __r::NOBODY,
            page_size: 20,
            max_page_size: 100,
            ..__r::ResourceSpec::USUAL
        };
        &SPEC
    }
    fn value(&self, __column: usize) -> ::restkit::__private::Value {
        let __field: &dyn ::restkit::__private::Any = match __column {
            0 => &self.id,
            1 => &self.price,
            2 => &self.r#type,
            3 => &self.line_count,
            4 => &self.total,
            5 => &self.last,
            6 => &self.amount,
            7 => &self.first,
            8 => &self.told,
            _ => return ::restkit::__private::Value::Null,
        };
        ::restkit::__private::to_value::<Self>(__column, __field)
    }
    fn from_values(
        __values: ::restkit::__private::Vec<::restkit::__private::Value>,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        let mut __values = ::restkit::__private::Values::new::<Self>(__values);
        ::core::result::Result::Ok(Self {
            id: __values.take()?,
            price: __values.take()?,
            r#type: __values.take()?,
            line_count: __values.take()?,
            total: __values.take()?,
            last: __values.take()?,
            amount: __values.take()?,
            first: __values.take()?,
            told: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, private_interfaces, clippy::all)]
impl Order {
    /// The column `id`, for conditions on rows.
    const fn id() -> ::restkit::__private::Field<Self, i64> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `price`, for conditions on rows.
    const fn price() -> ::restkit::__private::Field<Self, Decimal> {
        ::restkit::__private::Field::new(1)
    }
    /// The column `type`, for conditions on rows.
    const fn r#type() -> ::restkit::__private::Field<Self, i32> {
        ::restkit::__private::Field::new(2)
    }
    /// The column `line_count`, for conditions on rows.
    const fn line_count() -> ::restkit::__private::Field<Self, i64> {
        ::restkit::__private::Field::new(3)
    }
    /// The column `total`, for conditions on rows.
    const fn total() -> ::restkit::__private::Field<Self, Option<Decimal>> {
        ::restkit::__private::Field::new(4)
    }
    /// The column `last`, for conditions on rows.
    const fn last() -> ::restkit::__private::Field<Self, Option<i32>> {
        ::restkit::__private::Field::new(5)
    }
    /// The column `amount`, for conditions on rows.
    const fn amount() -> ::restkit::__private::Field<Self, Decimal> {
        ::restkit::__private::Field::new(6)
    }
    /// The column `first`, for conditions on rows.
    const fn first() -> ::restkit::__private::Field<Self, String> {
        ::restkit::__private::Field::new(7)
    }
    /// The relation `lines`, for conditions on rows.
    const fn lines() -> ::restkit::__private::ToMany<Self, Line> {
        ::restkit::__private::ToMany::new(0)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Order {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::Row(
        <Self as ::restkit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_row(self, __out);
    }
}
