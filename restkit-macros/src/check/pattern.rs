//! The regular expression of a `pattern("…")`: it is checked by the `regex` crate and stands in the document, where ECMA-262 (with its
//! `u` flag, as JSON Schema asks) reads it. So only what both read the same way is allowed.

use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSetItem, ClassUnicode, ClassUnicodeKind, GroupKind, HexLiteralKind,
    Literal, LiteralKind, RepetitionKind, RepetitionRange, SpecialLiteralKind, Visitor,
};

/// How large a pattern may grow when its repetitions are written out; far below the limit of the `regex` crate.
const LARGEST: u64 = 100_000;

/// Checks a pattern.
///
/// # Errors
/// What is wrong with it, and what to write instead.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    let ast = ast::parse::Parser::new().parse(pattern).map_err(|error| {
        let at = pattern.get(error.span().start.offset..error.span().end.offset).filter(|text| !text.is_empty());
        match at {
            Some(text) => format!("this is no regular expression: {} at `{text}`", error.kind()),
            None => format!("this is no regular expression: {}", error.kind()),
        }
    })?;
    ast::visit(&ast, Shared { pattern, in_class: false })?;
    regex_syntax::hir::translate::Translator::new()
        .translate(pattern, &ast)
        .map_err(|error| format!("this is no regular expression: {}", error.kind()))?;
    if size(&ast) > LARGEST {
        return Err("this regular expression is too large when its repetitions are written out: lower the counts".to_owned());
    }
    Ok(())
}

/// Refuses what only one of the two readers knows, or what they read differently.
struct Shared<'a> {
    pattern: &'a str,
    in_class: bool,
}

fn refuse<T>(written: &str, instead: &str) -> Result<T, String> {
    Err(format!("`{written}` does not mean the same in JSON Schema (ECMA-262): {instead}"))
}

impl Visitor for Shared<'_> {
    type Output = ();
    type Err = String;

    fn finish(self) -> Result<(), String> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), String> {
        match ast {
            Ast::Flags(flags) => refuse(self.text(flags.span), "write the pattern without flags, as in `[Aa]` for `(?i)a`"),
            Ast::Literal(literal) => self.literal(literal),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine | AssertionKind::EndLine => Ok(()),
                AssertionKind::StartText => refuse(self.text(assertion.span), "write `^`"),
                AssertionKind::EndText => refuse(self.text(assertion.span), "write `$`"),
                _ => refuse(self.text(assertion.span), "write out which characters may stand there"),
            },
            Ast::ClassUnicode(class) => self.unicode(class),
            Ast::ClassPerl(class) => self.perl(class),
            Ast::ClassBracketed(_) => {
                self.in_class = true;
                Ok(())
            }
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureIndex(_) => Ok(()),
                GroupKind::CaptureName { starts_with_p: false, .. } => Ok(()),
                GroupKind::CaptureName { name, .. } => {
                    refuse(&format!("(?P<{0}>", name.name), &format!("write `(?<{}>`", name.name))
                }
                GroupKind::NonCapturing(flags) if flags.items.is_empty() => Ok(()),
                GroupKind::NonCapturing(flags) => {
                    refuse(&format!("(?{}:", self.text(flags.span)), "write the pattern without flags, as in `[Aa]` for `(?i:a)`")
                }
            },
            Ast::Repetition(repetition) => {
                let operator = self.text(repetition.op.span);
                if matches!(*repetition.ast, Ast::Assertion(_)) {
                    return refuse(operator, "an anchor cannot be repeated; remove this");
                }
                if matches!(repetition.op.kind, RepetitionKind::Range(_)) && !is_plain_count(operator) {
                    return refuse(operator, "write `{2}`, `{2,}` or `{0,5}`, without spaces");
                }
                Ok(())
            }
            Ast::Empty(_) | Ast::Dot(_) | Ast::Alternation(_) | Ast::Concat(_) => Ok(()),
        }
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), String> {
        if matches!(ast, Ast::ClassBracketed(_)) {
            self.in_class = false;
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), String> {
        match item {
            ClassSetItem::Literal(literal) => self.literal(literal),
            ClassSetItem::Range(range) => {
                self.literal(&range.start)?;
                self.literal(&range.end)
            }
            ClassSetItem::Ascii(class) => refuse(self.text(class.span), "write the characters out, as in `a-zA-Z`"),
            ClassSetItem::Unicode(class) => self.unicode(class),
            ClassSetItem::Perl(class) => self.perl(class),
            ClassSetItem::Bracketed(class) => refuse(self.text(class.span), "write one class without classes inside it"),
            ClassSetItem::Empty(_) | ClassSetItem::Union(_) => Ok(()),
        }
    }

    fn visit_class_set_binary_op_pre(&mut self, operation: &ast::ClassSetBinaryOp) -> Result<(), String> {
        refuse(self.text(operation.span), "write one class without `&&`, `--` and `~~`")
    }
}

