//! What the macros write, whole: `UPDATE_EXPECT=1 cargo test -p restkit-macros` writes the files in `expansions/` anew.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use quote::quote;

use super::{api, api_error, column, column_enum, companion, dependency, input, migrations, output, resource, schema};
mod aggregate;
mod relations;
mod search;

/// Holds an expansion against a file; answers its number of lines.
#[track_caller]
fn expand(expansion: TokenStream, expected: &ExpectFile) -> usize {
    let pretty = prettyplease::unparse(&syn::parse2(expansion).unwrap());
    expected.assert_eq(&pretty);
    pretty.lines().count()
}

#[test]
fn a_resource_is_a_table_of_facts() {
    let expansion = resource(
        quote!(path = "/tasks"),
        quote! {
            /// Something to do.
            #[authorize(
                read = owner || role(Role::Admin),
                create = authenticated,
                update = owner && scope("tasks:write") || policy(team),
                delete = !role(Role::Guest),
            )]
            pub struct Task {
                /// The key.
                #[resource(id)]
                pub id: i64,
                /// What is to be done.
                #[validate(length(min = 1, max = 200))]
                #[resource(filter, sort)]
                pub title: String,
                #[validate(length(max = 10_000))]
                pub description: Option<String>,
                #[resource(filter, sort, default = Status::Todo)]
                pub status: Status,
                #[validate(range(min = 1, max = 5))]
                #[resource(filter, sort, default = 3)]
                pub priority: i16,
                #[validate(one_of("red", "blue"), pattern("^[a-z]+$"), custom(calm))]
                #[resource(column = "hue", default = "red", type = "VARCHAR(9)")]
                colour: String,
                #[validate(each(email))]
                pub watchers: Json<Vec<String>>,
                #[resource(owner)]
                pub owner_id: Id<User>,
                #[resource(created_at, sort)]
                pub created_at: DateTime<Utc>,
                #[resource(updated_at)]
                pub updated_at: DateTime<Utc>,
            }
        },
    );
    let lines = expand(expansion, &expect_file!["../../expansions/resource.rs"]);
    assert!(lines < 200, "a resource of ten columns takes {lines} lines");
}

#[test]
fn a_rule_of_the_whole_struct_asks_for_its_input_type() {
    let expansion = resource(
        quote!(path = "/press/news-items", operations(list, create), page_size = 5, crate = kit),
        quote! {
            #[authorize(read = public, create = public)]
            #[validate(custom(check))]
            #[serde(rename_all = "camelCase")]
            struct NewsItem {
                #[resource(id)]
                id: Uuid,
                first_line: String,
                #[resource(read_only, default)]
                read_count: i64,
                r#type: Option<Id<Self>>,
            }
        },
    );
    expand(expansion, &expect_file!["../../expansions/whole_struct_rule.rs"]);
}

#[test]
fn several_fields_are_a_key_together() {
    let expansion = resource(
        quote!(path = "/memberships"),
        quote! {
            #[authorize(read = public, create = authenticated, update = owner, delete = owner)]
            pub struct Membership {
                #[resource(id)]
                pub team_id: Id<Team>,
                #[resource(id, owner)]
                pub user_id: Id<User>,
            }
        },
    );
    expand(expansion, &expect_file!["../../expansions/composite_key.rs"]);
}

#[test]
fn an_enum_is_a_list_of_words() {
    let expansion = column_enum(quote! {
        /// How far a task is.
        pub enum Status {
            Todo,
            InProgress,
            #[serde(rename = "finished")]
            Done,
        }
    });
    expand(expansion, &expect_file!["../../expansions/enumeration.rs"]);
}

#[test]
fn a_newtype_adds_its_rules_to_those_of_its_inside() {
    let expansion = column(quote! {
        /// An address at work.
        #[serde(rename = "Work-Email", transparent)]
        #[validate(pattern("@work[.]example$"))]
        struct WorkEmail(Email);
    });
    expand(expansion, &expect_file!["../../expansions/newtype.rs"]);
}

#[test]
fn a_struct_inside_json_is_a_list_of_members() {
    let expansion = schema(quote! {
        /// Where somebody lives.
        #[serde(rename_all = "camelCase")]
        #[validate(custom(check))]
        pub struct Address {
            /// The street.
            #[validate(non_blank)]
            street_name: String,
            #[validate(custom(odd))]
            house: Option<u32>,
            #[serde(default)]
            floors: Vec<Floor>,
        }
    });
    expand(expansion, &expect_file!["../../expansions/object.rs"]);
}

#[test]
fn an_input_is_a_shape_and_how_to_read_it() {
    let expansion = input(quote! {
        /// Somebody.
        #[serde(rename_all = "camelCase")]
        #[validate(custom(check))]
        #[input(partial = "PersonPatch")]
        pub struct Person {
            /// The name.
            #[validate(non_blank, custom(known))]
            pub first_name: Option<String>,
            #[input(default = 20)]
            pub age: u8,
            #[serde(default = "home")]
            address: Address,
            #[validate(each(length(min = 1)))]
            friends: Vec<Self>,
        }
    });
    expand(expansion, &expect_file!["../../expansions/input.rs"]);
}

#[test]
fn a_union_is_read_and_written_by_its_tag() {
    let item = quote! {
        /// How somebody pays.
        #[serde(tag = "type", rename_all = "snake_case")]
        enum Payment {
            /// By card.
            Card(Card),
            Invoice {
                /// To whom.
                billed_to: String,
            },
            InCash,
        }
    };
    let both = [input(item.clone()), output(item)].into_iter().collect();
    expand(both, &expect_file!["../../expansions/union.rs"]);
}

