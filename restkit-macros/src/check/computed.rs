//! Computed columns: how, from what, and which other words fit them.

use darling::util::Flag;
use proc_macro2::Span;
use syn::{Ident, LitStr};

use super::{relations, rename, tables};
use crate::{
    errors::Errors,
    model::{Computed, Measure, RelationKind, SqlPart, Told},
    syntax::{
        computed::{Call, ComputedSyntax, Gathered},
        relation::RelationWord,
        resource::{FieldSyntax, ResourceSyntax},
        types,
        words::closest,
    },
};

/// The fields that are computed.
fn computed_fields(syntax: &ResourceSyntax) -> impl Iterator<Item = (&FieldSyntax, &ComputedSyntax)> {
    syntax.fields.iter().filter_map(|field| Some((field, field.computed.as_ref()?)))
}

/// A value is computed in one way, which both databases know.
pub(super) fn values_are_computed_in_one_way(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (_, computed) in computed_fields(syntax) {
        let gathered = computed.gathered().map(|(word, gathered)| (word, gathered.span));
        let sql: Vec<_> = computed.sql().collect();
        let made = computed.words.with.as_ref().map(|call| ("with", syn::spanned::Spanned::span(&call.function)));
        let ways = gathered.chain(sql.first().map(|(word, text)| (*word, text.0.span()))).chain(made);
        let ways: Vec<(&str, Span)> = ways.collect();
        if let [(first, _), (second, span), ..] = ways.as_slice() {
            errors.at_span(*span, format_args!("a value is computed in one way: remove `{first}` or `{second}`"));
        }
        let names: Vec<&str> = sql.iter().map(|(word, _)| *word).collect();
        match names.as_slice() {
            [] if ways.is_empty() && !computed.lost => errors.at_span(
                computed.span,
                "say how: write `#[computed(count(comments))]`, `#[computed(sum(lines.amount))]`, \
                 `#[computed(sql = \"{price} * {quantity}\")]` or `#[computed(with = full_name(first, last))]`",
            ),
            ["sql", other, ..] => {
                errors.at_span(sql[1].1.0.span(), format_args!("`sql` is for both databases already: remove it, or `{other}`"))
            }
            [one @ ("sqlite" | "postgres")] if !computed.lost => {
                let other = if *one == "sqlite" { "postgres" } else { "sqlite" };
                errors.at_span(
                    sql[0].1.0.span(),
                    format_args!("a program runs on both databases: add `{other} = \"…\"`, or write `sql = \"…\"` for both"),
                );
            }
            _ => {}
        }
    }
}

/// What is computed from the rows of others names a relation to many of this resource.
pub(super) fn computed_names_relations(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (_, computed) in computed_fields(syntax) {
        for (word, Gathered { relation, .. }) in computed.gathered() {
            let name = rename::plain(relation);
            if to_many(syntax).any(|known| rename::plain(known) == name) {
                continue;
            }
            if relations::idents(syntax).any(|known| rename::plain(known) == name) {
                errors.at(relation, format_args!("`{name}` leads to one row at most, and `{word}` is for relations to many"));
                continue;
            }
            let all: Vec<String> = to_many(syntax).map(rename::plain).collect();
            match closest(&name, all.iter().map(String::as_str)) {
                Some(near) => errors.at(relation, format_args!("no relation is called `{name}`; did you mean `{near}`?")),
                None => errors.at(
                    relation,
                    format_args!(
                        "no relation to many is called `{name}`: declare it on the struct, as in \
                         `#[resource(has_many({name} = Other::column))]`"
                    ),
                ),
            }
        }
    }
}

fn to_many(syntax: &ResourceSyntax) -> impl Iterator<Item = &Ident> {
    let many = syntax.relations.iter().filter(|one| matches!(one.word, RelationWord::HasMany | RelationWord::ManyToMany));
    many.map(|relation| &relation.name)
}

