#[allow(dead_code)]
struct Post {
    id: i64,
    author_id: Id<User>,
    answers: Option<Id<Self>>,
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
                __r::ColumnSpec::new::<Id<User>>("author_id"),
                __r::ColumnSpec::new::<Option<Id<Post>>>("answers"),
            ],
            keys: &[0],
            relations: &[
                __r::belongs_to::<Id<User>>("author", 1),
                __r::RelationSpec {
                    filter: true,
                    lends_order: true,
                    ..__r::belongs_to::<Option<Id<Post>>>("question", 2)
                },
                __r::RelationSpec {
                    limit: __r::Some(5u32),
                    sort: &[
                        __r::descending::<Comment, _>(<Comment>::made()),
                        __r::ascending::<Comment, _>(<Comment>::id()),
                    ],
                    ..__r::has_many::<Post, _, _>("comments", <Comment>::post_id())
                },
                __r::has_many::<Post, _, _>("responses", <Post>::answers()),
                __r::RelationSpec {
                    filter: true,
                    lends_order: true,
                    ..__r::has_one::<Post, _, _>("cover", <media::Cover>::post_id())
                },
                __r::RelationSpec {
                    sort: &[__r::ascending::<crate::Tag, _>(<crate::Tag>::word())],
                    ..__r::many_to_many::<
                        Post,
                        crate::Tag,
                        _,
                        _,
                        _,
                    >("tags", <PostTag>::post(), <PostTag>::tag())
                },
            ],
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
            1 => &self.author_id,
            2 => &self.answers,
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
            author_id: __values.take()?,
            answers: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, private_interfaces, clippy::all)]
impl Post {
    /// The column `id`, for conditions on rows.
    const fn id() -> ::restkit::__private::Field<Self, i64> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `author_id`, for conditions on rows.
    const fn author_id() -> ::restkit::__private::Field<Self, Id<User>> {
        ::restkit::__private::Field::new(1)
    }
    /// The column `answers`, for conditions on rows.
    const fn answers() -> ::restkit::__private::Field<Self, Option<Id<Post>>> {
        ::restkit::__private::Field::new(2)
    }
    /// The relation `author`, for conditions on rows.
    const fn author() -> ::restkit::__private::ToOne<Self, User> {
        ::restkit::__private::ToOne::new(0)
    }
    /// The relation `question`, for conditions on rows.
    const fn question() -> ::restkit::__private::ToOne<Self, Post> {
        ::restkit::__private::ToOne::new(1)
    }
    /// The relation `comments`, for conditions on rows.
    const fn comments() -> ::restkit::__private::ToMany<Self, Comment> {
        ::restkit::__private::ToMany::new(2)
    }
    /// The relation `responses`, for conditions on rows.
    const fn responses() -> ::restkit::__private::ToMany<Self, Post> {
        ::restkit::__private::ToMany::new(3)
    }
    /// The relation `cover`, for conditions on rows.
    const fn cover() -> ::restkit::__private::ToOne<Self, media::Cover> {
        ::restkit::__private::ToOne::new(4)
    }
    /// The relation `tags`, for conditions on rows.
    const fn tags() -> ::restkit::__private::ToMany<Self, crate::Tag> {
        ::restkit::__private::ToMany::new(5)
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
