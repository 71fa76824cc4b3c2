//! Names and sentences.

use crate::spec::Policy;

/// What is said where a function of the user's checks more than a schema can state.
pub(super) const FURTHER_RULES: &str = "Further rules are checked that a schema cannot state.";

/// `BlogPost` as `blog post`.
pub(super) fn humanize(name: &str) -> String {
    let mut out = String::new();
    for (i, c) in name.char_indices() {
        match c {
            '_' | '-' => out.push(' '),
            c if c.is_uppercase() => {
                if i > 0 && !out.ends_with(' ') {
                    out.push(' ');
                }
                out.extend(c.to_lowercase());
            }
            c => out.push(c),
        }
    }
    out
}

/// `blog-posts` as `BlogPosts`.
pub(super) fn pascal(name: &str) -> String {
    name.split(|c: char| !c.is_alphanumeric()).map(capitalize).collect()
}

/// The first letter in upper case.
pub(super) fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// With its indefinite article, by the first letter.
pub(super) fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The documentation comment, or `fallback` as a sentence when there is none.
pub(super) fn sentence(docs: &str, fallback: &str) -> String {
    let docs = docs.trim();
    if docs.is_empty() { format!("{}.", capitalize(fallback)) } else { docs.to_owned() }
}

/// Whom a policy lets in, as the object of a sentence.
pub(super) fn policy(policy: &Policy) -> String {
    match policy {
        Policy::Public => "everybody, also without credentials".to_owned(),
        Policy::Authenticated => "everybody with valid credentials".to_owned(),
        Policy::Role(role) => format!("callers with the role `{}`", role.role_name()),
        Policy::Scope(scope) => format!("callers with the scope `{scope}`"),
        Policy::Owner => "the owner of the row".to_owned(),
        Policy::Custom(policy) => format!("callers to whom the policy `{}` grants the row", policy.name),
        Policy::Any(parts) => join(parts, " or "),
        Policy::All(parts) => join(parts, " and at the same time "),
        Policy::Not(inner) => format!("everybody except {}", self::policy(inner)),
    }
}

/// A description, and for whom it holds when that is not everybody: `what` is what happens to a member, as in `Answered`.
pub(super) fn limited(description: String, what: &str, to: Option<&Policy>) -> String {
    match to {
        Some(decision) => format!("{description}\n\n{what} only for {}.", policy(decision)),
        None => description,
    }
}

fn join(parts: &[Policy], with: &str) -> String {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| match part {
            Policy::Any(_) | Policy::All(_) => format!("({})", policy(part)),
            _ => policy(part),
        })
        .collect();
    if parts.is_empty() { "nobody".to_owned() } else { parts.join(with) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(humanize("BlogPost"), "blog post");
        assert_eq!(humanize("owner_id"), "owner id");
        assert_eq!(pascal("blog-posts"), "BlogPosts");
        assert_eq!(a("order"), "an order");
        assert_eq!(a("user"), "a user");
        assert_eq!(sentence(" A thing.\n", "x"), "A thing.");
        assert_eq!(sentence("", "tasks"), "Tasks.");
    }

    #[test]
    fn policies_become_words() {
        let either = Policy::Any(&[Policy::Owner, Policy::All(&[Policy::Authenticated, Policy::Not(&Policy::Scope("x"))])]);
        assert_eq!(
            policy(&either),
            "the owner of the row or (everybody with valid credentials and at the same time everybody except callers with the scope `x`)"
        );
    }
}