/// SQL names columns of its row, and tells of none that fewer see.
pub(super) fn sql_names_fields(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (field, computed) in computed_fields(syntax) {
        for (_, text) in computed.sql() {
            match parts(syntax, &text.0) {
                Err(fault) => errors.at(&text.0, fault),
                Ok(parts) => {
                    let columns = parts.iter().filter_map(|part| match part {
                        SqlPart::Column(at) => Some(&syntax.fields[*at]),
                        SqlPart::Text(_) => None,
                    });
                    for other in columns {
                        if let Some(fault) = named_fault(field, other) {
                            errors.at(&text.0, fault);
                        }
                    }
                }
            }
        }
    }
}

/// Why SQL of one field cannot name another.
fn named_fault(field: &FieldSyntax, other: &FieldSyntax) -> Option<String> {
    let name = rename::plain(&other.ident);
    if other.computed.is_some() {
        return Some(format!("`{name}` is computed itself: write what it is computed from"));
    }
    unseen_fault(field, other)
}

/// Why one field cannot tell of another: fewer see that.
fn unseen_fault(field: &FieldSyntax, other: &FieldSyntax) -> Option<String> {
    let name = rename::plain(&other.ident);
    if other.words.write_only.is_present() {
        return Some(format!("what comes of it would tell what the `write_only` field `{name}` holds: leave it out"));
    }
    (other.authorize.read.is_some() && field.authorize.read.is_none() && !field.words.hidden.is_present()).then(|| {
        format!(
            "not everybody sees `{name}`, and what comes of it tells of it: write `#[authorize(read = …)]` on this field, too"
        )
    })
}

/// A function takes fields of its row that are read, and tells of none that fewer see.
pub(super) fn functions_take_fields(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (field, computed) in computed_fields(syntax) {
        let Some(Call { function, fields, .. }) = &computed.words.with else { continue };
        if fields.is_empty() {
            errors.at(function, "it takes no field, and so would be the same for every row: write `full_name(first, last)`");
        }
        for name in fields {
            let plain = rename::plain(name);
            let Some(at) = position(syntax, &plain) else {
                let all: Vec<String> = syntax.fields.iter().map(|field| rename::plain(&field.ident)).collect();
                match closest(&plain, all.iter().map(String::as_str)) {
                    Some(near) => errors.at(name, format_args!("no field is called `{plain}`; did you mean `{near}`?")),
                    None => errors.at(name, format_args!("no field is called `{plain}`; the fields are `{}`", all.join("`, `"))),
                }
                continue;
            };
            let other = &syntax.fields[at];
            let made = other.computed.as_ref().is_some_and(ComputedSyntax::is_made);
            let fault = if made {
                Some(format!("`{plain}` is computed in Rust itself: take the fields that it is computed from"))
            } else if other.words.hidden.is_present() {
                Some(format!("what comes of it would tell what the `hidden` field `{plain}` holds: leave it out"))
            } else {
                unseen_fault(field, other)
            };
            if let Some(fault) = fault {
                errors.at(name, fault);
            }
        }
    }
}

/// The parts of an expression: text, and the columns in braces.
fn parts(syntax: &ResourceSyntax, literal: &LitStr) -> Result<Vec<SqlPart>, String> {
    const HOW: &str = "write a field in braces, as in `\"{price} * {quantity}\"`, and a brace of SQL twice, as in `{{`";
    let text = literal.value();
    let (mut parts, mut plain) = (Vec::new(), String::new());
    let mut rest = text.as_str();
    let mut quoted = false;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        match letter {
            '{' | '}' if after.starts_with(letter) => {
                plain.push(letter);
                rest = &after[1..];
                continue;
            }
            '{' => {
                let (name, behind) = after.split_once('}').ok_or_else(|| format!("a brace is open: {HOW}"))?;
                let at = position(syntax, name.trim()).ok_or_else(|| unknown(syntax, name.trim()))?;
                parts.push(SqlPart::Text(std::mem::take(&mut plain)));
                parts.push(SqlPart::Column(at));
                rest = behind;
                continue;
            }
            '}' => return Err(format!("a brace is closed that was not open: {HOW}")),
            '\'' => quoted = !quoted,
            ';' if !quoted => return Err("an expression is no statement, and has no `;`".to_owned()),
            '-' if !quoted && after.starts_with('-') => return Err("an expression has no comment".to_owned()),
            '\0' => return Err("SQL has no NUL".to_owned()),
            _ if !quoted && (letter.is_alphabetic() || letter == '_') => {
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let word = &rest[..end];
                let called = rest[end..].trim_start().starts_with('(');
                if !called && position(syntax, word).is_some() {
                    return Err(format!("`{word}` is a field: write it in braces, as in `{{{word}}}`"));
                }
                plain.push_str(word);
                rest = &rest[end..];
                continue;
            }
            _ => {}
        }
        plain.push(letter);
        rest = after;
    }
    parts.push(SqlPart::Text(plain));
    parts.retain(|part| !matches!(part, SqlPart::Text(text) if text.is_empty()));
    if parts.iter().any(|part| matches!(part, SqlPart::Column(_))) {
        Ok(parts)
    } else {
        Err(format!("it names no field, and so would be the same for every row: {HOW}"))
    }
}

