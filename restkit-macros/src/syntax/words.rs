//! The words of an attribute, held against a list of what may stand there, before darling fills a struct with them.
//!
//! darling would report unknown, repeated and malformed words too, but not what to write instead.

use darling::{FromMeta, ast::NestedMeta};
use proc_macro2::Span;
use syn::{Attribute, Meta, Path, ext::IdentExt as _, spanned::Spanned as _};

use crate::errors::Errors;

/// How a word is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `filter`
    Alone,
    /// `column = "…"`
    Value,
    /// `length(…)`
    List,
    /// `default` or `default = …`
    AloneOrValue,
    /// `belongs_to = …` or `belongs_to(…)`
    ValueOrList,
}

/// A word of a grammar.
pub(crate) struct Word {
    /// The word.
    pub(crate) name: &'static str,
    /// How it is written.
    pub(crate) form: Form,
    /// How it is written, for a person.
    pub(crate) write: &'static str,
    /// Whether it may stand there more than once.
    pub(crate) repeats: bool,
}

impl Word {
    /// A word that stands there at most once.
    pub(crate) const fn new(name: &'static str, form: Form, write: &'static str) -> Self {
        Self { name, form, write, repeats: false }
    }

    /// The same word, which may be repeated.
    pub(crate) const fn repeated(mut self) -> Self {
        self.repeats = true;
        self
    }

    fn fits(&self, meta: &Meta) -> bool {
        match (self.form, meta) {
            (Form::Alone | Form::AloneOrValue, Meta::Path(_))
            | (Form::Value | Form::AloneOrValue | Form::ValueOrList, Meta::NameValue(_))
            | (Form::List | Form::ValueOrList, Meta::List(_)) => true,
            (Form::Alone | Form::Value | Form::List | Form::AloneOrValue | Form::ValueOrList, _) => false,
        }
    }
}

/// The words of one attribute, or of several of the same name.
pub(crate) struct Words {
    /// What stands in the parentheses, as far as it could be read.
    pub(crate) metas: Vec<NestedMeta>,
    /// Where the first attribute is, for what is missing.
    pub(crate) span: Option<Span>,
    /// Which words could not be read.
    pub(crate) lost: Lost,
}

/// The words that were perhaps meant where something could not be read: their absence is no second mistake.
#[derive(Default)]
pub(crate) struct Lost {
    words: Vec<&'static str>,
    /// Whether something could not be read at all, so that any word was perhaps meant.
    all: bool,
    /// Whether a word was unknown, and like no other.
    unknown: bool,
}

impl Lost {
    /// Whether `word` was perhaps meant.
    pub(crate) fn perhaps(&self, word: &str) -> bool {
        self.all || self.words.contains(&word)
    }

    /// Whether everything could be read.
    pub(crate) const fn is_empty(&self) -> bool {
        !self.all && !self.unknown && self.words.is_empty()
    }

    /// Everything was perhaps meant.
    pub(crate) const fn all() -> Self {
        Self { words: Vec::new(), all: true, unknown: false }
    }

    /// One word was perhaps meant.
    pub(crate) fn one(word: &'static str) -> Self {
        Self { words: vec![word], all: false, unknown: false }
    }

    /// Adds what was lost elsewhere.
    pub(crate) fn extend(&mut self, other: Self) {
        self.words.extend(other.words);
        self.all |= other.all;
        self.unknown |= other.unknown;
    }
}

/// Whether an attribute is called `name`, also by a path (`#[restkit::authorize(…)]`).
pub(crate) fn is_called(attr: &Attribute, name: &str) -> bool {
    attr.path().segments.last().is_some_and(|segment| segment.ident == name)
}

/// Collects the words of all attributes called `name`.
pub(crate) fn collect(attrs: &[Attribute], name: &str, errors: &mut Errors) -> Words {
    let mut words = Words { metas: Vec::new(), span: None, lost: Lost::default() };
    for attr in attrs.iter().filter(|attr| is_called(attr, name)) {
        words.span.get_or_insert(attr.path().span());
        let parsed = match &attr.meta {
            Meta::List(list) => NestedMeta::parse_meta_list(list.tokens.clone()),
            Meta::Path(path) => Err(syn::Error::new_spanned(path, format!("say what: write `#[{name}(…)]`"))),
            Meta::NameValue(pair) => Err(syn::Error::new_spanned(pair, format!("write `#[{name}(…)]`"))),
        };
        match parsed {
            Ok(metas) => words.metas.extend(metas),
            Err(error) => {
                words.lost = Lost::all();
                errors.syn(error);
            }
        }
    }
    words
}

