//! What is written for methods, dependencies, errors and files of migrations.

use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::quote;

use super::{api, api_error, dependency, expand, migrations, resource};

#[test]
fn the_methods_of_a_resource_are_endpoints() {
    let expansion = resource(
        TokenStream::new(),
        quote! {
            impl Task {
                /// Marks the task as done.
                #[post("/{id}/complete", status = 202)]
                #[authorize(owner || role(Role::Admin))]
                #[transaction(isolation = serializable)]
                async fn complete(task: Found<Self>, tx: Tx, note: Json<Note>) -> Result<Task, TaskError> {
                    todo(task, tx, note)
                }
                fn helper(&self) {}
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/resource_block.rs"]);
}

#[test]
fn a_service_shares_itself() {
    let expansion = api(
        quote!(path = "/checkout", tag = "Checkout"),
        quote! {
            /// Paying.
            impl Checkout {
                /// What is to be paid.
                #[get("/")]
                #[authorize(public)]
                fn total(&self, r#type: Query<Option<String>>) -> Decimal {
                    self.total
                }
            }
        },
    );
    expand(expansion, &expect_file!["../../../expansions/api_block.rs"]);
}

#[test]
fn a_dependency_is_a_type_beside_its_function() {
    let expansion = dependency(
        quote!(after_response = give_back),
        quote! {
            /// The customer who asks.
            pub async fn current_customer(caller: Caller, r#type: Header<String>) -> Result<Customer> {
                find(caller, r#type).await
            }
        },
    );
    let lines = expand(expansion, &expect_file!["../../../expansions/dependency.rs"]);
    assert!(lines < 120, "a dependency takes {lines} lines");
}

#[test]
fn an_error_lists_its_problems() {
    let expansion = api_error(quote! {
        /// Why an order is not taken.
        enum OrderError {
            /// There is no such product.
            #[problem(status = 404)]
            UnknownProduct,
            #[problem(status = 409, detail = "Only {left} of {product:>3} are left.")]
            OutOfStock { product: i64, left: u32, wanted: u32 },
            #[problem(status = 409, detail = "At most {most}.")]
            TooMany {
                /// How many there may be.
                #[problem(extend)]
                most: u32,
                #[problem(extend = "otherProducts")]
                others: Vec<i64>,
            },
            #[problem(status = 502, source, from)]
            Bank(BankError),
            #[problem(transparent, from)]
            Payment(PaymentError),
            #[problem(internal)]
            Other { inner: std::io::Error },
        }
    });
    expand(expansion, &expect_file!["../../../expansions/error.rs"]);
}

#[test]
fn migrations_are_files_as_text() {
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let expansion = migrations(quote!("migrations", crate = ::web), &package);
    expand(quote!(fn f() -> M { #expansion }), &expect_file!["../../../expansions/migrations.rs"]);
    let expansion = migrations(quote!("nowhere"), &package).to_string();
    assert!(expansion.contains("sets : & []"), "{expansion}");
}

#[test]
fn files_that_are_no_migrations_are_said() {
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let expansion = migrations(quote!("broken"), &package).to_string();
    for text in [
        "broken/mysql is not a database that restkit knows",
        "broken/stray.sql belongs to no database",
        "broken/sqlite/first.sql is not called as a migration is",
        "2_b.up.sql and 2_c.up.sql have the same version",
        "3_d.down.sql leads back from nothing",
    ] {
        assert!(expansion.contains(text), "{text}: {expansion}");
    }
}