#[test]
fn a_view_takes_from_its_source() {
    let expansion = output(quote! {
        /// What everybody may see.
        #[output(from = Person)]
        pub struct Card {
            #[validate(length(max = 9), custom(unused))]
            first_name: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            age: Option<u8>,
            #[output(with = initials)]
            initials: String,
        }
    });
    expand(expansion, &expect_file!["../../expansions/output.rs"]);
}

#[test]
fn a_mistake_leaves_what_others_need() {
    let expansion = resource(
        quote!(path = "/tasks"),
        quote! {
            #[authorize(read = public)]
            #[validate(custom(check))]
            struct Task {
                #[resource(idd)]
                id: Uuid,
                title: String,
            }
        },
    );
    expand(expansion, &expect_file!["../../expansions/fallback.rs"]);
}

#[test]
fn a_companion_steps_behind_the_resource() {
    let expansion = companion(
        "authorize",
        quote!(read = public),
        quote! {
            #[derive(Debug)]
            #[resource(path = "/tasks")]
            #[validate(custom(check))]
            struct Task;
        },
    );
    let expected = quote! {
        #[derive(Debug)]
        #[resource(path = "/tasks")]
        #[authorize(read = public)]
        #[validate(custom(check))]
        struct Task;
    };
    assert_eq!(expansion.to_string(), expected.to_string());
}

/// Whatever is written, the answer is Rust: the item, and what is wrong with it.
#[test]
fn odd_input_is_an_error_and_never_a_panic() {
    let item = quote!(
        struct Task {
            id: i64,
        }
    );
    let arguments = [
        "",
        ",",
        "path",
        "path =",
        "path = \"\"",
        "path(\"/a\")",
        "operations",
        "operations = 3",
        "operations(1)",
        "crate = crate",
        "::",
    ];
    for arguments in arguments {
        let expansion = resource(arguments.parse().unwrap(), item.clone());
        let expansion = syn::parse2::<syn::File>(expansion).unwrap();
        assert!(quote!(#expansion).to_string().contains("compile_error"), "{arguments}");
    }
    let fields = [
        "#[resource] a: i64",
        "#[resource()] #[resource = 1] a: i64",
        "#[resource(default = )] a: i64",
        "#[resource(type = 3, column = 4, id = 5)] a: i64",
        "#[validate(length(min))] a: i64",
        "#[validate(length(min = 1 max = 2))] a: i64",
        "#[validate(range(min = 1 + 1, max = 99999999999999999999))] a: i64",
        "#[validate(each(each(each())))] a: i64",
        "#[validate(one_of(a, \"b\", -, 3))] a: i64",
        "#[validate(pattern(3), custom(), custom(1 + 1))] a: i64",
        "#[serde] a: i64",
        "#[serde(rename, rename = 3)] a: i64",
        "#[resource(id)] a: Option<Option<<T as U>::V>>",
        "r#type: fn(&str) -> !",
        "größe: impl Copy",
    ];
    for field in fields {
        let item = format!("#[authorize(read, create = , update = a.b(), delete = owner owner)] struct Task {{ {field} }}");
        let expansion = resource(quote!(path = "/tasks"), item.parse().unwrap());
        let expansion = syn::parse2::<syn::File>(expansion).unwrap();
        assert!(quote!(#expansion).to_string().contains("compile_error"), "{field}");
    }
    let models = [
        "#[input] struct A;",
        "#[input(partial)] struct A { a: u8 }",
        "#[input(partial = 3, open = 4)] #[output(from)] struct A { #[input(default =)] a: u8 }",
        "#[output(from = 3)] struct A { #[output(with, with = 1 + 1)] a: u8 }",
        "#[serde(tag)] enum A { B }",
        "#[serde(tag = 3, content)] enum A { B(), C {}, D(u8, u8) }",
        "#[serde(tag = \"\")] enum A { B { a: u8 } }",
        "struct A(#[validate(email)] String);",
        "struct A();",
        "struct A { #[serde(default = 3, skip_serializing_if = \"\")] a: u8 }",
    ];
    for item in models {
        for macro_ in [input, output] {
            let expansion = syn::parse2::<syn::File>(macro_(item.parse().unwrap())).unwrap();
            let expansion = quote!(#expansion).to_string();
            // A word of the other derive is none of this one's business.
            assert!(expansion.contains("compile_error") || expansion.contains("SHAPE"), "{item}");
        }
    }
    for item in ["", "fn a() {}", "struct", "struct A;", "#[resource] enum A {}", "mod a { fn b() }"] {
        for macro_ in [column, column_enum, input, output, schema] {
            macro_(item.parse().unwrap());
        }
        resource(TokenStream::new(), item.parse().unwrap());
        companion("authorize", TokenStream::new(), item.parse().unwrap());
    }
}

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
    expand(expansion, &expect_file!["../../expansions/resource_block.rs"]);
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
    expand(expansion, &expect_file!["../../expansions/api_block.rs"]);
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
    let lines = expand(expansion, &expect_file!["../../expansions/dependency.rs"]);
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
    expand(expansion, &expect_file!["../../expansions/error.rs"]);
}

#[test]
fn migrations_are_files_as_text() {
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let expansion = migrations(quote!("migrations", crate = ::web), &package);
    expand(quote!(fn f() -> M { #expansion }), &expect_file!["../../expansions/migrations.rs"]);
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
