//! Builds the model of a resource, once the rules have had their say.

use quote::ToTokens as _;
use syn::{BinOp, Expr, Ident, Path, UnOp, spanned::Spanned as _};

use super::{
    aggregate, computed,
    key::{self, Setter},
    relations, rename, rules, search, tables,
};
use crate::{
    errors::Errors,
    model::{Column, DefaultValue, Operation, Policies, Policy, Resource, Source, Visibility},
    syntax::{
        self,
        policy::PolicySyntax,
        resource::{Decision, FieldSyntax, ResourceSyntax},
        types,
    },
};

/// How many rows a page holds when nobody says.
pub(super) const PAGE_SIZE: u64 = 20;
pub(super) const MAX_PAGE_SIZE: u64 = 100;

/// The model; `None` when it cannot be built, and then the reason has been reported.
pub(super) fn resource(syntax: &ResourceSyntax, krate: &Path, errors: &mut Errors) -> Option<Resource> {
    let item = &syntax.item;
    let case = rename::case(syntax.serde.rename_all.as_ref(), errors);
    let mut columns: Vec<Column> = syntax.fields.iter().map(|field| column(syntax, field, case, errors)).collect();
    let (unique, indexes) = (tables::lists(syntax, &syntax.words.unique), tables::lists(syntax, &syntax.words.index));
    for at in unique.iter().chain(&indexes).flatten() {
        columns[*at].listed = true;
    }
    let policies = Policies {
        read: decision(syntax.authorize.read.as_ref(), &item.ident),
        create: decision(syntax.authorize.create.as_ref(), &item.ident),
        update: decision(syntax.authorize.update.as_ref(), &item.ident),
        delete: decision(syntax.authorize.delete.as_ref(), &item.ident),
    };
    let path = syntax.words.path.as_ref().map(|text| text.0.value());
    let keys: Vec<usize> = (0..columns.len()).filter(|at| syntax.fields[*at].words.id.is_present()).collect();
    let name = syntax.serde.rename.as_ref().map_or_else(|| rename::plain(&item.ident), syn::LitStr::value);
    let (page_size, max_page_size) = page_sizes(syntax);
    let path = path?;
    if keys.is_empty() {
        return None;
    }
    Some(Resource {
        krate: krate.clone(),
        vis: item.vis.clone(),
        ident: item.ident.clone(),
        name,
        docs: syntax::docs(&item.attrs),
        table: table(syntax, &path),
        schema: syntax.words.schema.as_ref().map(|text| text.0.value()),
        managed: syntax.is_managed(),
        path,
        renamed_from: syntax.words.renamed_from.as_ref().map(|text| text.0.value()),
        columns,
        unique,
        indexes,
        keys,
        relations: relations::relations(syntax, case),
        aggregate: aggregate::aggregate(syntax),
        search: search::search(syntax),
        operations: operations(syntax),
        policies,
        page_size,
        max_page_size,
        offset: syntax.words.offset.is_present(),
        hooks: syntax.words.hooks.is_present().then(|| syntax.words.hooks.span()),
        rules: syntax.rules.iter().map(|rule| types::path_without_self(rule, &item.ident)).collect(),
    })
}

/// The name of the table: as written, or the last part of the path.
pub(super) fn table(syntax: &ResourceSyntax, path: &str) -> String {
    match &syntax.words.table {
        Some(text) => text.0.value(),
        None => path.rsplit('/').next().unwrap_or_default().replace('-', "_"),
    }
}

/// How many rows a page holds: usually, and at most.
fn page_sizes(syntax: &ResourceSyntax) -> (u32, u32) {
    let written = |count: &Option<syntax::atoms::Count>| count.as_ref().map(|count| count.value);
    let most = written(&syntax.words.max_page_size);
    let usual = written(&syntax.words.page_size);
    let most = most.unwrap_or_else(|| usual.unwrap_or(0).max(MAX_PAGE_SIZE));
    let usual = usual.unwrap_or_else(|| PAGE_SIZE.min(most));
    (u32::try_from(usual).unwrap_or(u32::MAX), u32::try_from(most).unwrap_or(u32::MAX))
}

/// The endpoints, in the order of the document.
pub(super) fn operations(syntax: &ResourceSyntax) -> Vec<Operation> {
    let Some((_, words)) = &syntax.operations else { return Operation::ALL.to_vec() };
    let enabled = |operation| match operation {
        Operation::List => words.list.is_present(),
        Operation::Get => words.get.is_present(),
        Operation::Create => words.create.is_present(),
        Operation::Update => words.update.is_present(),
        Operation::Delete => words.delete.is_present(),
    };
    Operation::ALL.into_iter().filter(|&operation| enabled(operation)).collect()
}

/// The name of a field in JSON.
pub(super) fn member(field: &FieldSyntax, case: Option<rename::Case>) -> String {
    field.serde.rename.as_ref().map_or_else(|| rename::field(&rename::plain(&field.ident), case), syn::LitStr::value)
}

