#[automatically_derived]
impl ::restkit::__private::Schema for Address {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::object(|| {
        static SPEC: ::restkit::__private::ObjectSpec = ::restkit::__private::ObjectSpec::new(
                "Address",
                "Where somebody lives.",
                &[
                    ::restkit::__private::Member::new::<
                        String,
                    >("streetName", "The street.")
                        .rules(&[::restkit::__private::non_blank::<String>()]),
                    ::restkit::__private::Member::new::<Option<u32>>("house", "")
                        .rules(
                            &[
                                ::restkit::__private::Rule::CustomJson(|__value| ::restkit::__private::check_json::<
                                    u32,
                                >(__value, |__value| odd(__value))),
                            ],
                        ),
                    ::restkit::__private::Member::new::<Vec<Floor>>("floors", "")
                        .optional(),
                ],
            )
            .rules(
                &[
                    |__value| ::restkit::__private::check_json::<
                        Address,
                    >(__value, |__value| check(__value)),
                ],
            );
        &SPEC
    });
}
