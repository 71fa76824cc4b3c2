//! Source files as tokens, without their tests.
//!
//! Tokens and not a syntax tree, so that what stands inside macros counts too.

use std::{fs, path::Path};

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// A Rust source file.
pub(super) struct SourceFile {
    /// Its path from the root of the repository.
    pub(super) name: String,
    pub(super) lines: usize,
    /// Its path from the `src` directory, without `.rs` and `mod`: the path of its module.
    path: Vec<String>,
    tokens: TokenStream,
    /// The modules that it declares for its tests alone.
    test_modules: Vec<TestModule>,
    /// The path of its directory, from the `src` directory.
    directory: Vec<String>,
}

/// A module that is declared for tests.
enum TestModule {
    Named(String),
    /// By `#[path]`: the name of the file beside this one.
    File(String),
}

/// The top-level module that a path leads to.
pub(super) struct Import {
    pub(super) module: String,
    pub(super) line: usize,
}

/// All source files below a directory of the repository, but those that belong to tests.
pub(super) fn rust_files(directory: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let start = root.join(directory);
    let mut directories = vec![start.clone()];
    let mut files = Vec::new();
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(SourceFile::read(&root, &start, &path));
            }
        }
    }
    assert!(!files.is_empty(), "no source files in {directory}");
    let of_tests: Vec<Vec<String>> = files.iter().flat_map(SourceFile::paths_of_tests).collect();
    files.retain(|file| !of_tests.iter().any(|path| file.path.starts_with(path)));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

impl SourceFile {
    fn read(root: &Path, start: &Path, file: &Path) -> Self {
        let name = file.strip_prefix(root).unwrap().display().to_string();
        Self::parse(name, &file.strip_prefix(start).unwrap().with_extension(""), &fs::read_to_string(file).unwrap())
    }

    /// `module`: the path from the `src` directory, without `.rs`.
    fn parse(name: String, module: &Path, text: &str) -> Self {
        let mut path: Vec<String> = module.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        path.pop_if(|last| last == "mod");
        let tokens = text.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut test_modules = Vec::new();
        let tokens = without_tests(tokens, &mut test_modules);
        let directory = module.parent().into_iter().flatten().map(|part| part.to_string_lossy().into_owned()).collect();
        Self { name, lines: text.lines().count(), path, tokens, test_modules, directory }
    }

    /// The paths of the modules that it declares for its tests.
    fn paths_of_tests(&self) -> Vec<Vec<String>> {
        let parent = self.path.strip_suffix(&["lib".to_owned()]).unwrap_or(&self.path);
        let path_of = |module: &TestModule| match module {
            TestModule::Named(name) => [parent, std::slice::from_ref(name)].concat(),
            TestModule::File(name) => [self.directory.as_slice(), std::slice::from_ref(name)].concat(),
        };
        self.test_modules.iter().map(path_of).collect()
    }

    /// The top-level module it belongs to.
    pub(super) fn module(&self) -> &str {
        &self.path[0]
    }

    /// Where paths that start at `crate`, `restkit` or `super` lead.
    pub(super) fn imports(&self) -> Vec<Import> {
        let mut found = Vec::new();
        self.find_imports(self.tokens.clone(), &mut found);
        found
    }

    fn find_imports(&self, tokens: TokenStream, found: &mut Vec<Import>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (i, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.find_imports(group.stream(), found),
                TokenTree::Ident(ident) if *ident == "crate" => heads(&tokens[i + 1..], found),
                // The crate by its own name. In the macros that is what they write into the code of users.
                TokenTree::Ident(ident) if *ident == "restkit" && self.name.starts_with("restkit/") => {
                    heads(&tokens[i + 1..], found);
                }
                TokenTree::Ident(ident) if *ident == "super" && !preceded_by_super(&tokens, i) => {
                    let (depth, rest) = supers(&tokens[i..]);
                    // Above its own top-level module stands the root of the crate. A file that is itself a module below `src` has
                    // one name in its path, and an inline module in it, which tests usually are, is not counted here.
                    if depth >= self.path.len() {
                        heads(rest, found);
                    }
                }
                _ => {}
            }
        }
    }

    /// Where one of these words stands.
    pub(super) fn uses_of(&self, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        walk(self.tokens.clone(), &mut |_, ident, _| {
            if words.iter().any(|word| ident == word) {
                found.push(format!("{}:{}: `{ident}`", self.name, line(ident)));
            }
        });
        found
    }

    /// Where it would panic on purpose.
    pub(super) fn panics(&self) -> Vec<String> {
        const METHODS: [&str; 4] = ["unwrap", "expect", "unwrap_err", "expect_err"];
        const MACROS: [&str; 7] = ["panic", "unreachable", "todo", "unimplemented", "assert", "assert_eq", "assert_ne"];
        let mut found = Vec::new();
        walk(self.tokens.clone(), &mut |before, ident, after| {
            let method = METHODS.iter().any(|m| ident == m) && is_punct(before, '.');
            let call = MACROS.iter().any(|m| ident == m) && is_punct(after, '!');
            if method || call {
                found.push(format!("{}:{}: `{ident}`", self.name, line(ident)));
            }
        });
        found
    }
}

