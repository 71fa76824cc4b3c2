//! The commands that only look: `openapi` and `routes`.

use std::fmt::Write;

use super::output;
use crate::{
    app::{App, StartError, check::RESERVED},
    spec::{EndpointMount, Mount, Operation},
};

/// Prints the document.
pub(super) fn openapi(app: &App) -> Result<(), StartError> {
    let mut text = app
        .document()
        .to_pretty_json()
        .map_err(|error| StartError::App(vec![format!("the document cannot be written: {error}")]))?;
    text.push('\n');
    output::print(&text)
}

/// Prints the endpoints.
pub(super) fn routes(app: &App) -> Result<(), StartError> {
    output::print(&table(&rows(app.mounts(), &app.endpoints(), &json(app))))
}

/// The document as JSON; null when it cannot be written, which the command `openapi` tells.
pub(super) fn json(app: &App) -> serde_json::Value {
    serde_json::to_value(app.document()).unwrap_or_default()
}

/// Method, path, name and policy.
type Row = [String; 4];

fn rows(mounts: &[Mount], endpoints: &[EndpointMount], document: &serde_json::Value) -> Vec<Row> {
    let mut rows = vec![["METHOD", "PATH", "OPERATION", "POLICY"].map(str::to_owned)];
    for mount in mounts {
        let operations = Operation::ALL.into_iter().filter(|operation| mount.generates(*operation, endpoints));
        let queries = mount.generates_queries(endpoints).then(|| (Operation::List, ("POST", mount.query_path())));
        let all = operations.map(|operation| (operation, endpoint(mount, operation))).chain(queries);
        for (operation, (method, path)) in all {
            let name = document["paths"][&path][method.to_lowercase()]["operationId"].as_str().unwrap_or("-").to_owned();
            rows.push([method.to_owned(), path, name, mount.resource.policy(operation.action()).to_string()]);
        }
    }
    for nested in mounts.iter().flat_map(|mount| mount.nested(mounts)) {
        for operation in Operation::ALL.into_iter().filter(|operation| nested.generates(*operation, endpoints)) {
            let method = operation.method();
            let name =
                document["paths"][&nested.path][method.as_str().to_lowercase()]["operationId"].as_str().unwrap_or("-").to_owned();
            let policy = nested.target.resource.policy(operation.action()).to_string();
            rows.push([method.as_str().to_owned(), nested.path.clone(), name, policy]);
        }
    }
    for mount in endpoints {
        let endpoint = mount.endpoint;
        let method = endpoint.method.as_str();
        // The document may call the parameters of a path otherwise.
        let items = document["paths"].as_object().into_iter().flatten();
        let item = items.filter(|(path, _)| mount.has_shape_of(path)).map(|(_, item)| item).next();
        let name = item.and_then(|item| item[method.to_lowercase()]["operationId"].as_str()).unwrap_or("-");
        rows.push([method.to_owned(), mount.path.clone(), name.to_owned(), endpoint.policy.to_string()]);
    }
    let pages = RESERVED.iter().filter(|path| cfg!(feature = "swagger-ui") || **path != "/docs");
    rows.extend(pages.map(|path| ["GET", path, "-", "public"].map(str::to_owned)));
    rows
}

/// The method of an operation, and its path as the document has it.
pub(super) fn endpoint(mount: &Mount, operation: Operation) -> (&'static str, String) {
    let method = match operation {
        Operation::List | Operation::Get => "GET",
        Operation::Create => "POST",
        Operation::Update => "PATCH",
        Operation::Delete => "DELETE",
    };
    (method, if operation.on_row() { mount.row_path() } else { mount.path.clone() })
}

fn table(rows: &[Row]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (method, path, name) = (width(0), width(1), width(2));
    let mut text = String::new();
    for row in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:method$}  {:path$}  {:name$}  {}", row[0], row[1], row[2], row[3]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let row = |method: &str, path: &str, name: &str, policy: &str| [method, path, name, policy].map(str::to_owned);
        let rows = [row("METHOD", "PATH", "OPERATION", "POLICY"), row("GET", "/tasks/{id}", "getTask", "owner || role(admin)")];
        let expected = "METHOD  PATH         OPERATION  POLICY\nGET     /tasks/{id}  getTask    owner || role(admin)\n";
        assert_eq!(table(&rows), expected);
    }
}
