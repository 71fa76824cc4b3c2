#[allow(dead_code)]
pub struct Membership {
    pub team_id: Id<Team>,
    pub user_id: Id<User>,
}
#[automatically_derived]
impl ::restkit::__private::Resource for Membership {
    type Key = (Id<Team>, Id<User>);
    const KEY_PARTS: &'static [&'static str] = &["team_id", "user_id"];
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        use ::restkit::__private as __r;
        static SPEC: __r::ResourceSpec = __r::ResourceSpec {
            name: "Membership",
            path: "/memberships",
            table: "memberships",
            docs: "",
            columns: &[
                __r::natural_key::<Id<Team>>("team_id", &[]),
                __r::owner_key::<Id<User>>("user_id"),
            ],
            keys: &[0, 1],
            operations: &__r::Operation::ALL,
            read: __r::Policy::Public,
            create: __r::Policy::Authenticated,
            update: __r::Policy::Owner,
            delete: __r::Policy::Owner,
            page_size: 20,
            max_page_size: 100,
            ..__r::ResourceSpec::USUAL
        };
        &SPEC
    }
    fn value(&self, __column: usize) -> ::restkit::__private::Value {
        let __field: &dyn ::restkit::__private::Any = match __column {
            0 => &self.team_id,
            1 => &self.user_id,
            _ => return ::restkit::__private::Value::Null,
        };
        ::restkit::__private::to_value::<Self>(__column, __field)
    }
    fn from_values(
        __values: ::restkit::__private::Vec<::restkit::__private::Value>,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        let mut __values = ::restkit::__private::Values::new::<Self>(__values);
        ::core::result::Result::Ok(Self {
            team_id: __values.take()?,
            user_id: __values.take()?,
        })
    }
}
#[allow(dead_code, non_snake_case, clippy::all)]
impl Membership {
    /// The column `team_id`, for conditions on rows.
    pub const fn team_id() -> ::restkit::__private::Field<Self, Id<Team>> {
        ::restkit::__private::Field::new(0)
    }
    /// The column `user_id`, for conditions on rows.
    pub const fn user_id() -> ::restkit::__private::Field<Self, Id<User>> {
        ::restkit::__private::Field::new(1)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Membership {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::Row(
        <Self as ::restkit::__private::Resource>::spec,
    );
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_row(self, __out);
    }
}
