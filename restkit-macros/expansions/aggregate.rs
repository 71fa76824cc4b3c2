#[allow(dead_code)]
struct Sale {
    id: i64,
    state: State,
    price: Option<Decimal>,
    r#type: String,
}
#[automatically_derived]
impl ::restkit::__private::Resource for Sale {
    type Key = i64;
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        use ::restkit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "Sale",
            path: "/sales",
            table: "sales",
            docs: "",
            columns: &[
                __r::key::<i64>("id"),
                __r::ColumnSpec::new::<State>("state"),
                __r::ColumnSpec::new::<Option<Decimal>>("price"),
                __r::ColumnSpec::new::<String>("type"),
            ],
            keys: &[0],
            aggregate: __r::Some(__r::AggregateSpec {
                groups: &[__r::grouped::<State>(1)],
                measures: &[
                    __r::sum::<Option<Decimal>>(2),
                    __r::average::<Option<Decimal>>(2),
                    __r::least::<String>(3),
                    __r::greatest::<Option<Decimal>>(2),
                ],
            }),
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
            1 => &self.state,
            2 => &self.price,
            3 => &self.r#type,
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
            state: __values.take()?,
            price: __values.take()?,
            r#type: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, clippy::all)]
impl Sale {
    /// The column `id`, for conditions on rows.
    const fn id() -> ::restkit::__private::Field<Self, i64> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `state`, for conditions on rows.
    const fn state() -> ::restkit::__private::Field<Self, State> {
        ::restkit::__private::Field::new(1)
    }
    /// The column `price`, for conditions on rows.
    const fn price() -> ::restkit::__private::Field<Self, Option<Decimal>> {
        ::restkit::__private::Field::new(2)
    }
    /// The column `type`, for conditions on rows.
    const fn r#type() -> ::restkit::__private::Field<Self, String> {
        ::restkit::__private::Field::new(3)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Sale {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::Row(
        <Self as ::restkit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_row(self, __out);
    }
}
