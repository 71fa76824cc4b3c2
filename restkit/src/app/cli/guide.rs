//! What `dev` prints: where everything is, and lines to paste.

use std::fmt::Write;

use serde_json::Value as Json;

use super::inspect::endpoint;
use crate::{
    auth::decide,
    spec::{Action, ApiInfo, Caller, Kind, Mount, Operation, Policy},
};

/// All that the text is made of.
pub(super) struct Guide {
    pub(super) info: ApiInfo,
    pub(super) mounts: Vec<Mount>,
    pub(super) document: Json,
    pub(super) program: String,
    pub(super) database: String,
    /// What was done to it just now, as in `created users, tasks`.
    pub(super) made: Option<String>,
    /// Whose token it is; `None` where no subject can be known before its row is made.
    pub(super) subject: Option<&'static str>,
    pub(super) token: Option<String>,
    /// Whether the command `token` can make another.
    pub(super) can_sign: bool,
}

/// The subject of the development token: the id of the first row, where ids are numbers.
pub(super) fn subject(mounts: &[Mount]) -> Option<&'static str> {
    let is_uuid = |mount: &Mount| mount.resource.columns.iter().any(|column| column.owner && column.data_type.kind == Kind::Uuid);
    (!mounts.iter().any(is_uuid)).then_some("1")
}

impl Guide {
    /// The text for an app at this URL.
    pub(super) fn text(&self, base: &str) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail, so nothing that does is looked at.
        let _ = self.write(&mut text, base);
        text
    }

    fn write(&self, out: &mut String, base: &str) -> std::fmt::Result {
        writeln!(out, "\n{} {}", self.info.title, self.info.version)?;
        writeln!(
            out,
            "For development only: the key of its tokens lies in this folder. In production run `{} serve`.\n",
            self.program
        )?;
        for prefix in self.prefixes() {
            writeln!(out, "  API       {base}{prefix}")?;
        }
        if cfg!(feature = "swagger-ui") {
            writeln!(out, "  docs      {base}/docs")?;
        }
        writeln!(out, "  document  {base}/openapi.json")?;
        write!(out, "  database  {}", self.database)?;
        match &self.made {
            None => writeln!(out)?,
            Some(made) => writeln!(out, " ({made})")?,
        }
        self.write_token(out)?;
        self.write_requests(out, base)?;
        writeln!(out, "\nCtrl-C stops it.\n")
    }

    /// The collections without their last part, each once.
    fn prefixes(&self) -> Vec<&str> {
        let mut prefixes = Vec::new();
        for mount in &self.mounts {
            let prefix = mount.path.strip_suffix(mount.resource.path).unwrap_or(&mount.path);
            if !prefixes.contains(&prefix) {
                prefixes.push(prefix);
            }
        }
        prefixes
    }

    fn write_token(&self, out: &mut String) -> std::fmt::Result {
        if let (Some(subject), Some(token)) = (self.subject, &self.token) {
            writeln!(out, "\nA token for the user {subject}, good for a day:\n\n  export TOKEN={token}")?;
        }
        if self.can_sign {
            let role = self.roles().first().map(|role| format!(" --role {role}")).unwrap_or_default();
            let subject = self.subject.unwrap_or("<id of the user>");
            writeln!(out, "\nOther tokens:\n\n  {} token --subject {subject}{role}", self.program)?;
        }
        Ok(())
    }

    fn write_requests(&self, out: &mut String, base: &str) -> std::fmt::Result {
        let mut first = true;
        let mut request = |out: &mut String, what: String, line: String| {
            if std::mem::take(&mut first) {
                writeln!(out, "\nTo begin with:")?;
            }
            writeln!(out, "\n  # {what}\n  {line}")
        };
        let register = self.mounts.iter().find(|mount| self.creates(mount) && mount.resource.create.opens());
        if let Some(mount) = register {
            request(out, self.summary(mount, Operation::Create), self.post(base, mount, false))?;
        }
        let caller = Caller::new(self.subject.unwrap_or_default());
        let allowed = |mount: &&Mount, action| decide(mount.resource, action, &caller).is_ok();
        let create = self
            .mounts
            .iter()
            .find(|mount| self.creates(mount) && !mount.resource.create.opens() && allowed(mount, Action::Create));
        if self.token.is_none() {
            return Ok(());
        }
        if let Some(mount) = create {
            request(out, self.summary(mount, Operation::Create), self.post(base, mount, true))?;
        }
        let lists = |mount: &&Mount| mount.resource.has(Operation::List) && allowed(mount, Action::Read);
        if let Some(mount) = create.filter(lists).or_else(|| self.mounts.iter().find(lists)) {
            let line = format!("curl -H \"Authorization: Bearer $TOKEN\" {base}{}", mount.path);
            request(out, self.summary(mount, Operation::List), line)?;
        }
        Ok(())
    }

    fn creates(&self, mount: &Mount) -> bool {
        mount.resource.has(Operation::Create)
    }

    fn post(&self, base: &str, mount: &Mount, with_token: bool) -> String {
        let token = if with_token { " -H \"Authorization: Bearer $TOKEN\"" } else { "" };
        let body = quoted(&self.example(mount).to_string());
        format!("curl -X POST{token} -H 'Content-Type: application/json' -d {body} {base}{}", mount.path)
    }

    /// What the document says that an operation does.
    fn summary(&self, mount: &Mount, operation: Operation) -> String {
        let (method, path) = endpoint(mount, operation);
        let summary = self.document["paths"][&path][method.to_lowercase()]["summary"].as_str();
        summary.map_or_else(|| format!("{method} {path}"), str::to_owned)
    }

    /// The example that the document has for the body.
    fn example(&self, mount: &Mount) -> Json {
        let (_, path) = endpoint(mount, Operation::Create);
        let media = &self.document["paths"][path]["post"]["requestBody"]["content"]["application/json"];
        let schema = match media["schema"]["$ref"].as_str().and_then(|at| self.document.pointer(at.strip_prefix('#')?)) {
            Some(schema) => schema,
            None => &media["schema"],
        };
        let named = media["examples"].as_object().and_then(|examples| examples.values().next()).map(|example| &example["value"]);
        let candidates = [Some(&media["example"]), named, Some(&schema["example"]), schema["examples"].get(0)];
        candidates
            .into_iter()
            .flatten()
            .find(|example| example.is_object())
            .cloned()
            .unwrap_or_else(|| Json::Object(Default::default()))
    }

    /// The roles that policies name, in order.
    fn roles(&self) -> Vec<&'static str> {
        let mut roles = Vec::new();
        for mount in &self.mounts {
            for action in [Action::Read, Action::Create, Action::Update, Action::Delete] {
                collect_roles(mount.resource.policy(action), &mut roles);
            }
        }
        roles
    }
}

fn collect_roles(policy: &Policy, roles: &mut Vec<&'static str>) {
    match policy {
        Policy::Role(role) if !roles.contains(&role.role_name()) => roles.push(role.role_name()),
        Policy::Any(parts) | Policy::All(parts) => parts.iter().for_each(|part| collect_roles(part, roles)),
        // Who must not have a role is not helped by a token with it.
        _ => {}
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
#[path = "guide_tests.rs"]
mod tests;
