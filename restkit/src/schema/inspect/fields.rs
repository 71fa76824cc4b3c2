//! A struct and its fields.

use std::collections::HashSet;

use super::{
    Context, Field, Resource, Struct,
    columns::{self, Words},
    default::{self, Default as Found},
    key,
    names::{self, Names},
    rules::{self, Rule},
    types::{self, Family, Typed},
};
use crate::{
    query::ROW_VERSION,
    schema::{
        catalog::{
            ColumnFacts, Relation,
            tokens::{Token, tokens},
        },
        ddl::search::is_search,
        model::Column,
    },
};

/// The struct of a resource.
pub(super) fn of(resource: &Resource<'_>, context: &Context<'_>, names: &mut Names) -> Struct {
    let relation = resource.relation;
    let mut made = Making {
        resource,
        context,
        names,
        rules: Vec::new(),
        taken: HashSet::new(),
        can_create: !relation.is_view(),
        moments: Vec::new(),
        made: Struct { name: resource.name.clone(), ..Struct::default() },
    };
    made.checks();
    for at in resource.order() {
        let Some((column, facts)) = relation.table.columns.get(at).zip(relation.facts.get(at)) else { continue };
        if !(resource.is_ours() && column.name == ROW_VERSION) {
            made.column(at, column, facts);
        }
    }
    made.head();
    made.search();
    made.made
}

/// A struct in the making.
pub(super) struct Making<'a> {
    pub(super) resource: &'a Resource<'a>,
    pub(super) context: &'a Context<'a>,
    pub(super) names: &'a mut Names,
    /// What the checks say, by column.
    rules: Vec<(String, Rule)>,
    taken: HashSet<String>,
    can_create: bool,
    /// Which of `created_at` and `updated_at` there are.
    moments: Vec<&'static str>,
    pub(super) made: Struct,
}

