#[allow(deprecated)]
const _: () = {
    use ::restkit::__private as __r;
    const __KINDS: [__r::ProblemKind; 4] = [
        __r::problem_kind(404, "unknown_product", "There is no such product"),
        __r::problem_kind(409, "out_of_stock", "Out of stock"),
        __r::problem_kind(409, "too_many", "Too many"),
        __r::problem_kind(502, "bank", "Bank"),
    ];
    const __FIELD1: __r::ProblemField<u32> = __r::problem_field::<
        u32,
    >("most", "How many there may be.");
    const __FIELD2: __r::ProblemField<Vec<i64>> = __r::problem_field::<
        Vec<i64>,
    >("otherProducts", "");
    #[automatically_derived]
    impl __r::ApiError for OrderError {
        const PROBLEMS: __r::Problems = __r::Problems::Groups(
            &[
                __r::Problems::These(&[__KINDS[0], __KINDS[1], __KINDS[3]]),
                __r::Problems::Extended(
                    __KINDS[2],
                    __r::Extension::new(
                        &__r::ProblemMembers(&[__FIELD1.member, __FIELD2.member]),
                    ),
                ),
                <PaymentError as __r::ApiError>::PROBLEMS,
            ],
        );
        fn into_problem(self) -> __r::Problem {
            match self {
                Self::UnknownProduct { .. } => {
                    __r::problem(__KINDS[0], "There is no such product.")
                }
                Self::OutOfStock { left: __left, product: __product, .. } => {
                    __r::problem(
                        __KINDS[1],
                        __r::format!("Only {0} of {1:>3} are left.", __left, __product),
                    )
                }
                Self::TooMany { most: __most, others: __others, .. } => {
                    __r::problem(__KINDS[2], __r::format!("At most {0}.", __most))
                        .with_member("most", (__FIELD1.json)(&__most))
                        .with_member("otherProducts", (__FIELD2.json)(&__others))
                }
                Self::Bank { 0: __cause, .. } => {
                    __r::problem(__KINDS[3], "Bank.")
                        .with_boxed_source(__r::cause(__cause))
                }
                Self::Payment { 0: __cause } => __r::ApiError::into_problem(__cause),
                Self::Other { inner: __cause } => __r::internal(__cause),
            }
        }
    }
    #[automatically_derived]
    impl __r::From<BankError> for OrderError {
        fn from(__error: BankError) -> Self {
            Self::Bank { 0: __error }
        }
    }
    #[automatically_derived]
    impl __r::From<PaymentError> for OrderError {
        fn from(__error: PaymentError) -> Self {
            Self::Payment { 0: __error }
        }
    }
    #[automatically_derived]
    impl __r::From<OrderError> for __r::Error {
        fn from(__error: OrderError) -> Self {
            __r::error(__error)
        }
    }
};
