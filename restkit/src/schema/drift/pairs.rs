//! Which of two lists of named things belong together.

/// One thing of either list, or two that belong together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pair<'a, T> {
    /// Only expected.
    Missing(&'a T),
    /// Only there.
    Extra(&'a T),
    /// Of one name, but not alike.
    Changed(&'a T, &'a T),
    /// Alike, but of different names.
    Renamed(&'a T, &'a T),
}

/// Pairs what is expected with what is there; what is alike and has one name is left out.
pub(super) fn pairs<'a, T>(
    expected: &'a [T],
    actual: &'a [T],
    name: impl Fn(&T) -> &str,
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<Pair<'a, T>> {
    let mut left: Vec<&T> = actual.iter().collect();
    let mut take = |is: &dyn Fn(&T) -> bool| left.iter().position(|other| is(other)).map(|at| left.remove(at));
    let rest: Vec<&T> =
        expected.iter().filter(|one| take(&|other| name(one) == name(other) && alike(one, other)).is_none()).collect();
    // Two things that are alike belong together rather than two of one name.
    let mut found = Vec::new();
    let mut unlike = Vec::new();
    for one in rest {
        match take(&|other| alike(one, other)) {
            Some(other) => found.push(Pair::Renamed(one, other)),
            None => unlike.push(one),
        }
    }
    for one in unlike {
        match take(&|other| name(one) == name(other)) {
            Some(other) => found.push(Pair::Changed(one, other)),
            None => found.push(Pair::Missing(one)),
        }
    }
    found.extend(left.into_iter().map(Pair::Extra));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together() {
        let expected = [("a", 1), ("b", 2), ("c", 3), ("d", 4)];
        let actual = [("x", 2), ("a", 1), ("c", 9), ("y", 8)];
        let found = pairs(&expected, &actual, |one| one.0, |one, other| one.1 == other.1);
        assert_eq!(
            found,
            [
                Pair::Renamed(&("b", 2), &("x", 2)),
                Pair::Changed(&("c", 3), &("c", 9)),
                Pair::Missing(&("d", 4)),
                Pair::Extra(&("y", 8))
            ]
        );
    }
}
