#[automatically_derived]
impl ::restkit::__private::Input for Payment {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::tagged(|| {
        static SPEC: ::restkit::__private::TaggedSpec = ::restkit::__private::TaggedSpec::new(
                "Payment",
                "How somebody pays.",
                "type",
                &[
                    ::restkit::__private::VariantSpec::new("card", "By card.")
                        .shape(
                            ::restkit::__private::beside_tag(
                                <Card as ::restkit::__private::Input>::SHAPE,
                            ),
                        ),
                    ::restkit::__private::VariantSpec::new("invoice", "")
                        .shape(
                            ::restkit::__private::Shape::object(|| {
                                static SPEC: ::restkit::__private::ObjectSpec = ::restkit::__private::ObjectSpec::new(
                                        "PaymentInvoice",
                                        "",
                                        &[
                                            ::restkit::__private::Member::input::<
                                                String,
                                            >("billed_to", "To whom."),
                                        ],
                                    )
                                    .side(::restkit::__private::Side::Input);
                                &SPEC
                            }),
                        ),
                    ::restkit::__private::VariantSpec::new("in_cash", ""),
                ],
            )
            .side(::restkit::__private::Side::Input);
        &SPEC
    });
    fn read(
        __json: ::restkit::__private::serde_json::Value,
    ) -> ::restkit::__private::Result<Self, ::restkit::__private::TypeMismatch> {
        let __tagged = ::restkit::__private::InputTagged::new(
            __json,
            "type",
            ::restkit::__private::None,
        )?;
        match __tagged.word() {
            "card" => ::restkit::__private::Ok(Self::Card(__tagged.take()?)),
            "invoice" => {
                let mut __members = __tagged.members()?;
                ::restkit::__private::Ok(Self::Invoice {
                    billed_to: __members.take::<String>("billed_to")?,
                })
            }
            "in_cash" => ::restkit::__private::Ok(Self::InCash),
            _ => __tagged.unknown(),
        }
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Payment {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::Shape::tagged(|| {
        static SPEC: ::restkit::__private::TaggedSpec = ::restkit::__private::TaggedSpec::new(
                "Payment",
                "How somebody pays.",
                "type",
                &[
                    ::restkit::__private::VariantSpec::new("card", "By card.")
                        .shape(
                            ::restkit::__private::beside_tag(
                                <Card as ::restkit::__private::Output>::SHAPE,
                            ),
                        ),
                    ::restkit::__private::VariantSpec::new("invoice", "")
                        .shape(
                            ::restkit::__private::Shape::object(|| {
                                static SPEC: ::restkit::__private::ObjectSpec = ::restkit::__private::ObjectSpec::new(
                                        "PaymentInvoice",
                                        "",
                                        &[
                                            ::restkit::__private::Member::output::<
                                                String,
                                            >("billed_to", "To whom."),
                                        ],
                                    )
                                    .side(::restkit::__private::Side::Output);
                                &SPEC
                            }),
                        ),
                    ::restkit::__private::VariantSpec::new("in_cash", ""),
                ],
            )
            .side(::restkit::__private::Side::Output);
        &SPEC
    });
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        match self {
            Self::Card(__inside) => {
                ::restkit::__private::write_tagged(__out, "\"type\":\"card\"", __inside)
            }
            Self::Invoice { billed_to: __member_billed_to } => {
                let mut __members = ::restkit::__private::OutputMembers::tagged(
                    __out,
                    "\"type\":\"invoice\"",
                );
                __members.member("\"billed_to\":", __member_billed_to);
                __members.end();
            }
            Self::InCash => {
                ::restkit::__private::OutputMembers::tagged(
                        __out,
                        "\"type\":\"in_cash\"",
                    )
                    .end()
            }
        }
    }
}
