#[allow(dead_code)]
struct Post {
    id: i64,
    title: String,
    r#type: Option<String>,
}
#[automatically_derived]
impl ::restkit::__private::Resource for Post {
    type Key = i64;
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        use ::restkit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "Post",
            path: "/posts",
            table: "posts",
            docs: "",
            columns: &[
                __r::key::<i64>("id"),
                __r::ColumnSpec::new::<String>("title"),
                __r::ColumnSpec::new::<Option<String>>("type"),
            ],
            keys: &[0],
            search: __r::Some(__r::SearchSpec {
                fields: &[
                    __r::searched::<String>(1, 4),
                    __r::searched::<Option<String>>(2, 1),
                ],
                language: __r::Some("english"),
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
            1 => &self.title,
            2 => &self.r#type,
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
            title: __values.take()?,
            r#type: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, clippy::all)]
impl Post {
    /// The column `id`, for conditions on rows.
    const fn id() -> ::restkit::__private::Field<Self, i64> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `title`, for conditions on rows.
    const fn title() -> ::restkit::__private::Field<Self, String> {
        ::restkit::__private::Field::new(1)
    }
    /// The column `type`, for conditions on rows.
    const fn r#type() -> ::restkit::__private::Field<Self, Option<String>> {
        ::restkit::__private::Field::new(2)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Post {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::Row(
        <Self as ::restkit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_row(self, __out);
    }
}
