//! `#[resource]`: the table of facts and the columns' names.

use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::{aggregate, computed, create, local, policy, private, relation, rules, search};
use crate::model::{Column, Computed, DefaultValue, OnDelete, Operation, Resource, Source, Visibility};

/// All that is added to the struct.
pub(crate) fn resource(resource: &Resource) -> TokenStream {
    let table = table(resource);
    let accessors = accessors(resource);
    let output = output(resource);
    let create = create::create(resource);
    quote!(#table #accessors #output #create)
}

/// How the row is written into an answer.
fn output(resource: &Resource) -> TokenStream {
    let (private, ident, out) = (private(&resource.krate), &resource.ident, local("out"));
    quote! {
        #[automatically_derived]
        impl #private::Output for #ident {
            const SHAPE: #private::Shape = #private::Shape::Row(<Self as #private::Resource>::spec);

            fn write(&self, #out: &mut #private::Vec<u8>) {
                #private::write_row(self, #out);
            }
        }
    }
}

/// `impl Resource` with the table of facts.
fn table(resource: &Resource) -> TokenStream {
    let module = private(&resource.krate);
    // The table names it on nearly every line, so it gets a short name there.
    let private = local("r").to_token_stream();
    let Resource { ident, name, docs, path, table, page_size, max_page_size, .. } = resource;
    let key_types = resource.keys.iter().map(|at| &resource.columns[*at].ty);
    let key_type = if resource.keys.len() == 1 { quote!(#(#key_types)*) } else { quote!((#(#key_types),*)) };
    let keys = resource.keys.iter().map(|at| Literal::usize_unsuffixed(*at));
    let key_fields = resource.keys.iter().map(|at| &resource.columns[*at].field);
    let key_parts = (resource.keys.len() > 1).then(|| quote!(const KEY_PARTS: &'static [&'static str] = &[#(#key_fields),*];));
    let (page_size, max_page_size) = (Literal::u32_unsuffixed(*page_size), Literal::u32_unsuffixed(*max_page_size));
    let columns = resource.columns.iter().map(|c| column(c, resource, &private));
    let operations = operations(&resource.operations, &private);
    let rules: Vec<_> = create::rules(resource, &private).collect();
    let rules = (!rules.is_empty()).then(|| quote!(rules: &[#(#rules),*],));
    let read = policy::policy(&resource.policies.read, ident, &private);
    let create = policy::policy(&resource.policies.create, ident, &private);
    let update = policy::policy(&resource.policies.update, ident, &private);
    let delete = policy::policy(&resource.policies.delete, ident, &private);
    let offset = resource.offset.then(|| quote!(offset: true,));
    let relations = relation::relations(resource, &private);
    let aggregate = aggregate::aggregate(resource, &private);
    let search = search::search(resource, &private);
    let hooks = hooks(resource, &private);
    let storage = storage(resource, &private);
    let conversions = conversions(resource, &module);
    quote! {
        #[automatically_derived]
        impl #module::Resource for #ident {
            type Key = #key_type;
            #key_parts

            fn spec() -> &'static #module::ResourceSpec {
                use #module as #private;
                static SPEC: #private::ResourceSpec = #private::ResourceSpec {
                    name: #name,
                    path: #path,
                    table: #table,
                    #storage
                    docs: #docs,
                    columns: &[#(#columns),*],
                    keys: &[#(#keys),*],
                    #relations
                    #aggregate
                    #search
                    #rules
                    operations: #operations,
                    read: #read,
                    create: #create,
                    update: #update,
                    delete: #delete,
                    page_size: #page_size,
                    max_page_size: #max_page_size,
                    #offset
                    #hooks
                    ..#private::ResourceSpec::USUAL
                };
                &SPEC
            }

            #conversions
        }
    }
}

/// Where the rows are and what restkit may do there, as far as it is not usual.
fn storage(resource: &Resource, private: &TokenStream) -> TokenStream {
    let mut storage = TokenStream::new();
    if let Some(schema) = &resource.schema {
        storage.extend(quote!(schema: #private::Some(#schema),));
    }
    if let Some(old) = &resource.renamed_from {
        storage.extend(quote!(renamed_from: #private::Some(#old),));
    }
    for (name, lists) in [("unique", &resource.unique), ("indexes", &resource.indexes)] {
        if !lists.is_empty() {
            let name = format_ident!("{name}");
            let lists = lists.iter().map(|list| {
                let indices = list.iter().map(|at| Literal::usize_unsuffixed(*at));
                quote!(&[#(#indices),*])
            });
            storage.extend(quote!(#name: &[#(#lists),*],));
        }
    }
    if !resource.managed {
        let version = match resource.columns.iter().position(|column| column.source == Source::Version) {
            Some(at) => {
                let at = Literal::usize_unsuffixed(at);
                quote!(Column(#at))
            }
            None => quote!(Content),
        };
        storage.extend(quote!(managed: false, version: #private::Version::#version,));
    }
    storage
}

/// What runs around the operations; a resource without `impl Hooks` is blamed at the word that asks for it.
fn hooks(resource: &Resource, private: &TokenStream) -> TokenStream {
    let Some(span) = resource.hooks else { return TokenStream::new() };
    let mut ident = resource.ident.clone();
    ident.set_span(span.resolved_at(ident.span()));
    quote!(hooks: #private::hooks::<#ident>(),)
}

/// From a row to the values of its columns and back.
fn conversions(resource: &Resource, private: &TokenStream) -> TokenStream {
    let (column, field, values) = (local("column"), local("field"), local("values"));
    let result = quote!(::core::result::Result);
    let idents: Vec<_> = resource.columns.iter().map(|column| &column.ident).collect();
    let indices = (0..idents.len()).map(Literal::usize_unsuffixed);
    quote! {
        fn value(&self, #column: usize) -> #private::Value {
            let #field: &dyn #private::Any = match #column {
                #(#indices => &self.#idents,)*
                _ => return #private::Value::Null,
            };
            #private::to_value::<Self>(#column, #field)
        }

        fn from_values(#values: #private::Vec<#private::Value>) -> #result<Self, #private::TypeMismatch> {
            let mut #values = #private::Values::new::<Self>(#values);
            #result::Ok(Self { #(#idents: #values.take()?),* })
        }
    }
}

fn operations(operations: &[Operation], private: &TokenStream) -> TokenStream {
    if operations == Operation::ALL {
        return quote!(&#private::Operation::ALL);
    }
    let names = operations.iter().map(|operation| format_ident!("{operation:?}"));
    quote!(&[#(#private::Operation::#names),*])
}

/// The facts of one column, as a chain that names only what is not usual.
fn column(column: &Column, of: &Resource, private: &TokenStream) -> TokenStream {
    let resource = &of.ident;
    let Column { ty, field, member, column: name, docs, .. } = column;
    let mut chain = match column.source {
        Source::Computed => {
            let computed = |how| computed::computed(column, how, &of.columns, private);
            column.computed.as_ref().map(computed).unwrap_or_default()
        }
        Source::Body if column.is_compared() => {
            let comparable = quote_spanned!(ty.span()=> comparable::<#ty>(#field));
            quote!(#private::#comparable)
        }
        Source::Body => quote!(#private::ColumnSpec::new::<#ty>(#field)),
        Source::Key => quote!(#private::key::<#ty>(#field)),
        Source::NaturalKey => {
            let rules = rules::rules(&column.rules, ty, rules::Place::Column, private);
            let private = rules::at(ty.span(), private);
            quote_spanned!(ty.span()=> #private::natural_key::<#ty>(#field, #rules))
        }
        Source::OwnerKey => {
            let private = rules::at(ty.span(), private);
            quote_spanned!(ty.span()=> #private::owner_key::<#ty>(#field))
        }
        Source::Owner => quote!(#private::owner::<#ty>(#field)),
        Source::CreatedAt => quote!(#private::created_at::<#ty>(#field)),
        Source::UpdatedAt => quote!(#private::updated_at::<#ty>(#field)),
        Source::Version => quote!(#private::version::<#ty>(#field)),
    };
    if member != field {
        chain.extend(quote!(.member(#member)));
    }
    if name != field {
        chain.extend(quote!(.column(#name)));
    }
    if let Some(old) = &column.renamed_from {
        chain.extend(quote!(.renamed_from(#old)));
    }
    if let Some((rule, span)) = &column.on_delete {
        let rule = match rule {
            OnDelete::Restrict => "restrict",
            OnDelete::Cascade => "cascade",
            OnDelete::SetNull => "set_null",
        };
        // A type that the rule does not fit is blamed at the rule.
        let (rule, ty) = (format_ident!("{rule}"), at(ty.to_token_stream(), *span));
        chain.extend(quote!(.on_delete(#private::#rule::<#ty>())));
    }
    if let Some(sql_type) = &column.sql_type {
        chain.extend(quote!(.sql_type(#sql_type)));
    }
    if !docs.is_empty() {
        chain.extend(quote!(.docs(#docs)));
    }
    if column.owner && column.source == Source::Key {
        chain.extend(quote!(.owner()));
    }
    match column.visibility {
        Visibility::ReadWrite => {}
        Visibility::ReadOnly => chain.extend(quote!(.visibility(#private::Visibility::ReadOnly))),
        Visibility::WriteOnly => chain.extend(quote!(.visibility(#private::Visibility::WriteOnly))),
        Visibility::Hidden => chain.extend(quote!(.visibility(#private::Visibility::Hidden))),
    }
    for (decision, setter) in [(&column.read, "read"), (&column.write, "write")] {
        if let Some(decision) = decision {
            let (decision, setter) = (policy::policy(decision, resource, private), format_ident!("{setter}"));
            chain.extend(quote!(.#setter(&#decision)));
        }
    }
    if !column.rules.is_empty() && column.source != Source::NaturalKey {
        let rules = rules::rules(&column.rules, ty, rules::Place::Column, private);
        chain.extend(quote!(.rules(#rules)));
    }
    if let Some(DefaultValue { value, constant }) = &column.default {
        let value = default_value(value.as_ref(), column, private);
        chain.extend(quote!(.default(|| #value, #constant)));
    }
    if let Some(example) = &column.example {
        chain.extend(quote!(.example(#example)));
    }
    for (set, setter) in [(column.filter, "filter"), (column.sort, "sort"), (column.unique, "unique"), (column.index, "index")] {
        if set {
            let setter = format_ident!("{setter}");
            chain.extend(quote!(.#setter()));
        }
    }
    chain
}

/// The same tokens, standing elsewhere as far as messages go.
pub(super) fn at(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                let mut inside = Group::new(group.delimiter(), at(group.stream(), span));
                inside.set_span(span.resolved_at(group.span()));
                return TokenTree::Group(inside);
            }
            token.set_span(span.resolved_at(token.span()));
            token
        })
        .collect()
}

/// The expression that makes the default.
fn default_value(value: Option<&syn::Expr>, column: &Column, private: &TokenStream) -> TokenStream {
    let ty = &column.ty;
    match value {
        None => quote_spanned!(ty.span()=> #private::default_value::<#ty>()),
        // A text in quotes is no `String` yet.
        Some(value @ syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(_), .. })) => {
            quote_spanned!(value.span()=> #private::text_value::<#ty>(#value))
        }
        Some(value) => quote!(#private::value::<#ty>(#value)),
    }
}

/// `Task::title()` and so on.
fn accessors(resource: &Resource) -> TokenStream {
    let private = private(&resource.krate);
    let ident = &resource.ident;
    // The database knows nothing of what is computed in Rust: no condition is on it.
    let in_rust = |column: &Column| matches!(column.computed, Some(Computed::Made { .. }));
    let known = resource.columns.iter().enumerate().filter(|(_, column)| !in_rust(column));
    let accessors = known.map(|(index, column)| {
        let Column { vis, ident, ty, field, .. } = column;
        let docs = format!(" The column `{field}`, for conditions on rows.");
        let index = Literal::usize_unsuffixed(index);
        quote! {
            #[doc = #docs]
            #vis const fn #ident() -> #private::Field<Self, #ty> {
                #private::Field::new(#index)
            }
        }
    });
    let relations = relation::accessors(resource, &private);
    // A relation may lead to a resource that fewer see than this one.
    let private_types = (!relations.is_empty()).then(|| quote!(private_interfaces,));
    quote! {
        #[allow(dead_code, non_snake_case, #private_types clippy::all)]
        impl #ident {
            #(#accessors)*
            #(#relations)*
        }
    }
}

/// A closure that calls `path` with a reference; a wrong signature is reported at the path.
pub(super) fn calling(path: &syn::Path) -> TokenStream {
    let mut value = local("value");
    value.set_span(path.span().resolved_at(value.span()));
    quote_spanned!(value.span()=> |#value| #path(#value))
}
