//! What the macros write, whole: `UPDATE_EXPECT=1 cargo test -p restkit-macros` writes the files in `expansions/` anew.

use expect_test::{ExpectFile, expect_file};
use proc_macro2::TokenStream;
use quote::quote;

use super::{api, api_error, column, column_enum, companion, dependency, input, migrations, output, resource, schema};

mod aggregate;
mod computed;
mod endpoints;
mod models;
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