/// The name of a field in the database.
pub(super) fn column_name(field: &FieldSyntax) -> String {
    field.words.column.as_ref().map_or_else(|| rename::plain(&field.ident), |text| text.0.value())
}

fn column(syntax: &ResourceSyntax, field: &FieldSyntax, case: Option<rename::Case>, errors: &mut Errors) -> Column {
    let words = &field.words;
    let ident = &syntax.item.ident;
    let source = if let Some(setter) = key::setter(syntax, field) {
        match setter {
            Setter::Body => Source::NaturalKey,
            Setter::Server => Source::Key,
            Setter::Caller => Source::OwnerKey,
        }
    } else if words.owner.is_present() {
        Source::Owner
    } else if words.created_at.is_present() {
        Source::CreatedAt
    } else if words.updated_at.is_present() {
        Source::UpdatedAt
    } else if words.version.is_present() {
        Source::Version
    } else if field.computed.is_some() {
        Source::Computed
    } else {
        Source::Body
    };
    let visibility = if words.read_only.is_present() {
        Visibility::ReadOnly
    } else if words.write_only.is_present() {
        Visibility::WriteOnly
    } else if words.hidden.is_present() {
        Visibility::Hidden
    } else {
        Visibility::ReadWrite
    };
    Column {
        vis: field.field.vis.clone(),
        ident: field.ident.clone(),
        ty: types::without_self(&field.field.ty, ident),
        field: rename::plain(&field.ident),
        member: member(field, case),
        column: column_name(field),
        renamed_from: words.renamed_from.as_ref().map(|text| text.0.value()),
        on_delete: words.on_delete.as_ref().and_then(|word| Some((tables::on_delete(&word.0)?, word.0.span()))),
        sql_type: words.sql_type.as_ref().map(|text| text.0.value()),
        docs: syntax::docs(&field.field.attrs),
        source,
        computed: computed::computed(syntax, field),
        owner: words.owner.is_present(),
        visibility,
        read: field.authorize.read.as_ref().map(|written| decision(Some(written), ident)),
        write: field.authorize.write.as_ref().map(|written| decision(Some(written), ident)),
        rules: rules::rules(&field.rules, ident, errors),
        default: words.default.as_ref().map(|default| DefaultValue {
            constant: match &default.value {
                Some(value) => is_constant(value),
                None => is_constant_by_default(&field.field.ty),
            },
            value: default.value.as_ref().map(|value| types::expr_without_self(value, ident)),
        }),
        example: words.example.as_ref().map(|example| example.json.clone()),
        filter: words.filter.is_present(),
        sort: words.sort.is_present(),
        unique: words.unique.is_present(),
        index: words.index.is_present(),
        listed: false,
    }
}

/// Whether an expression makes the same value every time.
pub(super) fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Paren(inner) => is_constant(&inner.expr),
        Expr::Group(inner) => is_constant(&inner.expr),
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_) | UnOp::Not(_)) && is_constant(&unary.expr),
        Expr::Binary(binary) => {
            matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_))
                && is_constant(&binary.left)
                && is_constant(&binary.right)
        }
        Expr::Call(call) => {
            matches!(&*call.func, Expr::Path(path) if path.path.is_ident("Some")) && call.args.iter().all(is_constant)
        }
        _ => false,
    }
}

/// Whether `Default::default()` of this type makes the same value every time: known of the types of the standard library only, since
/// a user's may make a random one.
fn is_constant_by_default(ty: &syn::Type) -> bool {
    const KNOWN: [&str; 16] = [
        "bool",
        "i8",
        "i16",
        "i32",
        "i64",
        "u8",
        "u16",
        "u32",
        "u64",
        "f32",
        "f64",
        "String",
        "Option",
        "Vec",
        "Decimal",
        "NaiveDate",
    ];
    types::last_name(ty).is_some_and(|name| KNOWN.contains(&name.as_str()))
}

/// The decision for one action; nobody, where none is needed.
fn decision(written: Option<&Decision>, resource: &Ident) -> Policy {
    written.and_then(|decision| decision.policy.as_ref()).map_or(Policy::Nobody, |written| policy(written, resource))
}

/// An access decision.
pub(super) fn policy(written: &PolicySyntax, resource: &Ident) -> Policy {
    let parts = |parts: &[PolicySyntax]| parts.iter().map(|part| policy(part, resource)).collect();
    match written {
        PolicySyntax::Public(_) => Policy::Public,
        PolicySyntax::Authenticated => Policy::Authenticated,
        PolicySyntax::Owner(_) => Policy::Owner,
        PolicySyntax::Role(path) => Policy::Role(types::path_without_self(path, resource)),
        PolicySyntax::Scope(text) => Policy::Scope(text.value()),
        PolicySyntax::Policy(path) => {
            let name = path.to_token_stream().to_string().replace(' ', "");
            Policy::Custom(name, types::path_without_self(path, resource))
        }
        PolicySyntax::Any(inner) => Policy::Any(parts(inner)),
        PolicySyntax::All(inner) => Policy::All(parts(inner)),
        PolicySyntax::Not(inner) => Policy::Not(Box::new(policy(inner, resource))),
    }
}