/// Fills `T` with the words that stand in `grammar`; reports the others.
pub(crate) fn read<T: FromMeta + Default>(metas: Vec<NestedMeta>, grammar: &[Word], errors: &mut Errors) -> (T, Lost) {
    let mut lost = Lost::default();
    let mut kept: Vec<NestedMeta> = Vec::new();
    for meta in sieve(metas, grammar, &mut lost, errors) {
        let word = grammar.iter().find(|word| meta.path().is_ident(word.name));
        let meta = NestedMeta::Meta(meta);
        // One wrong value must not hide what the other words say, so each is tried by itself.
        match T::from_list(std::slice::from_ref(&meta)) {
            Ok(_) => kept.push(meta),
            Err(error) => {
                errors.darling(error);
                lost.words.extend(word.map(|word| word.name));
            }
        }
    }
    (errors.keep(T::from_list(&kept)).unwrap_or_default(), lost)
}

/// The words that stand in `grammar` and are written as it says; reports the others.
pub(crate) fn sieve(metas: Vec<NestedMeta>, grammar: &[Word], lost: &mut Lost, errors: &mut Errors) -> Vec<Meta> {
    let mut seen: Vec<&str> = Vec::new();
    let mut kept = Vec::new();
    for meta in metas {
        let meta = match meta {
            NestedMeta::Meta(meta) => meta,
            NestedMeta::NameValueInvalidExpr(pair) => {
                let name = name_of(&pair.path);
                errors.at(&pair, format_args!("the value of `{name}` is not a Rust expression"));
                lost.words.extend(grammar.iter().find(|word| word.name == name).map(|word| word.name));
                continue;
            }
            NestedMeta::Lit(lit) => {
                let quoted = match &lit {
                    syn::Lit::Str(text) => grammar.iter().find(|word| word.name == text.value()),
                    _ => None,
                };
                match quoted {
                    Some(word) => errors.at(&lit, format_args!("words have no quotes: write `{}`", word.write)),
                    None => errors.at(&lit, format_args!("a word is needed here: {}", one_of(grammar))),
                }
                lost.unknown = true;
                continue;
            }
        };
        let name = name_of(meta.path());
        let Some(word) = grammar.iter().find(|word| word.name == name) else {
            let meant = meant(&name, grammar);
            let instead = meant.map_or_else(|| one_of(grammar), |word| format!("did you mean `{word}`?"));
            errors.at(meta.path(), format_args!("unknown word `{name}`; {instead}"));
            lost.unknown |= meant.is_none();
            lost.words.extend(meant);
            continue;
        };
        if !word.fits(&meta) {
            let needs = match word.form {
                Form::Alone => "stands alone",
                Form::Value => "needs a value",
                Form::List => "needs parentheses",
                Form::AloneOrValue => "stands alone or has a value",
                Form::ValueOrList => "needs a value",
            };
            errors.at(&meta, format_args!("`{name}` {needs}: write `{}`", word.write));
            lost.words.push(word.name);
        } else if seen.contains(&word.name) && !word.repeats {
            errors.at(meta.path(), format_args!("`{name}` stands here twice; remove one"));
        } else {
            seen.push(word.name);
            kept.push(meta);
        }
    }
    kept
}

/// A path as it is written, without `r#`.
pub(crate) fn name_of(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
    segments.join("::")
}

/// Words that other libraries have for the same thing.
const SYNONYMS: [(&str, &str); 20] = [
    ("pk", "id"),
    ("key", "id"),
    ("primary_key", "id"),
    ("rename", "column"),
    ("name", "column"),
    ("sql_type", "type"),
    ("filterable", "filter"),
    ("sortable", "sort"),
    ("order", "sort"),
    ("indexed", "index"),
    ("regex", "pattern"),
    ("regexp", "pattern"),
    ("len", "length"),
    ("size", "length"),
    ("lock_version", "version"),
    ("assigned", "natural"),
    ("from_body", "natural"),
    ("not_empty", "non_blank"),
    ("enum", "one_of"),
    ("inner", "each"),
];

