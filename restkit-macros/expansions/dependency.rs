/// The customer who asks.
pub async fn current_customer(
    caller: Caller,
    r#type: Header<String>,
) -> Result<Customer> {
    find(caller, r#type).await
}
///The customer who asks.
pub struct CurrentCustomer {
    __made: ::restkit::__private::Arc<Customer>,
}
#[allow(deprecated, clippy::all)]
const _: () = {
    use ::restkit::__private as __r;
    #[automatically_derived]
    impl __r::Clone for CurrentCustomer {
        fn clone(&self) -> Self {
            Self {
                __made: __r::Arc::clone(&self.__made),
            }
        }
    }
    #[automatically_derived]
    impl __r::fmt::Debug for CurrentCustomer {
        fn fmt(&self, __value: &mut __r::fmt::Formatter<'_>) -> __r::fmt::Result {
            __value.write_str(__r::stringify!(CurrentCustomer))
        }
    }
    #[automatically_derived]
    impl __r::Deref for CurrentCustomer {
        type Target = Customer;
        fn deref(&self) -> &Self::Target {
            &self.__made
        }
    }
    #[automatically_derived]
    impl __r::Dependency for CurrentCustomer {
        type Value = Customer;
        fn spec() -> &'static __r::DependencySpec {
            static __SPEC: __r::DependencySpec = __r::DependencySpec {
                name: "current_customer",
                makes: __r::TypeFacts::of::<CurrentCustomer>(),
                place: __r::concat!(__r::file!(), ":", __r::line!()),
                arguments: &[
                    __r::ArgumentSpec::new("caller", <Caller as __r::Argument>::FACTS),
                    __r::ArgumentSpec::new(
                        "type",
                        <Header<String> as __r::Argument>::FACTS,
                    ),
                ],
                problems: <Result<Customer> as __r::Outcome>::PROBLEMS,
            };
            &__SPEC
        }
        fn wrap(__value: __r::Arc<Self::Value>) -> Self {
            Self { __made: __value }
        }
        fn parse(__request: &mut __r::Parsing<'_>) -> __r::Option<()> {
            __r::all_read(
                &[
                    <Caller as __r::Argument>::parse(__request, "caller").is_some(),
                    <Header<String> as __r::Argument>::parse(__request, "type").is_some(),
                ],
            )
        }
        fn make(
            __scope: __r::Scope,
        ) -> __r::BoxFuture<'static, __r::Result<Self::Value, __r::Problem>> {
            __r::Box::pin(async move {
                #[allow(unused_mut)]
                let mut __request = __scope.parsing_again();
                let __argument0 = <Caller as __r::Argument>::parse(
                    &mut __request,
                    "caller",
                );
                let __argument1 = <Header<
                    String,
                > as __r::Argument>::parse(&mut __request, "type");
                __request.finish()?;
                let (__r::Some(__argument0), __r::Some(__argument1)) = (
                    __argument0,
                    __argument1,
                ) else { return __r::unread() };
                #[allow(unused_imports)]
                use __r::NothingToAsk as _;
                let mut __faults = __r::Vec::new();
                let __asked = __r::Asked(&__argument0).faults(&__scope);
                __faults.append(&mut __r::placed::<Caller>(__asked.await?));
                let __asked = __r::Asked(&__argument1).faults(&__scope);
                __faults.append(&mut __r::placed::<Header<String>>(__asked.await?));
                __scope.refuse(__faults)?;
                let __argument0 = <Caller as __r::Argument>::resolve(
                        __argument0,
                        &__scope,
                    )
                    .await?;
                let __argument1 = <Header<
                    String,
                > as __r::Argument>::resolve(__argument1, &__scope)
                    .await?;
                __r::Outcome::into_result(
                    current_customer(__argument0, __argument1).await,
                )
            })
        }
        fn cleanup() -> __r::Option<(__r::When, __r::CleanupFn<Self::Value>)> {
            __r::Some((
                __r::When::AfterResponse,
                |__value| __r::Box::pin(give_back(__value)),
            ))
        }
    }
};
