//! Sentences with fields in them.

use syn::{Fields, LitStr, Member, ext::IdentExt as _};

use crate::{errors::Errors, model::Detail, syntax::words::closest};

/// Reads a sentence, and holds the names in it against the fields.
pub(super) fn read(text: &LitStr, fields: &Fields, errors: &mut Errors) -> Option<Detail> {
    let value = text.value();
    if value.trim().is_empty() {
        errors.at(text, "the detail is empty: say in a sentence what is wrong, or leave it out");
        return None;
    }
    match split(&value, fields) {
        Ok((_, used)) if used.is_empty() => Some(Detail::Plain(value.replace("{{", "{").replace("}}", "}"))),
        Ok((rewritten, used)) => Some(Detail::Format { text: LitStr::new(&rewritten, text.span()), fields: used }),
        Err(fault) => {
            errors.at(text, fault);
            None
        }
    }
}

/// The sentence with numbers for the names, and the fields by these numbers.
fn split(text: &str, fields: &Fields) -> Result<(String, Vec<Member>), String> {
    const SINGLE: &str = "a brace that means itself is written twice: `{{` or `}}`";
    let (mut rewritten, mut used) = (String::new(), Vec::<Member>::new());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        rewritten.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            rewritten.push_str(&from[..2]);
            rest = after;
            continue;
        }
        let Some((inside, after)) = from.strip_prefix('{').and_then(|from| from.split_once('}')) else {
            return Err(SINGLE.to_owned());
        };
        let (name, format) = inside.split_once(':').map_or((inside, ""), |(name, format)| (name, format));
        if format.contains('?') {
            return Err(format!("a client is not shown what `Debug` writes: write `{{{name}}}`, which asks for `Display`"));
        }
        if format.contains('$') {
            return Err(format!("a width is written as a number here, as in `{{{name}:5}}`"));
        }
        let member = member(name.trim(), fields)?;
        let number = used.iter().position(|known| *known == member).unwrap_or_else(|| {
            used.push(member);
            used.len() - 1
        });
        rewritten.push_str(&format!("{{{number}"));
        if !format.is_empty() {
            rewritten.push_str(&format!(":{format}"));
        }
        rewritten.push('}');
        rest = after;
    }
    rewritten.push_str(rest);
    Ok((rewritten, used))
}

/// The field of this name or number.
fn member(name: &str, fields: &Fields) -> Result<Member, String> {
    let members: Vec<Member> = fields.members().collect();
    let called = |member: &Member| match member {
        Member::Named(ident) => ident.unraw().to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    };
    if let Some(member) = members.iter().find(|member| called(member) == name) {
        return Ok(member.clone());
    }
    let names: Vec<String> = members.iter().map(called).collect();
    Err(match closest(name, names.iter().map(String::as_str)) {
        _ if name.is_empty() => "say which field: write its name or number into the braces, as in `{left}` or `{0}`".to_owned(),
        _ if names.is_empty() => format!("there is no field `{name}`: there are no fields; for a plain brace write `{{{{`"),
        Some(meant) if !meant.is_empty() => format!("there is no field `{name}`; did you mean `{{{meant}}}`?"),
        _ => {
            let names: Vec<String> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
            format!("there is no field `{name}`; write one of {}", names.join(", "))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(variant: &str) -> Fields {
        syn::parse_str::<syn::Variant>(variant).unwrap().fields
    }

    #[test]
    fn names_become_numbers() {
        let two = fields("A { left: i32, r#type: String }");
        let (text, used) = split("{left} of {type:>3} {{{left:.2}}}", &two).unwrap();
        assert_eq!(text, "{0} of {1:>3} {{{0:.2}}}");
        assert_eq!(used.len(), 2);
        let (text, used) = split("{1}", &fields("A(i32, i32)")).unwrap();
        assert_eq!((text.as_str(), used.len()), ("{0}", 1));
    }

    #[test]
    fn what_no_field_is_called_is_a_fault() {
        let one = fields("A { left: i32 }");
        for bad in ["{", "}", "{lef}", "{}", "{0}", "{left:?}", "{left:w$}", "a } b", "{{left}"] {
            assert!(split(bad, &one).is_err(), "{bad}");
        }
    }
}