fn unknown(syntax: &ResourceSyntax, name: &str) -> String {
    let fields: Vec<String> = syntax.fields.iter().map(|field| rename::plain(&field.ident)).collect();
    match closest(name, fields.iter().map(String::as_str)) {
        Some(near) => format!("no field is called `{name}`; did you mean `{{{near}}}`?"),
        None => format!("no field is called `{name}`; the fields are `{}`", fields.join("`, `")),
    }
}

fn position(syntax: &ResourceSyntax, name: &str) -> Option<usize> {
    syntax.fields.iter().position(|field| rename::plain(&field.ident) == name)
}

/// Why a field is in no table, and what could be done.
const fn in_no_table(computed: &ComputedSyntax) -> (&'static str, &'static str) {
    if computed.is_made() {
        ("what is computed in Rust is in no table", ", or compute it in SQL: `#[computed(sql = \"…\")]`")
    } else {
        ("what is computed from the rows of a relation is in no table", "")
    }
}

/// Nobody sets what is computed, and what is computed from the rows of others, or in Rust, is in no table.
pub(super) fn computed_fields_need_no_words(syntax: &ResourceSyntax, errors: &mut Errors) {
    for (field, computed) in computed_fields(syntax) {
        let words = &field.words;
        let flag = |flag: Flag| flag.is_present().then(|| flag.span());
        let set = [
            ("id", flag(words.id)),
            ("natural", flag(words.natural)),
            ("owner", flag(words.owner)),
            ("created_at", flag(words.created_at)),
            ("updated_at", flag(words.updated_at)),
            ("version", flag(words.version)),
            ("read_only", flag(words.read_only)),
            ("write_only", flag(words.write_only)),
            ("default", words.default.as_ref().map(|word| word.span)),
            ("on_delete", words.on_delete.as_ref().map(|word| syn::spanned::Spanned::span(&word.0))),
            ("belongs_to", words.belongs_to.as_ref().map(|word| word.span)),
        ];
        for (word, span) in set {
            if let Some(span) = span {
                errors.at_span(span, format_args!("a computed field is set by nobody; remove `{word}`"));
            }
        }
        for rule in &field.rules {
            let word = rule.kind.word();
            errors.at_span(
                rule.span,
                format_args!("a computed field is set by nobody, so `{word}` would never be checked; remove the rule"),
            );
        }
        if computed.is_stored() {
            continue;
        }
        let text = |text: &Option<crate::syntax::atoms::Text>| text.as_ref().map(|text| text.0.span());
        let kept = [
            ("column", text(&words.column)),
            ("type", text(&words.sql_type)),
            ("renamed_from", text(&words.renamed_from)),
            ("unique", flag(words.unique)),
            ("index", flag(words.index)),
        ];
        let (why, instead) = in_no_table(computed);
        for (word, span) in kept {
            if let Some(span) = span {
                errors.at_span(span, format_args!("{why}; remove `{word}`{instead}"));
            }
        }
        if !computed.is_made() {
            continue;
        }
        for (word, done, span) in [("filter", "filtered", flag(words.filter)), ("sort", "sorted", flag(words.sort))] {
            if let Some(span) = span {
                errors.at_span(span, format_args!("{why}, so no list is {done} by it; remove `{word}`{instead}"));
            }
        }
        if let Some(span) = flag(words.hidden) {
            errors.at_span(span, "nobody would see what is computed: remove `hidden`, or the field, and call the function");
        }
    }
}

