//! Relations as data.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{Ident, Path};

use super::{resource::at, rules};
use crate::model::{OnDelete, RelatedColumn, RelatedColumns, Relation, RelationKind, RelationSort, Resource};

/// The table of the relations; nothing where there are none.
pub(super) fn relations(resource: &Resource, private: &TokenStream) -> TokenStream {
    if resource.relations.is_empty() {
        return TokenStream::new();
    }
    let relations = resource.relations.iter().map(|one| relation(resource, one, private));
    quote!(relations: &[#(#relations),*],)
}

fn relation(resource: &Resource, relation: &Relation, private: &TokenStream) -> TokenStream {
    let (ident, name) = (&resource.ident, &relation.name);
    let (made, target) = match &relation.kind {
        RelationKind::BelongsTo(column, span, _) => {
            // A type that refers to nothing is blamed at the name of the relation.
            let ty = at(resource.columns[*column].ty.to_token_stream(), *span);
            let column = Literal::usize_unsuffixed(*column);
            (quote!(belongs_to::<#ty>(#name, #column)), None)
        }
        RelationKind::BelongsToBy(target, columns) => {
            let count = Literal::usize_unsuffixed(columns.len());
            let part = if relation.on_delete == Some(OnDelete::SetNull) { "part_or_null" } else { "part" };
            let parts = columns.iter().enumerate().map(|(place, (column, span))| {
                // A type that does not hold its part is blamed where the field is named, and so is one that there is no part for.
                let (private, part) = (rules::at(*span, private), format_ident!("{part}"));
                let place = Literal::usize_unsuffixed(place);
                let ty = at(resource.columns[*column].ty.to_token_stream(), *span);
                let column = Literal::usize_unsuffixed(*column);
                quote_spanned!(*span=> #private::#part::<#target, #place, #ty>(#column))
            });
            (quote!(belongs_to_by::<#target, #count>(#name, [#(#parts),*])), None)
        }
        RelationKind::HasOneBy(other) => (many_columns("has_one_by", ident, name, other, private), Some(&other.resource)),
        RelationKind::HasManyBy(other) => (many_columns("has_many_by", ident, name, other, private), Some(&other.resource)),
        RelationKind::HasOne(other) => {
            let (column, ty) = column(other);
            (quote!(has_one::<#ident, _, #ty>(#name, #column)), Some(&other.resource))
        }
        RelationKind::HasMany(other) => {
            let (column, ty) = column(other);
            (quote!(has_many::<#ident, _, #ty>(#name, #column)), Some(&other.resource))
        }
        RelationKind::ManyToMany(target, mine, theirs) => {
            let ((mine, my_type), (theirs, their_type)) = (column(mine), column(theirs));
            (quote!(many_to_many::<#ident, #target, _, #my_type, #their_type>(#name, #mine, #theirs)), Some(target))
        }
    };
    let made = quote!(#private::#made);
    let limit = relation.limit.map(|limit| quote!(limit: #private::Some(#limit),));
    let sort = target.filter(|_| !relation.sort.is_empty()).map(|target| {
        let keys = relation.sort.iter().map(|key| order(target, key, private));
        quote!(sort: &[#(#keys),*],)
    });
    let words = [
        ("filter", relation.filter),
        ("lends_order", relation.lends_order),
        ("nested", relation.nested),
        ("write", relation.write),
    ];
    let words = words.into_iter().filter(|(_, said)| *said).map(|(word, _)| format_ident!("{word}"));
    let mut words: TokenStream = words.map(|word| quote!(#word: true,)).collect();
    match relation.on_delete {
        None | Some(OnDelete::Restrict) => {}
        Some(OnDelete::Cascade) => words.extend(quote!(on_delete: #private::OnDelete::Cascade,)),
        Some(OnDelete::SetNull) => words.extend(quote!(on_delete: #private::OnDelete::SetNull,)),
    }
    if limit.is_none() && sort.is_none() && words.is_empty() {
        return made;
    }
    quote!(#private::RelationSpec { #limit #sort #words ..#made })
}

/// A relation by columns of the other resource that hold the key together.
fn many_columns(function: &str, ident: &Ident, name: &str, other: &RelatedColumns, private: &TokenStream) -> TokenStream {
    let RelatedColumns { resource, by, columns } = other;
    let (function, count) = (format_ident!("{function}"), Literal::usize_unsuffixed(columns.len()));
    let parts = columns.iter().enumerate().map(|(place, column)| {
        let span = column.span();
        let (private, place, ty) = (rules::at(span, private), Literal::usize_unsuffixed(place), quote_spanned!(span=> _));
        quote_spanned!(span=> #private::part_of::<#ident, #place, _, #ty>(<#resource>::#column()))
    });
    let this = at(ident.to_token_stream(), *by);
    quote!(#function::<#this, #resource, #count>(#name, [#(#parts),*]))
}

/// `Post::author()` and so on.
pub(super) fn accessors(resource: &Resource, private: &TokenStream) -> Vec<TokenStream> {
    let accessor = |(index, relation): (usize, &Relation)| -> Option<TokenStream> {
        let (ident, index) = (&relation.ident, Literal::usize_unsuffixed(index));
        let docs = format!(" The relation `{}`, for conditions on rows.", relation.name);
        let (vis, ty) = match &relation.kind {
            RelationKind::BelongsTo(column, _, target) => {
                let target = target.as_ref()?;
                (&resource.columns[*column].vis, quote!(ToOne<Self, #target>))
            }
            RelationKind::BelongsToBy(target, _)
            | RelationKind::HasOne(RelatedColumn { resource: target, .. })
            | RelationKind::HasOneBy(RelatedColumns { resource: target, .. }) => (&resource.vis, quote!(ToOne<Self, #target>)),
            RelationKind::HasMany(RelatedColumn { resource: target, .. })
            | RelationKind::HasManyBy(RelatedColumns { resource: target, .. })
            | RelationKind::ManyToMany(target, ..) => (&resource.vis, quote!(ToMany<Self, #target>)),
        };
        let made = if relation.to_many() { quote!(ToMany) } else { quote!(ToOne) };
        Some(quote! {
            #[doc = #docs]
            #vis const fn #ident() -> #private::#ty {
                #private::#made::new(#index)
            }
        })
    };
    resource.relations.iter().enumerate().filter_map(accessor).collect()
}

/// The function that names a column, and its type: one that does not fit is blamed at the name.
fn column(column: &RelatedColumn) -> (TokenStream, TokenStream) {
    let RelatedColumn { resource, column } = column;
    // As a type, like everywhere else: one that is not there is one mistake.
    (quote_spanned!(column.span()=> <#resource>::#column()), quote_spanned!(column.span()=> _))
}

fn order(target: &Path, key: &RelationSort, private: &TokenStream) -> TokenStream {
    let column: &Ident = &key.column;
    let direction = format_ident!("{}", if key.descending { "descending" } else { "ascending" });
    let ty = quote_spanned!(column.span()=> _);
    quote!(#private::#direction::<#target, #ty>(<#target>::#column()))
}
