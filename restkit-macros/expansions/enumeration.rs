#[automatically_derived]
impl ::restkit::__private::ColumnEnum for Status {
    const WORDS: &'static [&'static str] = &["todo", "in_progress", "finished"];
    fn word(&self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::InProgress => "in_progress",
            Self::Done => "finished",
        }
    }
    fn from_word(__word: &str) -> ::core::option::Option<Self> {
        match __word {
            "todo" => ::core::option::Option::Some(Self::Todo),
            "in_progress" => ::core::option::Option::Some(Self::InProgress),
            "finished" => ::core::option::Option::Some(Self::Done),
            _ => ::core::option::Option::None,
        }
    }
}
#[automatically_derived]
impl ::restkit::__private::Column for Status {
    const TYPE: ::restkit::__private::DataType = ::restkit::__private::enumeration::<
        Self,
    >("Status", "How far a task is.");
    fn to_value(&self) -> ::restkit::__private::Value {
        ::restkit::__private::enum_to_value(self)
    }
    fn from_value(
        __value: ::restkit::__private::Value,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        ::restkit::__private::enum_from_value(&__value)
    }
}
#[automatically_derived]
impl ::restkit::__private::NotNull for Status {}
#[automatically_derived]
impl ::restkit::__private::IsOrdered for Status {}
#[automatically_derived]
impl ::restkit::__private::Schema for Status {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::scalar::<Self>();
}
#[automatically_derived]
impl ::restkit::__private::Input for Status {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::scalar::<Self>();
    fn read(
        __value: ::restkit::__private::serde_json::Value,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        ::restkit::__private::read_scalar(__value)
    }
}
#[automatically_derived]
impl ::restkit::__private::Output for Status {
    const SHAPE: ::restkit::__private::Shape = ::restkit::__private::scalar::<Self>();
    fn write(&self, __out: &mut ::restkit::__private::Vec<u8>) {
        ::restkit::__private::write_word(self, __out)
    }
}
#[automatically_derived]
impl ::restkit::__private::serde::Serialize for Status {
    fn serialize<S: ::restkit::__private::serde::Serializer>(
        &self,
        __serializer: S,
    ) -> ::core::result::Result<S::Ok, S::Error> {
        ::restkit::__private::serialize_enum(self, __serializer)
    }
}
#[automatically_derived]
impl<'de> ::restkit::__private::serde::Deserialize<'de> for Status {
    fn deserialize<D: ::restkit::__private::serde::Deserializer<'de>>(
        __deserializer: D,
    ) -> ::core::result::Result<Self, D::Error> {
        ::restkit::__private::deserialize_enum(__deserializer)
    }
}
