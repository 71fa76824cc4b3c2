#[allow(dead_code)]
/// Something to do.
pub struct Task {
    /// The key.
    pub id: i64,
    /// What is to be done.
    pub title: String,
    pub description: Option<String>,
    pub status: Status,
    pub priority: i16,
    colour: String,
    pub watchers: Json<Vec<String>>,
    pub owner_id: Id<User>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
#[automatically_derived]
impl ::restkit::__private::Resource for Task {
    type Key = i64;
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        use ::restkit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "Task",
            path: "/tasks",
            table: "tasks",
            docs: "Something to do.",
            columns: &[
                __r::key::<i64>("id").docs("The key."),
                __r::comparable::<String>("title")
                    .docs("What is to be done.")
                    .rules(&[__r::length::<String>(__r::Some(1), __r::Some(200))])
                    .filter()
                    .sort(),
                __r::ColumnSpec::new::<Option<String>>("description")
                    .rules(
                        &[__r::length::<Option<String>>(__r::None, __r::Some(10000))],
                    ),
                __r::comparable::<Status>("status")
                    .default(|| __r::value::<Status>(Status::Todo), true)
                    .filter()
                    .sort(),
                __r::comparable::<i16>("priority")
                    .rules(
                        &[
                            __r::range::<
                                i16,
                            >(
                                __r::Some(__r::Number::Integer(1)),
                                __r::Some(__r::Number::Integer(5)),
                            ),
                        ],
                    )
                    .default(|| __r::value::<i16>(3), true)
                    .filter()
                    .sort(),
                __r::ColumnSpec::new::<String>("colour")
                    .column("hue")
                    .sql_type("VARCHAR(9)")
                    .rules(
                        &[
                            __r::one_of_texts::<
                                String,
                            >(&[__r::Literal::Text("red"), __r::Literal::Text("blue")]),
                            __r::pattern::<String>("^[a-z]+$"),
                            __r::Rule::Custom(|__value| __r::check_value::<
                                String,
                            >(__value, |__value| calm(__value))),
                        ],
                    )
                    .default(|| __r::text_value::<String>("red"), true),
                __r::ColumnSpec::new::<Json<Vec<String>>>("watchers")
                    .rules(
                        &[
                            __r::each::<
                                Json<Vec<String>>,
                            >(&[__r::email::<__r::Item<Json<Vec<String>>>>()]),
                        ],
                    ),
                __r::owner::<Id<User>>("owner_id"),
                __r::created_at::<DateTime<Utc>>("created_at").sort(),
                __r::updated_at::<DateTime<Utc>>("updated_at"),
            ],
            keys: &[0],
            operations: &__r::Operation::ALL,
            read: __r::Policy::Any(
                &[__r::Policy::Owner, __r::Policy::Role(&Role::Admin)],
            ),
            create: __r::Policy::Authenticated,
            update: __r::Policy::Any(
                &[
                    __r::Policy::All(
                        &[__r::Policy::Owner, __r::Policy::Scope("tasks:write")],
                    ),
                    __r::Policy::Custom(
                        &__r::chosen::<Task, _, _>("team", &__r::Chosen::new(team)),
                    ),
                ],
            ),
            delete: __r::Policy::Not(&__r::Policy::Role(&Role::Guest)),
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
            2 => &self.description,
            3 => &self.status,
            4 => &self.priority,
            5 => &self.colour,
            6 => &self.watchers,
            7 => &self.owner_id,
            8 => &self.created_at,
            9 => &self.updated_at,
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
            description: __values.take()?,
            status: __values.take()?,
            priority: __values.take()?,
            colour: __values.take()?,
            watchers: __values.take()?,
            owner_id: __values.take()?,
            created_at: __values.take()?,
            updated_at: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, clippy::all)]
impl Task {
    /// The column `id`, for conditions on rows.
    pub const fn id() -> ::restkit::__private::Field<Self, i64> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `title`, for conditions on rows.
    pub const fn title() -> ::restkit::__private::Field<Self, String> {
        ::restkit::__private::Field::new(1)
    }
    /// The column `description`, for conditions on rows.
    pub const fn description() -> ::restkit::__private::Field<Self, Option<String>> {
        ::restkit::__private::Field::new(2)
    }
    /// The column `status`, for conditions on rows.
    pub const fn status() -> ::restkit::__private::Field<Self, Status> {
        ::restkit::__private::Field::new(3)
    }
    /// The column `priority`, for conditions on rows.
    pub const fn priority() -> ::restkit::__private::Field<Self, i16> {
        ::restkit::__private::Field::new(4)
    }
    /// The column `colour`, for conditions on rows.
    const fn colour() -> ::restkit::__private::Field<Self, String> {
        ::restkit::__private::Field::new(5)
    }
    /// The column `watchers`, for conditions on rows.
    pub const fn watchers() -> ::restkit::__private::Field<Self, Json<Vec<String>>> {
        ::restkit::__private::Field::new(6)
    }
    /// The column `owner_id`, for conditions on rows.
    pub const fn owner_id() -> ::restkit::__private::Field<Self, Id<User>> {
        ::restkit::__private::Field::new(7)
    }
    /// The column `created_at`, for conditions on rows.
    pub const fn created_at() -> ::restkit::__private::Field<Self, DateTime<Utc>> {
        ::restkit::__private::Field::new(8)
    }
    /// The column `updated_at`, for conditions on rows.
    pub const fn updated_at() -> ::restkit::__private::Field<Self, DateTime<Utc>> {
        ::restkit::__private::Field::new(9)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Task {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::Row(
        <Self as ::restkit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_row(self, __out);
    }
}
