//! Paths with parameters.

/// A path, read.
pub(super) struct Template {
    /// As it is put under that of the block: empty for `/`.
    pub(super) path: String,
    /// The names of its parameters.
    pub(super) parameters: Vec<String>,
}

impl Template {
    /// The path without the names of its parameters: two paths of one shape cannot be told apart.
    pub(super) fn shape(&self) -> String {
        let part = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

/// Reads the path of an endpoint.
pub(super) fn parse(path: &str) -> Result<Template, String> {
    if path == "/" {
        return Ok(Template { path: String::new(), parameters: Vec::new() });
    }
    if path.is_empty() {
        return Err("the path of the block itself is written `\"/\"`".to_owned());
    }
    if !path.starts_with('/') {
        return Err(format!("a path starts with a slash: write `\"/{path}\"`"));
    }
    if path.ends_with('/') {
        return Err(format!("a path does not end with a slash: write `\"{}\"`", path.trim_end_matches('/')));
    }
    let mut parameters = Vec::new();
    for part in path.split('/').skip(1) {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => {
                if syn::parse_str::<syn::Ident>(name).is_err() && syn::parse_str::<syn::Ident>(&format!("r#{name}")).is_err() {
                    return Err(format!(
                        "a parameter is called like the argument that reads it, and `{name}` is no name in Rust"
                    ));
                }
                if parameters.iter().any(|known| known == name) {
                    return Err(format!("the parameter `{name}` stands in the path twice"));
                }
                parameters.push(name.to_owned());
            }
            None => {
                if let Some(name) = part.strip_prefix(':') {
                    return Err(format!("a parameter stands in braces: write `{{{name}}}`"));
                }
                if part.contains(['{', '}', '*']) {
                    return Err(format!(
                        "a parameter is a whole part of the path, as in `/{{id}}/lines`; `{part}` is more than that"
                    ));
                }
                plain(part)?;
            }
        }
    }
    Ok(Template { path: path.to_owned(), parameters })
}

/// Holds the path of a block against what it may be.
pub(super) fn prefix(path: &str) -> Result<(), String> {
    if path.is_empty() || path == "/" {
        return Err("a path has a name in it; leave it out for none".to_owned());
    }
    if !path.starts_with('/') {
        return Err("a path starts with a slash".to_owned());
    }
    if path.ends_with('/') {
        return Err("a path does not end with a slash".to_owned());
    }
    path.split('/').skip(1).try_for_each(|part| {
        if part.contains(['{', '}']) {
            Err("the path of a block has no parameters; write them on its methods".to_owned())
        } else {
            plain(part)
        }
    })
}

fn plain(part: &str) -> Result<(), String> {
    if matches!(part, "" | "." | "..") {
        return Err("a path has no empty, `.` or `..` parts".to_owned());
    }
    match part.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.' | '~')) {
        Some(odd) => Err(format!("a path holds letters, digits, `-`, `_`, `.` and `~`; remove {odd:?}")),
        None => Ok(()),
    }
}
