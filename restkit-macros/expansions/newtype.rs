#[automatically_derived]
impl ::restkit::__private::Column for WorkEmail {
    const TYPE: ::restkit::__private::DataType = {
        const OWN: &[::restkit::__private::Rule] = &[
            ::restkit::__private::pattern::<Email>("@work[.]example$"),
        ];
        const ALL: &[::restkit::__private::Rule] = &::restkit::__private::with_inner_rules::<
            Email,
            { ::restkit::__private::rule_count::<Email>(OWN) },
        >(OWN);
        ::restkit::__private::newtype::<Email>("Work-Email", "An address at work.", ALL)
    };
    fn to_value(&self) -> ::restkit::__private::Value {
        ::restkit::__private::newtype_to_value::<Email>(&self.0)
    }
    fn from_value(
        __value: ::restkit::__private::Value,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        match ::restkit::__private::newtype_from_value::<Email>(__value) {
            ::core::result::Result::Ok(__inner) => {
                ::core::result::Result::Ok(Self(__inner))
            }
            ::core::result::Result::Err(__inner) => ::core::result::Result::Err(__inner),
        }
    }
}
#[automatically_derived]
impl ::restkit::__private::NotNull for WorkEmail {}
#[automatically_derived]
impl ::restkit::__private::Newtype for WorkEmail {
    type Inner = Email;
}
#[automatically_derived]
impl ::restkit::__private::Schema for WorkEmail {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::scalar::<Self>();
}
#[automatically_derived]
impl ::restkit::__private::Input for WorkEmail {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::scalar::<Self>();
    fn read(
        __value: ::restkit::__private::serde_json::Value,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        ::restkit::__private::read_scalar(__value)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for WorkEmail {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::scalar::<Self>();
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write::<Email>(&self.0, __out)
    }
}
