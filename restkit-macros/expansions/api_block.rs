/// Paying.
impl Checkout {
    /// What is to be paid.
    fn total(&self, r#type: Query<Option<String>>) -> Decimal {
        self.total
    }
}
#[allow(unreachable_pub, deprecated, clippy::all)]
impl Checkout {
    /// The endpoints, to be mounted with `App::mount`.
    pub fn routes(self) -> ::restkit::__private::Routes {
        use ::restkit::__private as __r;
        static __SPECS: [__r::EndpointSpec; 1] = [
            __r::EndpointSpec {
                name: "total",
                group: "Checkout",
                place: __r::concat!(__r::file!(), ":", __r::line!()),
                method: __r::Method::GET,
                path: "",
                docs: "What is to be paid.",
                deprecated: false,
                status: __r::None,
                policy: __r::Policy::Public,
                resource: __r::None,
                arguments: &[
                    __r::ArgumentSpec::new(
                        "type",
                        <Query<Option<String>> as __r::Argument>::FACTS,
                    ),
                ],
                answer: <Decimal as __r::Answer>::FACTS,
            },
        ];
        let __this = __r::Arc::new(self);
        static __GROUP: __r::GroupSpec = __r::GroupSpec {
            name: "Checkout",
            path: "/checkout",
            tag: "Checkout",
            docs: "Paying.",
        };
        __r::group_routes(
            &__GROUP,
            __r::vec![
                __r::Handler::new(& __SPECS[0], { let __this = __r::Arc::clone(& __this);
                move | __scope | { let __this = __r::Arc::clone(& __this);
                __r::Box::pin(async move { #[allow(unused_mut)] let mut __request =
                __scope.parsing(); let __argument0 = < Query < Option < String > > as
                __r::Argument > ::parse(& mut __request, "type"); __request.finish() ?;
                let (__r::Some(__argument0),) = (__argument0,) else { return
                __r::unread() }; #[allow(unused_imports)] use __r::NothingToAsk as _; let
                mut __faults = __r::Vec::new(); let __asked = __r::Asked(& __argument0)
                .faults(& __scope); __faults.append(& mut __r::placed:: < Query < Option
                < String > > > (__asked. await ?)); __scope.refuse(__faults) ?; let
                __argument0 = < Query < Option < String > > as __r::Argument >
                ::resolve(__argument0, & __scope). await ?;
                __r::Answer::into_response(Self::total(& __this, __argument0), &
                __SPECS[0]) }) } })
            ],
        )
    }
}
