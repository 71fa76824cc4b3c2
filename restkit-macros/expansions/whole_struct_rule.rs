#[allow(dead_code)]
struct NewsItem {
    id: Uuid,
    first_line: String,
    read_count: i64,
    r#type: Option<Id<Self>>,
}
#[automatically_derived]
impl kit::__private::Resource for NewsItem {
    type Key = Uuid;
    fn spec() -> &'static kit::__private::ResourceSpec {
        use kit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "NewsItem",
            path: "/press/news-items",
            table: "news_items",
            docs: "",
            columns: &[
                __r::key::<Uuid>("id"),
                __r::ColumnSpec::new::<String>("first_line").member("firstLine"),
                __r::ColumnSpec::new::<i64>("read_count")
                    .member("readCount")
                    .visibility(__r::Visibility::ReadOnly)
                    .default(|| __r::default_value::<i64>(), true),
                __r::ColumnSpec::new::<Option<Id<NewsItem>>>("type"),
            ],
            keys: &[0],
            rules: &[
                __r::RowRule {
                    check: |__values| __r::check_row::<
                        NewsItemCreate,
                    >(__values, |__value| check(__value)),
                },
            ],
            operations: &[__r::Operation::List, __r::Operation::Create],
            read: __r::Policy::Public,
            create: __r::Policy::Public,
            update: __r::NOBODY,
            delete: __r::NOBODY,
            page_size: 5,
            max_page_size: 100,
            ..__r::ResourceSpec::USUAL
        };
        &SPEC
    }
    fn value(&self, __column: usize) -> kit::__private::Value {
        let __field: &dyn kit::__private::Any = match __column {
            0 => &self.id,
            1 => &self.first_line,
            2 => &self.read_count,
            3 => &self.r#type,
            _ => return kit::__private::Value::Null,
        };
        kit::__private::to_value::<Self>(__column, __field)
    }
    fn from_values(
        __values: kit::__private::Vec<kit::__private::Value>,
    ) -> ::core::result::Result<Self, kit::__private::TypeMismatch> {
        let mut __values = kit::__private::Values::new::<Self>(__values);
        ::core::result::Result::Ok(Self {
            id: __values.take()?,
            first_line: __values.take()?,
            read_count: __values.take()?,
            r#type: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, clippy::all)]
impl NewsItem {
    /// The column `id`, for conditions on rows.
    const fn id() -> kit::__private::Field<Self, Uuid> {
        kit::__private::Field::new(0)
    }
    /// The column `first_line`, for conditions on rows.
    const fn first_line() -> kit::__private::Field<Self, String> {
        kit::__private::Field::new(1)
    }
    /// The column `read_count`, for conditions on rows.
    const fn read_count() -> kit::__private::Field<Self, i64> {
        kit::__private::Field::new(2)
    }
    /// The column `type`, for conditions on rows.
    const fn r#type() -> kit::__private::Field<Self, Option<Id<NewsItem>>> {
        kit::__private::Field::new(3)
    }
}
#[automatically_derived]
impl kit::__private::Output for NewsItem {
    const SHAPE: kit::__private::Shape = kit::__private::Shape::Row(
        <Self as kit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut kit::__private::Vec<u8>) {
        kit::__private::write_row(self, __out);
    }
}
/// What a body that makes a `NewsItem` holds, given to the rules of the whole struct.
#[allow(dead_code, missing_copy_implementations, missing_debug_implementations)]
struct NewsItemCreate {
    /// The member `first_line`.
    first_line: String,
    /// The member `type`.
    r#type: Option<Id<NewsItem>>,
}
#[automatically_derived]
impl kit::__private::FromValues for NewsItemCreate {
    fn from_values(
        __values: &[kit::__private::Value],
    ) -> ::core::result::Result<Self, kit::__private::TypeMismatch> {
        ::core::result::Result::Ok(Self {
            first_line: kit::__private::take(__values, 1)?,
            r#type: kit::__private::take(__values, 3)?,
        })
    }
}