impl Making<'_> {
    fn relation(&self) -> &Relation {
        self.resource.relation
    }

    fn checks(&mut self) {
        let table = &self.resource.relation.table;
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        for check in &table.checks {
            match rules::read(&check.condition, &columns) {
                Some((column, found)) => self.rules.extend(found.into_iter().map(|rule| (column.clone(), rule))),
                None => self.made.remarks.push(format!("The database also checks: {}.", check.condition)),
            }
        }
    }

    /// What stands before the struct.
    fn head(&mut self) {
        let relation = self.resource.relation;
        let table = &relation.table;
        let path = self.names.path(&table.name);
        let usual = path.rsplit('/').next().unwrap_or_default().replace('-', "_");
        let words = &mut self.made.words;
        words.push(format!("path = {path:?}"));
        words.extend(table.name.schema.as_ref().map(|schema| format!("schema = {schema:?}")));
        words.extend((usual != table.name.name).then(|| format!("table = {:?}", table.name.name)));
        words.extend((!self.resource.is_ours()).then(|| "managed = false".to_owned()));
        self.made.actions = vec!["read"];
        if relation.is_view() {
            words.push("operations(list, get)".to_owned());
        } else {
            if self.can_create {
                self.made.actions.push("create");
            } else {
                words.push("operations(list, get, update, delete)".to_owned());
                self.made.remarks.push("New rows need what a request cannot say.".to_owned());
            }
            self.made.actions.extend(["update", "delete"]);
        }
        let kind = if relation.is_view() { "view" } else { "table" };
        self.made.docs.push(relation.docs.clone().unwrap_or_else(|| format!("What the {kind} `{}` holds.", table.name)));
        for unique in table.unique.iter().filter(|unique| unique.columns.len() > 1) {
            self.made.remarks.push(format!("No two rows share all of {}.", unique.columns.join(", ")));
        }
        for key in table.foreign_keys.iter().filter(|key| key.columns.len() > 1) {
            self.made.remarks.push(format!("{} refer to {}.", key.columns.join(", "), key.references));
        }
        if !relation.triggers.is_empty() {
            self.made.remarks.push(format!("Triggers: {}.", relation.triggers.join(", ")));
        }
    }

    fn column(&mut self, at: usize, column: &Column, facts: &ColumnFacts) {
        let rules: Vec<Rule> = self.rules.iter().filter(|(name, _)| *name == column.name).map(|(_, rule)| rule.clone()).collect();
        let mut typed = match types::of(column, facts, &rules, self.context.dialect) {
            Ok(typed) => typed,
            Err(reason) => return self.leave_out(column, &reason),
        };
        let key = self.resource.part(at);
        let (is_key, is_made) = (key.is_some(), key.is_some_and(|key| key.is_made));
        let mut field = Field { name: names::field(&column.name, &mut self.taken), ..Field::default() };
        field.docs.extend(facts.docs.clone());
        let enumeration = if is_made { None } else { columns::words(self, column, facts, &rules, &field.name, typed.family) };
        let reference = if is_made { None } else { columns::reference(self, column) };
        let rust_type = match (&enumeration, &reference) {
            (Some(enumeration), _) => enumeration.name.clone(),
            (None, Some(other)) => format!("Id<{other}>"),
            (None, None) if is_made && typed.family == Family::Integer => "i64".to_owned(),
            (None, None) => typed.rust.to_owned(),
        };
        let optional = !is_key && (column.nullable || self.relation().is_view());
        field.rust_type = if optional { format!("Option<{rust_type}>") } else { rust_type };
        if enumeration.is_none() {
            field.remarks.extend(typed.remark.map(str::to_owned));
        } else {
            typed.longest = None;
        }
        if is_key {
            field.words.push("id".to_owned());
            let said = !matches!(field.rust_type.as_str(), "i64" | "Uuid");
            field.words.extend((!is_made && !said).then(|| "natural".to_owned()));
        } else if !self.relation().is_view() {
            self.value(&mut field, column, optional, typed.family, enumeration.as_ref());
        }
        let is_set = !["read_only", "created_at", "updated_at"].iter().any(|word| field.words.iter().any(|w| w == word));
        if is_set && is_key && !is_made && reference.is_none() && enumeration.is_none() && typed.rust == "String" {
            let (bounds, remark) = key::bounds(column, &rules, typed.longest, self.texts());
            field.remarks.extend(remark);
            columns::rules(&mut field, &Typed { longest: None, ..typed.clone() }, &bounds);
        } else if is_set && !is_made && reference.is_none() && enumeration.is_none() && !self.relation().is_view() {
            columns::rules(&mut field, &typed, &rules);
        }
        // JSON cannot be compared.
        let begins_key = self.resource.keys.first().is_some_and(|first| first.at == at);
        if !begins_key && !self.relation().is_view() && typed.rust != types::JSON {
            let word = columns::indexed(self.relation(), &column.name, reference.is_some());
            field.words.extend(word.filter(|word| !is_key || *word == "index").map(str::to_owned));
        }
        if field.name != column.name {
            field.words.push(format!("column = {:?}", column.name));
        }
        let sql_type = if facts.enumeration.is_some() { Some(column.sql_type.clone()) } else { typed.sql_type };
        field.words.extend(sql_type.map(|sql_type| format!("type = {sql_type:?}")));
        self.made.fields.push(field);
    }

    /// What words are found by, where restkit keeps it.
    fn search(&mut self) {
        let table = &self.relation().table;
        let Some(index) = table.indexes.iter().find(|index| is_search(index)) else { return };
        let columns: Vec<String> = index.keys.iter().filter_map(|key| tokens(key).first().map(Token::name)).collect();
        let name = format!("{}_{}_search", table.name.name, columns.join("_"));
        let field = |column: &String| {
            let word = format!("column = {column:?}");
            let text = |field: &&Field| matches!(field.rust_type.as_str(), "String" | "Option<String>");
            let fields = self.made.fields.iter().filter(text);
            let called = fields.clone().find(|field| field.words.contains(&word));
            called.or_else(|| fields.clone().find(|field| field.name == *column)).map(|field| field.name.clone())
        };
        let fields: Option<Vec<String>> = columns.iter().map(field).collect();
        let porter = index.method.as_ref().is_some_and(|method| method.contains("'porter "));
        if let Some(fields) = fields.filter(|_| name == index.name) {
            let language = if porter { ", language = english" } else { "" };
            self.made.words.push(format!("search({}{language})", fields.join(", ")));
        }
    }

    fn leave_out(&mut self, column: &Column, reason: &str) {
        self.made.remarks.push(format!("The column {} was left out: {reason}.", column.name));
        let given = column.nullable || column.default.is_some() || column.generated.is_some() || column.identity;
        self.can_create &= given || !self.relation().triggers.is_empty();
    }

    /// How many parts of the key may be texts.
    fn texts(&self) -> usize {
        let sql_type = |at: usize| self.relation().table.columns.get(at).map_or("", |column| &column.sql_type);
        let is_text =
            |name: &str| ["char", "text", "clob", "citext", "name"].iter().any(|word| name.to_lowercase().contains(word));
        self.resource.keys.iter().filter(|part| is_text(sql_type(part.at))).count()
    }

    /// Where the value comes from when a body leaves it out.
    fn value(&mut self, field: &mut Field, column: &Column, optional: bool, family: Family, words: Option<&Words>) {
        if let Some(expression) = &column.generated {
            field.words.push("read_only".to_owned());
            field.remarks.push(format!("The database computes it: {expression}."));
            return;
        }
        let Some(sql) = &column.default else { return };
        if optional {
            field.remarks.push(format!("The default of the database, {sql}, is not that of a new row here, which is null."));
            return;
        }
        match default::of(sql, family, words) {
            Found::Value(value) => field.words.push(format!("default = {value}")),
            Found::OfType => field.words.push("default".to_owned()),
            Found::Now if self.moment(field) => {}
            Found::Now | Found::Database => {
                field.words.push("read_only".to_owned());
                field.remarks.push(format!("The database fills it in: {sql}."));
            }
        }
    }

    /// Whether it is the time at which a row was made or changed, as its name says.
    fn moment(&mut self, field: &mut Field) -> bool {
        let begins = |words: &[&str]| words.iter().any(|word| field.name.starts_with(word));
        let word = if begins(&["created", "inserted"]) {
            "created_at"
        } else if begins(&["updated", "modified", "changed"]) {
            "updated_at"
        } else {
            return false;
        };
        if self.moments.contains(&word) {
            return false;
        }
        self.moments.push(word);
        field.words.push(word.to_owned());
        true
    }
}
