//! Who may do what.

use proc_macro2::Span;

use super::{
    build,
    key::{self, Setter},
};
use crate::{
    errors::Errors,
    model::Operation,
    syntax::{
        resource::{Decision, ResourceSyntax},
        types,
    },
};

/// An action, its decision, and whether an endpoint needs one.
struct Action<'a> {
    name: &'static str,
    decision: Option<&'a Decision>,
    needed: bool,
    /// Which endpoints would need one.
    operations: &'static str,
}

fn actions(syntax: &ResourceSyntax) -> [Action<'_>; 4] {
    let operations = build::operations(syntax);
    let any = |wanted: &[Operation]| wanted.iter().any(|operation| operations.contains(operation));
    let authorize = &syntax.authorize;
    [
        Action {
            name: "read",
            decision: authorize.read.as_ref(),
            // A row that cannot be seen can be neither changed nor removed.
            needed: any(&[Operation::List, Operation::Get, Operation::Update, Operation::Delete]),
            operations: "`list`, `get`, `update` or `delete`",
        },
        Action { name: "create", decision: authorize.create.as_ref(), needed: any(&[Operation::Create]), operations: "`create`" },
        Action { name: "update", decision: authorize.update.as_ref(), needed: any(&[Operation::Update]), operations: "`update`" },
        Action { name: "delete", decision: authorize.delete.as_ref(), needed: any(&[Operation::Delete]), operations: "`delete`" },
    ]
}

/// `operations()` names at least one.
pub(super) fn there_is_an_endpoint(syntax: &ResourceSyntax, errors: &mut Errors) {
    if let Some((span, _)) = &syntax.operations
        && !syntax.lost.perhaps("operations")
        && build::operations(syntax).is_empty()
    {
        errors.at_span(*span, "a resource has at least one endpoint: write `operations(list, get, create, update, delete)`");
    }
}

/// Nothing is open or closed by silence.
pub(super) fn every_action_is_decided(syntax: &ResourceSyntax, errors: &mut Errors) {
    if syntax.lost.perhaps("operations") {
        return;
    }
    let missing: Vec<&str> = actions(syntax)
        .iter()
        .filter(|action| action.needed && action.decision.is_none() && !syntax.authorize.lost.perhaps(action.name))
        .map(|action| action.name)
        .collect();
    match (syntax.authorize.span, missing.as_slice()) {
        (_, []) => {}
        (None, all) => {
            let words: Vec<String> = all.iter().map(|name| format!("{name} = authenticated")).collect();
            errors.at(
                &syntax.item.ident,
                format_args!("nobody has decided who may use this resource: write `#[authorize({})]`", words.join(", ")),
            );
        }
        (Some(span), missing) => {
            for name in missing {
                errors.at_span(
                    span,
                    format_args!(
                        "`{name}` has no access decision: write `{name} = authenticated`, `{name} = owner`, `{name} = role(…)`, or \
                         `{name} = public` if everybody may"
                    ),
                );
            }
        }
    }
}

/// A decision that nothing asks for is a misunderstanding.
pub(super) fn no_decision_is_idle(syntax: &ResourceSyntax, errors: &mut Errors) {
    for action in actions(syntax) {
        if let Some(decision) = action.decision
            && !action.needed
            && !syntax.lost.perhaps("operations")
        {
            errors.at(
                &decision.expr,
                format_args!(
                    "nothing asks for this decision: remove `{} = …`, or add {} to `operations(…)`",
                    action.name, action.operations
                ),
            );
        }
    }
}

fn owners(decision: Option<&Decision>) -> Vec<Span> {
    decision.and_then(|decision| decision.policy.as_ref()).map(|policy| policy.owners()).unwrap_or_default()
}

/// `owner` compares a column with the caller.
pub(super) fn owner_has_a_column(syntax: &ResourceSyntax, errors: &mut Errors) {
    if syntax.fields_perhaps("owner") || syntax.fields.iter().any(|field| field.words.owner.is_present()) {
        return;
    }
    for action in actions(syntax) {
        for span in owners(action.decision) {
            errors.at_span(span, "no field names the owner: write `#[resource(owner)]` above the one that does");
        }
    }
}

/// A key that is still to be made cannot be compared with the caller.
pub(super) fn owner_is_known_on_create(syntax: &ResourceSyntax, errors: &mut Errors) {
    let key_owns =
        syntax.fields.iter().any(|field| field.words.owner.is_present() && key::setter(syntax, field) == Some(Setter::Server));
    if key_owns {
        for span in owners(syntax.authorize.create.as_ref()) {
            errors.at_span(
                span,
                "the owner is the key, which a new row does not have yet, so this would admit nobody: write `create = public`, \
                 `create = authenticated` or `create = role(…)`",
            );
        }
    }
}

/// A row that anybody may make has perhaps no owner.
pub(super) fn public_rows_need_no_owner(syntax: &ResourceSyntax, errors: &mut Errors) {
    let decision = syntax.authorize.create.as_ref().and_then(|decision| decision.policy.as_ref());
    let Some(span) = decision.and_then(|policy| policy.public()) else { return };
    let owner =
        syntax.fields.iter().find(|field| field.words.owner.is_present() && key::setter(syntax, field) != Some(Setter::Server));
    if let Some(owner) = owner
        && types::inside_option(&owner.field.ty).is_none()
    {
        let (ident, ty) = (&owner.ident, types::written(&owner.field.ty));
        if owner.words.id.is_present() {
            return errors.at_span(span, "a caller without credentials cannot own a row: write `create = authenticated`");
        }
        errors.at_span(
            span,
            format_args!(
                "a caller without credentials cannot own a row: write `create = authenticated`, or let it have no owner with \
                 `{ident}: Option<{ty}>`"
            ),
        );
    }
}
