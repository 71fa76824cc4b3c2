//! The order in which tables are created.

use crate::spec::ResourceSpec;

/// Tables before those that refer to them, otherwise in the order given. A circle is cut where it was entered. Each table comes once.
pub(super) fn by_reference(resources: &[&'static ResourceSpec]) -> Vec<&'static ResourceSpec> {
    let mut sorted = Vec::new();
    let mut entered = Vec::new();
    for spec in resources {
        visit(spec, resources, &mut entered, &mut sorted);
    }
    sorted
}

fn visit(
    spec: &'static ResourceSpec,
    resources: &[&'static ResourceSpec],
    entered: &mut Vec<&'static str>,
    sorted: &mut Vec<&'static ResourceSpec>,
) {
    if entered.contains(&spec.table) {
        return;
    }
    entered.push(spec.table);
    for column in spec.columns {
        let Some(referenced) = column.data_type.references else { continue };
        // A table that is not among those asked for is somebody else's business.
        if let Some(other) = resources.iter().find(|other| other.table == referenced().table) {
            visit(other, resources, entered, sorted);
        }
    }
    sorted.push(spec);
}
