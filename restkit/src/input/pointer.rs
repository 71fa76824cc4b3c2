//! JSON pointers (RFC 6901).

use std::fmt::Write as _;

/// A JSON pointer that grows and shrinks on the way through a document.
#[derive(Debug, Default)]
pub(crate) struct Pointer {
    text: String,
}

impl Pointer {
    /// The pointer to a member of the body.
    pub(crate) fn to(member: &str) -> Self {
        let mut this = Self::default();
        this.push(member);
        this
    }

    /// A pointer that goes on from one in text form.
    pub(crate) fn from_text(text: &str) -> Self {
        Self { text: text.to_owned() }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Runs `work` one member further down.
    pub(crate) fn member<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.text.len();
        self.push(name);
        let done = work(self);
        self.text.truncate(length);
        done
    }

    /// Runs `work` one item further down.
    pub(crate) fn item<T>(&mut self, index: usize, work: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.text.len();
        // Writing to a String does not fail.
        let _ = write!(self.text, "/{index}");
        let done = work(self);
        self.text.truncate(length);
        done
    }

    /// Goes one member further down; answers what [`Pointer::leave`] needs to come back.
    pub(crate) fn enter(&mut self, name: &str) -> usize {
        let length = self.text.len();
        self.push(name);
        length
    }

    /// Goes back to where [`Pointer::enter`] was called.
    pub(crate) fn leave(&mut self, before: usize) {
        self.text.truncate(before);
    }

    fn push(&mut self, name: &str) {
        self.text.push('/');
        for c in name.chars() {
            match c {
                '~' => self.text.push_str("~0"),
                '/' => self.text.push_str("~1"),
                c => self.text.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn names_are_escaped_and_places_restored() {
        let mut pointer = Pointer::to("a/b~c");
        pointer.item(3, |p| p.member("", |p| assert_eq!(p.as_str(), "/a~1b~0c/3/")));
        assert_eq!(pointer.as_str(), "/a~1b~0c");
    }
}