/// Calls `visit` with every word and its neighbours.
fn walk(tokens: TokenStream, visit: &mut impl FnMut(Option<&TokenTree>, &Ident, Option<&TokenTree>)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (i, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => walk(group.stream(), visit),
            TokenTree::Ident(ident) => visit(i.checked_sub(1).and_then(|i| tokens.get(i)), ident, tokens.get(i + 1)),
            _ => {}
        }
    }
}

/// The modules that `::a::b` or `::{a::b, c}` leads to.
fn heads(tokens: &[TokenTree], found: &mut Vec<Import>) {
    let [colon, second, head, ..] = tokens else { return };
    if !is_punct(Some(colon), ':') || !is_punct(Some(second), ':') {
        return;
    }
    match head {
        TokenTree::Ident(ident) => found.push(Import { module: ident.to_string(), line: line(ident) }),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let mut at_start = true;
            for token in group.stream() {
                match &token {
                    TokenTree::Ident(ident) if at_start => found.push(Import { module: ident.to_string(), line: line(ident) }),
                    _ => {}
                }
                at_start = is_punct(Some(&token), ',');
            }
        }
        _ => {}
    }
}

/// How many `super::` there are, and what follows the last one's word.
fn supers(tokens: &[TokenTree]) -> (usize, &[TokenTree]) {
    let mut depth = 1;
    let mut rest = &tokens[1..];
    while let [_, _, TokenTree::Ident(next), ..] = rest
        && *next == "super"
    {
        depth += 1;
        rest = &rest[3..];
    }
    (depth, rest)
}

fn preceded_by_super(tokens: &[TokenTree], i: usize) -> bool {
    i >= 3 && matches!(&tokens[i - 3], TokenTree::Ident(ident) if *ident == "super") && is_punct(tokens.get(i - 1), ':')
}

/// The tokens without items under `#[cfg(test)]`; the names of modules among these are added to `modules`.
fn without_tests(tokens: TokenStream, modules: &mut Vec<TestModule>) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if !(is_punct(Some(&token), '#') && tokens.peek().is_some_and(is_cfg_test)) {
            kept.extend([token]);
            continue;
        }
        // Up to the end of the item: its body or its semicolon.
        let mut words = Vec::new();
        for skipped in tokens.by_ref() {
            match &skipped {
                TokenTree::Ident(ident) => words.push(ident.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                TokenTree::Group(group) => words.extend(file_of(group.stream())),
                TokenTree::Punct(punct) if punct.as_char() == ';' => {
                    if let Some(keyword) = words.iter().position(|word| word == "mod") {
                        let file = words[..keyword].iter().find_map(|word| word.strip_suffix(".rs"));
                        let named = || TestModule::Named(words[keyword + 1].clone());
                        modules.push(file.map_or_else(named, |file| TestModule::File(file.to_owned())));
                    }
                    break;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    kept
}

/// The file in `path = "file.rs"`.
fn file_of(attribute: TokenStream) -> Option<String> {
    let text = attribute.to_string();
    text.strip_prefix("path")?.trim_start_matches([' ', '=']).strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}

fn is_cfg_test(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if {
        let text = group.stream().to_string().replace(' ', "");
        text == "cfg(test)" || text.starts_with("cfg(all(test,")
    })
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

fn line(ident: &Ident) -> usize {
    ident.span().start().line
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "
        use crate::{a::{x, y}, b, c as d};
        use restkit::e;
        use super::{near, here::f};
        fn g() -> crate::h::I { crate::j!(super::super::k::l()); \"crate::no\" }
        #[cfg(test)]
        mod tests { use crate::hidden; }
        #[cfg(test)]
        #[path = \"x_tests.rs\"]
        mod more;
    ";
    let file = SourceFile::parse("restkit/src/m/n.rs".to_owned(), Path::new("m/n"), text);
    let found: Vec<String> = file.imports().into_iter().map(|import| import.module).collect();
    assert_eq!(found, ["a", "b", "c", "e", "h", "j", "k"]);
    assert_eq!(file.paths_of_tests(), [["m", "x_tests"]]);
}

#[test]
fn panics_are_found_outside_tests() {
    let text = "
        fn a() { b.unwrap(); vec![c.expect(1)]; d.unwrap_or(1); panic!(); unwrap(); }
        #[cfg(all(test, unix))]
        mod tests { fn e() { f.unwrap() } }
    ";
    let file = SourceFile::parse("x.rs".to_owned(), Path::new("x"), text);
    assert_eq!(file.panics(), ["x.rs:2: `unwrap`", "x.rs:2: `expect`", "x.rs:2: `panic`"]);
}
