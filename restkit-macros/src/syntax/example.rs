//! Examples for the document, written as JSON has them.

use darling::{Error, FromMeta, Result};
use proc_macro2::Span;
use syn::{
    Expr, ExprLit, Ident, Lit, LitStr, Token, braced, bracketed,
    ext::IdentExt as _,
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned as _,
    token,
};

use super::atoms::{NumValue, number};

const WRITE: &str = "an example is written as in JSON: a text, a number, `true`, `false`, a list of these, as in `[\"a\", \"b\"]`, or \
                     anything in `json!(…)`, as in `json!({ \"a\": null })`";

/// An example.
#[derive(Clone)]
pub(crate) struct Example {
    /// As JSON.
    pub(crate) json: String,
    /// Where it is.
    pub(crate) span: Span,
}

impl FromMeta for Example {
    fn from_expr(expr: &Expr) -> Result<Self> {
        Ok(Self { json: literal(expr)?, span: expr.span() })
    }
}

/// The JSON of a literal, of a list of them or of what stands in `json!`.
fn literal(expr: &Expr) -> Result<String> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(quoted(&text.value())),
        Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) => Ok(truth.value.to_string()),
        Expr::Array(list) => list.elems.iter().map(literal).collect::<Result<Vec<_>>>().map(list_of),
        Expr::Macro(call) if call.mac.path.segments.last().is_some_and(|last| last.ident == "json") => {
            Ok(syn::parse2::<Json>(call.mac.tokens.clone())?.0)
        }
        Expr::Lit(_) | Expr::Unary(_) => Ok(match number(expr, false)? {
            NumValue::Integer(integer) => integer.to_string(),
            NumValue::Float(float) => format!("{float:?}"),
        }),
        other => Err(Error::custom(WRITE).with_span(other)),
    }
}

/// Any JSON, as its own text.
struct Json(String);

impl Parse for Json {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(token::Brace) {
            return object(input);
        }
        if input.peek(token::Bracket) {
            let content;
            bracketed!(content in input);
            let items = Punctuated::<Self, Token![,]>::parse_terminated(&content)?;
            return Ok(Self(list_of(items.into_iter().map(|item| item.0).collect())));
        }
        if input.peek(Ident::peek_any) && input.fork().call(Ident::parse_any)? == "null" {
            input.call(Ident::parse_any)?;
            return Ok(Self("null".to_owned()));
        }
        Ok(Self(literal(&input.parse()?)?))
    }
}

fn object(input: ParseStream) -> syn::Result<Json> {
    let content;
    braced!(content in input);
    let mut members: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    while !content.is_empty() {
        let name: LitStr = content
            .parse()
            .map_err(|error| syn::Error::new(error.span(), "the name of a member is a text in JSON, as in `\"name\": 1`"))?;
        content.parse::<Token![:]>()?;
        let value: Json = content.parse()?;
        if names.contains(&name.value()) {
            return Err(syn::Error::new_spanned(&name, "this member is there already; remove one"));
        }
        members.push(format!("{}:{}", quoted(&name.value()), value.0));
        names.push(name.value());
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(Json(format!("{{{}}}", members.join(","))))
}

fn list_of(items: Vec<String>) -> String {
    format!("[{}]", items.join(","))
}

/// A text in JSON.
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => json.extend(['\\', c]),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn json(expr: Expr) -> String {
        Example::from_expr(&expr).map_or_else(|error| format!("no: {error}"), |example| example.json)
    }

    #[test]
    fn literals_are_json() {
        assert_eq!(json(parse_quote!("a \"b\" \\ \n")), "\"a \\\"b\\\" \\\\ \\u000a\"");
        assert_eq!(json(parse_quote!([1, -2, 0.5, true, ["x"]])), "[1,-2,0.5,true,[\"x\"]]");
        assert!(json(parse_quote!(f(1))).starts_with("no: an example is written as in JSON"));
        assert!(json(parse_quote!(1u8)).starts_with("no: a plain number"));
        assert!(json(parse_quote!([null])).starts_with("no: "));
    }

    #[test]
    fn any_json_stands_in_json() {
        let object: Expr = parse_quote!(json!({ "a": null, "b": [-1, {}, []], "c": { "d": "e" }, }));
        assert_eq!(json(object), r#"{"a":null,"b":[-1,{},[]],"c":{"d":"e"}}"#);
        assert_eq!(json(parse_quote!(serde_json::json!(null))), "null");
        assert_eq!(json(parse_quote!(json!({ "a": 1, "a": 2 }))), "no: this member is there already; remove one");
        assert!(json(parse_quote!(json!({ a: 1 }))).starts_with("no: the name of a member is a text in JSON"));
        assert!(json(parse_quote!(json!(1, 2))).starts_with("no: "));
    }
}