impl Shared<'_> {
    fn text(&self, span: ast::Span) -> &str {
        self.pattern.get(span.start.offset..span.end.offset).unwrap_or_default()
    }

    fn literal(&self, literal: &Literal) -> Result<(), String> {
        let written = self.text(literal.span);
        match &literal.kind {
            LiteralKind::Verbatim => match literal.c {
                ']' | '}' | '[' | '{' => refuse(written, &format!("write `\\{}`", literal.c)),
                _ => Ok(()),
            },
            LiteralKind::Meta | LiteralKind::Superfluous => match literal.c {
                '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '/' => Ok(()),
                '-' if self.in_class => Ok(()),
                c => refuse(written, &format!("write `{c}` without the backslash")),
            },
            LiteralKind::Octal => refuse(written, "write `\\u0041` with four hexadecimal digits"),
            LiteralKind::HexFixed(HexLiteralKind::X | HexLiteralKind::UnicodeShort) => Ok(()),
            LiteralKind::HexBrace(HexLiteralKind::UnicodeShort) => Ok(()),
            LiteralKind::HexFixed(HexLiteralKind::UnicodeLong) | LiteralKind::HexBrace(_) => {
                refuse(written, "write `\\u{…}` with hexadecimal digits")
            }
            LiteralKind::Special(SpecialLiteralKind::Bell) => refuse(written, "write `\\u0007`"),
            LiteralKind::Special(SpecialLiteralKind::Space) => refuse(written, "write a space without the backslash"),
            LiteralKind::Special(_) => Ok(()),
        }
    }

    fn perl(&self, class: &ClassPerl) -> Result<(), String> {
        let written = self.text(class.span);
        match (&class.kind, class.negated) {
            (ClassPerlKind::Digit, false) => refuse(written, "write `[0-9]`"),
            (ClassPerlKind::Digit, true) => refuse(written, "write `[^0-9]`"),
            (ClassPerlKind::Word, false) => refuse(written, "write `[A-Za-z0-9_]`"),
            (ClassPerlKind::Word, true) => refuse(written, "write `[^A-Za-z0-9_]`"),
            (ClassPerlKind::Space, _) => refuse(written, "write out which characters are meant, as in `[ \\t\\n]`"),
        }
    }

    fn unicode(&self, class: &ClassUnicode) -> Result<(), String> {
        const CATEGORIES: [&str; 37] = [
            "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi",
            "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn", "LC",
        ];
        let written = self.text(class.span);
        match &class.kind {
            ClassUnicodeKind::OneLetter(letter) => refuse(written, &format!("write `\\p{{{letter}}}`")),
            ClassUnicodeKind::Named(name) if CATEGORIES.contains(&name.as_str()) => Ok(()),
            ClassUnicodeKind::Named(_) => refuse(written, "write a general category, as in `\\p{L}`, or `\\p{Script=Greek}`"),
            ClassUnicodeKind::NamedValue { op: ast::ClassUnicodeOpKind::Equal, name, .. }
                if matches!(name.as_str(), "Script" | "sc" | "Script_Extensions" | "scx" | "General_Category" | "gc") =>
            {
                Ok(())
            }
            ClassUnicodeKind::NamedValue { .. } => {
                refuse(written, "write `\\p{Script=Greek}` or a general category, as in `\\p{L}`")
            }
        }
    }
}

