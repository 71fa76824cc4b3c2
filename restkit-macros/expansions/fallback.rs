#[allow(dead_code)]
struct Task {
    id: Uuid,
    title: String,
}
impl ::restkit::__private::Resource for Task {
    type Key = i64;
    fn spec() -> &'static ::restkit::__private::ResourceSpec {
        ::core::unreachable!()
    }
    fn value(&self, _: usize) -> ::restkit::__private::Value {
        ::core::unreachable!()
    }
    fn from_values(
        _: ::restkit::__private::Vec<::restkit::__private::Value>,
    ) -> ::core::result::Result<Self, ::restkit::__private::TypeMismatch> {
        ::core::unreachable!()
    }
}
#[allow(dead_code, missing_docs, non_snake_case)]
impl Task {
    const fn id() -> ::restkit::__private::Field<Self, Uuid> {
        ::restkit::__private::Field::new(0usize)
    }
    const fn title() -> ::restkit::__private::Field<Self, String> {
        ::restkit::__private::Field::new(1usize)
    }
}
#[allow(
    dead_code,
    missing_docs,
    missing_copy_implementations,
    missing_debug_implementations
)]
struct TaskCreate {
    id: Uuid,
    title: String,
}
::core::compile_error! {
    "unknown word `idd`; did you mean `id`?"
}
::core::compile_error! {
    "`create` has no access decision: write `create = authenticated`, `create = owner`, `create = role(…)`, or `create = public` if everybody may"
}
::core::compile_error! {
    "`update` has no access decision: write `update = authenticated`, `update = owner`, `update = role(…)`, or `update = public` if everybody may"
}
::core::compile_error! {
    "`delete` has no access decision: write `delete = authenticated`, `delete = owner`, `delete = role(…)`, or `delete = public` if everybody may"
}