/// Somebody else's table computes what it computes.
pub(super) fn sql_is_of_own_tables(syntax: &ResourceSyntax, errors: &mut Errors) {
    if syntax.is_managed() || syntax.lost.perhaps("managed") {
        return;
    }
    for (_, computed) in computed_fields(syntax) {
        if let Some((_, text)) = computed.sql().next() {
            errors.at(
                &text.0,
                "the table is somebody else's, and has no column that is computed so: make a generated column or a view there, and write \
                 `#[resource(read_only)]` instead of `#[computed(…)]`",
            );
        }
    }
}

/// What is in no table is in no list of columns of one.
pub(super) fn what_is_in_no_table_is_in_no_list(syntax: &ResourceSyntax, errors: &mut Errors) {
    let unstored = |at: usize| syntax.fields[at].computed.as_ref().filter(|computed| !computed.is_stored()).map(in_no_table);
    let lists = [("unique", &syntax.words.unique), ("index", &syntax.words.index)];
    let lists = lists.into_iter().flat_map(|(word, lists)| lists.iter().map(move |list| (word, list)));
    let told = syntax.aggregate.iter().flat_map(|aggregate| aggregate.lists());
    for (word, list) in lists.chain(told) {
        for meta in &list.metas {
            if let Some((why, instead)) = tables::field_of(syntax, meta).ok().and_then(unstored) {
                errors.at(meta, format_args!("{why}, and so not in `{word}`; remove it{instead}"));
            }
        }
    }
    for field in syntax.search.iter().flat_map(|search| &search.fields) {
        let name = crate::syntax::words::name_of(&field.path);
        if let Some((why, instead)) = position(syntax, &name).and_then(unstored) {
            errors.at(&field.path, format_args!("{why}, and not searched; remove it{instead}"));
        }
    }
}

/// How a field is computed, as far as it is right.
pub(super) fn computed(syntax: &ResourceSyntax, field: &FieldSyntax) -> Option<Computed> {
    let written = field.computed.as_ref()?;
    if let Some((word, gathered)) = written.gathered().next() {
        return of_relation(syntax, word, gathered);
    }
    let words = &written.words;
    if let Some(Call { function, paren, fields }) = &words.with {
        let input = |name: &Ident| Some((position(syntax, &rename::plain(name))?, name.span()));
        let function = types::path_without_self(function, &syntax.item.ident);
        let inputs = fields.iter().map(input).collect::<Option<_>>()?;
        return Some(Computed::Made { function, paren: *paren, inputs });
    }
    let both = words.sql.as_ref();
    let text = |own: &Option<crate::syntax::atoms::Text>| own.as_ref().or(both).and_then(|text| parts(syntax, &text.0).ok());
    Some(Computed::Sql { sqlite: text(&words.sqlite)?, postgres: text(&words.postgres)? })
}

fn of_relation(syntax: &ResourceSyntax, word: &str, gathered: &Gathered) -> Option<Computed> {
    let name = rename::plain(&gathered.relation);
    let relation = relations::idents(syntax).position(|known| rename::plain(known) == name)?;
    let measure = match word {
        "sum" => Measure::Sum,
        "min" => Measure::Least,
        "max" => Measure::Greatest,
        _ => return Some(Computed::Gathered { relation, told: None }),
    };
    let case = rename::case(syntax.serde.rename_all.as_ref(), &mut Errors::default());
    let resource = match relations::relations(syntax, case).into_iter().nth(relation)?.kind {
        RelationKind::HasMany(other) => other.resource,
        RelationKind::HasManyBy(others) => others.resource,
        RelationKind::ManyToMany(target, ..) => target,
        RelationKind::BelongsTo(..) | RelationKind::BelongsToBy(..) | RelationKind::HasOne(_) | RelationKind::HasOneBy(_) => {
            return None;
        }
    };
    let column = gathered.column.clone()?;
    Some(Computed::Gathered { relation, told: Some(Told { measure, resource, column }) })
}