/// The word that is likely meant by an unknown one.
fn meant(name: &str, grammar: &[Word]) -> Option<&'static str> {
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == name).map(|(_, word)| *word);
    synonym
        .filter(|word| grammar.iter().any(|known| known.name == *word))
        .or_else(|| closest(name, grammar.iter().map(|word| word.name)))
}

/// All words of a grammar, for a person.
fn one_of(grammar: &[Word]) -> String {
    let words: Vec<String> = grammar.iter().map(|word| format!("`{}`", word.name)).collect();
    match words.as_slice() {
        [] => "nothing more stands here; remove it".to_owned(),
        [one] => format!("write {one}"),
        _ => format!("write one of {}", words.join(", ")),
    }
}

/// The word that is likely meant, if one is near enough.
pub(crate) fn closest<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase().replace('-', "_");
    words
        .map(|word| (distance(&name, word), word))
        .filter(|&(distance, word)| distance <= 1 + word.len().min(name.len()) / 4)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word of `grammar`, written as it says, is one that `T` takes.
    fn agree<T: FromMeta>(grammar: &[Word]) {
        for word in grammar {
            let tokens = word.write.parse().expect(word.write);
            let metas = NestedMeta::parse_meta_list(tokens).expect(word.write);
            let kept = sieve(metas, grammar, &mut Lost::default(), &mut Errors::default());
            assert_eq!(kept.len(), 1, "{} is not of its own form", word.write);
            let metas: Vec<NestedMeta> = kept.into_iter().map(NestedMeta::Meta).collect();
            assert!(T::from_list(&metas).is_ok(), "{} has no place to go", word.write);
        }
    }

    #[test]
    fn grammars_and_the_structs_that_mirror_them_agree() {
        use crate::syntax::{aggregate, block, computed, dependency, error, field, model, policy, relation, resource, search};
        agree::<model::InputWords>(model::INPUT_GRAMMAR);
        agree::<model::InputMemberWords>(model::INPUT_MEMBER_GRAMMAR);
        agree::<model::OutputWords>(model::OUTPUT_GRAMMAR);
        agree::<model::OutputMemberWords>(model::OUTPUT_MEMBER_GRAMMAR);
        agree::<resource::StructWords>(resource::GRAMMAR);
        agree::<resource::OperationWords>(resource::OPERATIONS_GRAMMAR);
        agree::<field::FieldWords>(field::GRAMMAR);
        agree::<relation::RelationWords>(relation::BELONGS_GRAMMAR);
        agree::<relation::RelationWords>(relation::ONE_GRAMMAR);
        agree::<relation::RelationWords>(relation::MANY_GRAMMAR);
        agree::<relation::RelationWords>(relation::LINKED_GRAMMAR);
        agree::<aggregate::AggregateWords>(aggregate::GRAMMAR);
        agree::<computed::ComputedWords>(computed::GRAMMAR);
        agree::<search::SearchFieldWords>(search::FIELD_GRAMMAR);
        agree::<policy::AuthorizeWords>(policy::GRAMMAR);
        agree::<block::BlockWords>(block::GRAMMAR);
        agree::<block::EndpointWords>(block::ENDPOINT_GRAMMAR);
        agree::<block::TransactionWords>(block::TRANSACTION_GRAMMAR);
        agree::<dependency::DependencyWords>(dependency::GRAMMAR);
        agree::<error::ProblemWords>(error::GRAMMAR);
    }

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        let words = ["filter", "sort", "read_only", "id"];
        let near = |name| closest(name, words.into_iter());
        assert_eq!(near("filtr"), Some("filter"));
        assert_eq!(near("fitler"), Some("filter"));
        assert_eq!(near("readonly"), Some("read_only"));
        assert_eq!(near("idd"), Some("id"));
        assert_eq!(near("banana"), None);
    }
}
