#[automatically_derived]
impl ::restkit::__private::Output for Card {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::object(|| {
        static SPEC: ::restkit::__private::ObjectSpec = ::restkit::__private::ObjectSpec::new(
                "Card",
                "What everybody may see.",
                &[
                    ::restkit::__private::Member::output::<String>("first_name", "")
                        .rules(
                            &[
                                ::restkit::__private::length::<
                                    String,
                                >(::restkit::__private::None, ::restkit::__private::Some(9)),
                            ],
                        ),
                    ::restkit::__private::Member::output::<Option<u8>>("age", "")
                        .optional(),
                    ::restkit::__private::Member::output::<String>("initials", ""),
                ],
            )
            .side(::restkit::__private::Side::Output);
        &SPEC
    });
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        let mut __members = ::restkit::__private::OutputMembers::new(__out);
        __members.member("\"first_name\":", &self.first_name);
        if !Option::is_none(&self.age) {
            __members.member("\"age\":", &self.age);
        }
        __members.member("\"initials\":", &self.initials);
        __members.end();
    }
}
#[automatically_derived]
#[allow(clippy::useless_conversion, clippy::needless_pass_by_value)]
impl ::core::convert::From<Person> for Card {
    fn from(__from: Person) -> Self {
        Self {
            initials: initials(&__from),
            first_name: ::core::convert::Into::into(__from.first_name),
            age: ::core::convert::Into::into(__from.age),
        }
    }
}
#[automatically_derived]
#[allow(clippy::useless_conversion, clippy::clone_on_copy)]
impl ::core::convert::From<&Person> for Card {
    fn from(__from: &Person) -> Self {
        Self {
            initials: initials(__from),
            first_name: ::core::convert::Into::into(
                ::core::clone::Clone::clone(&__from.first_name),
            ),
            age: ::core::convert::Into::into(::core::clone::Clone::clone(&__from.age)),
        }
    }
}
