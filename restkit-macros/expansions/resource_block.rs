impl Task {
    /// Marks the task as done.
    async fn complete(
        task: Found<Self>,
        tx: Tx,
        note: Json<Note>,
    ) -> Result<Task, TaskError> {
        todo(task, tx, note)
    }
    fn helper(&self) {}
}
#[allow(unreachable_pub, deprecated, clippy::all)]
impl Task {
    /// The endpoints, to be mounted with `App::mount`.
    pub fn routes() -> ::restkit::__private::Routes {
        use ::restkit::__private as __r;
        const _: () = __r::row_in_path(<Task as __r::Resource>::KEY_PARTS, &["id"], &[]);
        static __SPECS: [__r::EndpointSpec; 1] = [
            __r::EndpointSpec {
                name: "complete",
                group: "Task",
                place: __r::concat!(__r::file!(), ":", __r::line!()),
                method: __r::Method::POST,
                path: "/{id}/complete",
                docs: "Marks the task as done.",
                deprecated: false,
                status: __r::Some(202),
                policy: __r::Policy::Any(
                    &[__r::Policy::Owner, __r::Policy::Role(&Role::Admin)],
                ),
                resource: __r::Some(<Task as __r::Resource>::spec),
                arguments: &[
                    __r::ArgumentSpec::new("id", <Found<Task> as __r::Argument>::FACTS),
                    __r::ArgumentSpec::new("tx", <Tx as __r::Argument>::FACTS),
                    __r::ArgumentSpec::new("note", <Json<Note> as __r::Argument>::FACTS),
                ],
                answer: <Result<Task, TaskError> as __r::Answer>::FACTS,
            },
        ];
        __r::resource_routes::<
            Self,
        >(
            __r::vec![
                __r::Handler::new(& __SPECS[0], move | __scope | { __r::Box::pin(async
                move { #[allow(unused_mut)] let mut __request = __scope.parsing(); let
                __argument0 = < Found < Task > as __r::Argument > ::parse(& mut
                __request, "id"); let __argument1 = < Tx as __r::Argument > ::parse(& mut
                __request, "tx"); let __argument2 = < Json < Note > as __r::Argument >
                ::parse(& mut __request, "note"); __request.finish() ?; let
                (__r::Some(__argument0), __r::Some(__argument1), __r::Some(__argument2),)
                = (__argument0, __argument1, __argument2,) else { return __r::unread() };
                #[allow(unused_imports)] use __r::NothingToAsk as _; let mut __faults =
                __r::Vec::new(); let __asked = __r::Asked(& __argument0).faults(&
                __scope); __faults.append(& mut __r::placed:: < Found < Task > > (__asked
                . await ?)); let __asked = __r::Asked(& __argument1).faults(& __scope);
                __faults.append(& mut __r::placed:: < Tx > (__asked. await ?)); let
                __asked = __r::Asked(& __argument2).faults(& __scope); __faults.append(&
                mut __r::placed:: < Json < Note > > (__asked. await ?)); __scope
                .refuse(__faults) ?; let __argument0 = < Found < Task > as __r::Argument
                > ::resolve(__argument0, & __scope). await ?; let __argument1 = < Tx as
                __r::Argument > ::resolve(__argument1, & __scope). await ?; let
                __argument2 = < Json < Note > as __r::Argument > ::resolve(__argument2, &
                __scope). await ?; __r::Answer::into_response(Self::complete(__argument0,
                __argument1, __argument2). await, & __SPECS[0]) }) })
                .transaction(__r::TransactionOptions { isolation :
                __r::Some(__r::Isolation::Serializable), read_only : false })
            ],
        )
    }
}