/// `{2}`, `{2,}` or `{2,5}`.
fn is_plain_count(operator: &str) -> bool {
    let operator = operator.strip_suffix('?').unwrap_or(operator);
    let Some(inside) = operator.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else { return false };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    match inside.split_once(',') {
        Some((min, max)) => !min.is_empty() && digits(min) && digits(max),
        None => !inside.is_empty() && digits(inside),
    }
}

/// About how many states a pattern has when its repetitions are written out.
fn size(ast: &Ast) -> u64 {
    let sum = |asts: &[Ast]| asts.iter().map(size).fold(1, u64::saturating_add);
    match ast {
        Ast::Repetition(repetition) => {
            let times = match repetition.op.kind {
                RepetitionKind::Range(
                    RepetitionRange::Exactly(n) | RepetitionRange::AtLeast(n) | RepetitionRange::Bounded(_, n),
                ) => u64::from(n).max(1),
                _ => 1,
            };
            size(&repetition.ast).saturating_mul(times)
        }
        Ast::Group(group) => size(&group.ast),
        Ast::Alternation(alternation) => sum(&alternation.asts),
        Ast::Concat(concat) => sum(&concat.asts),
        Ast::ClassUnicode(_) => 1_000,
        Ast::ClassBracketed(_) => 30,
        Ast::Dot(_) => 20,
        Ast::Empty(_) | Ast::Flags(_) | Ast::Literal(_) | Ast::Assertion(_) | Ast::ClassPerl(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_both_read_the_same_passes() {
        for pattern in [
            r"^[a-z][a-z0-9-]*$",
            r"^\+?[0-9]{3,15}$",
            r"^(?:a|b)(?<year>[0-9]{4})?$",
            r"^[^\u0000\x01]{1,5}?$",
            r"^\u{1F600}\p{L}\p{Script=Greek}+$",
            r"^[\w.]$".replace(r"\w", "A-Z").as_str(),
            r"^a\/b\.c\{\}$",
            r"^[\-\]\^]$",
            "^.*é$",
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn what_only_one_reads_is_refused_with_what_to_write() {
        for (pattern, instead) in [
            (r"(?i)abc", "without flags"),
            (r"(?i:abc)", "without flags"),
            (r"\Aabc", "write `^`"),
            (r"abc\z", "write `$`"),
            (r"(?P<year>[0-9])", "write `(?<year>`"),
            (r"\d+", "write `[0-9]`"),
            (r"[\w-]", "write `[A-Za-z0-9_]`"),
            (r"\s", "write out"),
            (r"\bword\b", "write out"),
            (r"\pL", r"write `\p{L}`"),
            (r"\p{Greek}", "Script=Greek"),
            (r"[[:alpha:]]", "a-zA-Z"),
            (r"[a-z&&[^b]]", "one class"),
            (r"[a[bc]]", "one class"),
            (r"\x{41}", r"write `\u{…}`"),
            (r"\a", r"write `\u0007`"),
            (r"a\-b", "without the backslash"),
            (r"a]", r"write `\]`"),
            (r"a{ 2 }", "write `{2}`"),
            (r"^*", "anchor"),
        ] {
            let fault = check(pattern).expect_err(pattern);
            assert!(fault.contains(instead), "{pattern}: {fault}");
        }
    }

    #[test]
    fn what_nobody_reads_is_refused_with_the_place() {
        assert!(check("[a-").is_err_and(|fault| fault.contains("unclosed")));
        assert!(check("a**(").is_err());
        assert!(check(r"(?:\p{L}{1000}){1000}").is_err_and(|fault| fault.contains("too large")));
    }
}
