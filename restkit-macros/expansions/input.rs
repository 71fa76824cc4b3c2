#[automatically_derived]
impl ::restkit::__private::Input for Person {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::object(|| {
        static SPEC: ::restkit::__private::ObjectSpec = ::restkit::__private::ObjectSpec::new(
                "Person",
                "Somebody.",
                &[
                    ::restkit::__private::Member::input::<
                        Option<String>,
                    >("firstName", "The name.")
                        .rules(
                            &[
                                ::restkit::__private::non_blank::<String>(),
                                ::restkit::__private::Rule::CustomJson(|__value| ::restkit::__private::check_input::<
                                    String,
                                >(__value, |__value| known(__value))),
                            ],
                        ),
                    ::restkit::__private::Member::input::<u8>("age", "")
                        .default(|| {
                            use ::restkit::__private::{KnownJson as _, UnknownJson as _};
                            let __known: ::restkit::__private::Known<u8> = ::restkit::__private::Known(
                                20,
                            );
                            (&&__known).json()
                        }),
                    ::restkit::__private::Member::input::<Address>("address", "")
                        .optional(),
                    ::restkit::__private::Member::input::<Vec<Person>>("friends", "")
                        .rules(
                            &[
                                ::restkit::__private::each::<
                                    Vec<Person>,
                                >(
                                    &[
                                        ::restkit::__private::length::<
                                            ::restkit::__private::Item<Vec<Person>>,
                                        >(::restkit::__private::Some(1), ::restkit::__private::None),
                                    ],
                                ),
                            ],
                        ),
                ],
            )
            .side(::restkit::__private::Side::Input)
            .rules(
                &[
                    |__value| ::restkit::__private::check_input::<
                        Person,
                    >(__value, |__value| check(__value)),
                ],
            );
        &SPEC
    });
    fn read(
        __json: ::restkit::__private::serde_json::Value,
    ) -> ::restkit::__private::Result<Self, ::restkit::__private::TypeMismatch> {
        let mut __members = ::restkit::__private::InputMembers::new(__json)?;
        ::restkit::__private::Ok(Self {
            first_name: __members.take::<Option<String>>("firstName")?,
            age: match __members.find::<u8>("age")? {
                ::restkit::__private::Some(__found) => __found,
                ::restkit::__private::None => 20,
            },
            address: match __members.find::<Address>("address")? {
                ::restkit::__private::Some(__found) => __found,
                ::restkit::__private::None => home(),
            },
            friends: __members.take::<Vec<Person>>("friends")?,
        })
    }
}
/// What changes `Person`: members that are left out keep their value.
#[allow(missing_copy_implementations, missing_debug_implementations)]
pub struct PersonPatch {
    /// The name.
    pub first_name: ::restkit::__private::Patch<Option<String>>,
    /// The member `age`.
    pub age: ::restkit::__private::Patch<u8>,
    /// The member `address`.
    address: ::restkit::__private::Patch<Address>,
    /// The member `friends`.
    friends: ::restkit::__private::Patch<Vec<Person>>,
}
#[automatically_derived]
impl ::restkit::__private::Input for PersonPatch {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::object(|| {
        static SPEC: ::restkit::__private::OnceLock<::restkit::__private::ObjectSpec> = ::restkit::__private::OnceLock::new();
        SPEC.get_or_init(|| ::restkit::__private::partial(
            &<Person as ::restkit::__private::Input>::SHAPE,
            "PersonPatch",
            "What changes `Person`: members that are left out keep their value.",
        ))
    });
    fn read(
        __json: ::restkit::__private::serde_json::Value,
    ) -> ::restkit::__private::Result<Self, ::restkit::__private::TypeMismatch> {
        let mut __members = ::restkit::__private::InputMembers::new(__json)?;
        ::restkit::__private::Ok(Self {
            first_name: __members.take("firstName")?,
            age: __members.take("age")?,
            address: __members.take("address")?,
            friends: __members.take("friends")?,
        })
    }
}
/// Nothing is changed.
#[automatically_derived]
impl ::core::default::Default for PersonPatch {
    fn default() -> Self {
        Self {
            first_name: ::restkit::__private::Patch::Missing,
            age: ::restkit::__private::Patch::Missing,
            address: ::restkit::__private::Patch::Missing,
            friends: ::restkit::__private::Patch::Missing,
        }
    }
}
#[automatically_derived]
impl PersonPatch {
    /// Puts every member that is there into its place.
    pub fn apply(self, __target: &mut Person) {
        self.first_name.apply(&mut __target.first_name);
        self.age.apply(&mut __target.age);
        self.address.apply(&mut __target.address);
        self.friends.apply(&mut __target.friends);
    }
}
