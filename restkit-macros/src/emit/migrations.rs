//! `migrations!`.

use proc_macro2::TokenStream;
use quote::quote;

use super::{local, private};
use crate::model::{Dialect, Migrations};

/// The files as data. That the program is built anew when they change comes from `include_str!`; each `migrate new` rewrites `schema.json`, and
/// touches `Cargo.toml` when there was none before.
pub(crate) fn migrations(migrations: &Migrations) -> TokenStream {
    let private = private(&migrations.krate);
    let folder = &migrations.folder;
    let files = local("FILES");
    let read = |place: &str| {
        let place = format!("/{folder}/{place}");
        quote!(#private::include_str!(#private::concat!(#private::env!("CARGO_MANIFEST_DIR"), #place)))
    };
    let optional = |place: Option<String>| match place {
        Some(place) => {
            let text = read(&place);
            quote!(#private::Some(#text))
        }
        None => quote!(#private::None),
    };
    let sets = migrations.sets.iter().map(|set| {
        let dialect = match set.dialect {
            Dialect::Postgres => quote!(Postgres),
            Dialect::Sqlite => quote!(Sqlite),
        };
        let place = set.dialect.folder();
        let snapshot = optional(set.snapshot.then(|| format!("{place}/schema.json")));
        let scripts = set.scripts.iter().map(|script| {
            let (version, name, simple) = (script.version, &script.name, script.simple);
            let up = read(&format!("{place}/{name}{}", if simple { ".sql" } else { ".up.sql" }));
            let down = optional(script.down.then(|| format!("{place}/{name}.down.sql")));
            quote! {
                #private::ScriptFile { version: #version, name: #name, simple: #simple, up: #up, down: #down }
            }
        });
        quote! {
            #private::DialectFiles { dialect: #private::Dialect::#dialect, snapshot: #snapshot, scripts: &[#(#scripts),*] }
        }
    });
    quote! {
        {
            const _: &[u8] = #private::include_bytes!(#private::concat!(#private::env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
            static #files: #private::MigrationFiles = #private::MigrationFiles {
                manifest_dir: #private::env!("CARGO_MANIFEST_DIR"),
                folder: #folder,
                sets: &[#(#sets),*],
            };
            #private::Migrations::of_files(&#files)
        }
    }
}
