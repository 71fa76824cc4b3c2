//! The resources of the apps: what both sides are written from.

/// The type of a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text of so many characters.
    Text(u32, u32),
    /// Text of at most so many characters, or nothing.
    OptionalText(u32),
    /// An email address.
    Email,
    /// A small number in a range, with a default.
    Small(i16, i16, i16),
    /// A number in a range.
    Number(i32, i32),
    /// A number in a range, or nothing.
    OptionalNumber(i32, i32),
    /// A floating-point number in a range.
    Float(u32, u32),
    /// A truth value, false by default.
    Flag,
    /// A date.
    Date,
    /// A date, or nothing.
    OptionalDate,
    /// A moment.
    Moment,
    /// A UUID.
    Uuid,
}

/// A column that differs from resource to resource.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its documentation.
    pub docs: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether lists can be filtered by it.
    pub filter: bool,
    /// Whether lists can be sorted by it.
    pub sort: bool,
}

/// A resource: besides these columns it has `id`, `status` (an enum of its own), `owner_id`, `created_at` and `updated_at`.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The name of the struct.
    pub name: String,
    /// The name of the module.
    pub module: String,
    /// The name of the table and the last part of the path.
    pub table: String,
    /// Its documentation.
    pub docs: &'static str,
    /// The words of its status.
    pub words: [&'static str; 3],
    /// Its own columns.
    pub columns: &'static [Column; 5],
}

const fn column(name: &'static str, docs: &'static str, kind: Kind) -> Column {
    Column { name, docs, kind, filter: false, sort: false }
}

impl Column {
    const fn filter(self) -> Self {
        Self { filter: true, ..self }
    }

    const fn sort(self) -> Self {
        Self { sort: true, ..self }
    }
}

type Family = (&'static str, &'static str, [&'static str; 3], [Column; 5]);

const FAMILIES: [Family; 5] = [
    (
        "Task",
        "Something to do.",
        ["Todo", "Doing", "Done"],
        [
            column("title", "What is to be done.", Kind::Text(1, 200)).filter().sort(),
            column("description", "More about it.", Kind::OptionalText(10_000)),
            column("priority", "How urgent it is.", Kind::Small(1, 5, 3)).filter().sort(),
            column("due", "When it should be done.", Kind::OptionalDate),
            column("starred", "Whether it stands on top.", Kind::Flag).filter(),
        ],
    ),
    (
        "Invoice",
        "A bill to a customer.",
        ["Draft", "Sent", "Paid"],
        [
            column("number", "Its number.", Kind::Text(1, 40)).filter().sort(),
            column("note", "A note to the customer.", Kind::OptionalText(2_000)),
            column("amount", "What is to be paid.", Kind::Float(0, 1_000_000)).sort(),
            column("issued", "The day it was made.", Kind::Date).filter().sort(),
            column("reminded", "Whether a reminder was sent.", Kind::Flag),
        ],
    ),
    (
        "Contact",
        "Somebody we know.",
        ["Lead", "Customer", "Former"],
        [
            column("name", "How they are called.", Kind::Text(1, 100)).filter().sort(),
            column("email", "Where to reach them.", Kind::Email).filter(),
            column("phone", "Their phone.", Kind::OptionalText(40)),
            column("score", "How likely they buy.", Kind::OptionalNumber(0, 1_000)),
            column("vip", "Whether they are served first.", Kind::Flag).filter(),
        ],
    ),
    (
        "Event",
        "Something that takes place.",
        ["Planned", "Open", "Over"],
        [
            column("title", "How it is announced.", Kind::Text(3, 150)).filter().sort(),
            column("place", "Where it takes place.", Kind::OptionalText(300)),
            column("starts", "When it starts.", Kind::Moment).filter().sort(),
            column("capacity", "How many may come.", Kind::Number(1, 100_000)).filter(),
            column("free", "Whether nobody pays.", Kind::Flag),
        ],
    ),
    (
        "Asset",
        "A thing we own.",
        ["New", "Used", "Retired"],
        [
            column("label", "What stands on it.", Kind::Text(1, 80)).filter().sort(),
            column("serial", "Its serial number.", Kind::Uuid).filter(),
            column("value", "What it is worth.", Kind::Float(0, 500_000)).sort(),
            column("room", "Where it stands.", Kind::OptionalText(60)),
            column("checked", "When it was last checked.", Kind::OptionalDate),
        ],
    ),
];

/// The first `count` resources.
pub fn resources(count: usize) -> Vec<Resource> {
    let resource = |index: usize| {
        let (name, docs, words, columns) = &FAMILIES[index % FAMILIES.len()];
        let (name, lower) = (format!("{name}{index:02}"), name.to_lowercase());
        let module = format!("{lower}{index:02}");
        Resource { name, table: format!("{module}s"), module, docs, words: *words, columns }
    };
    (0..count).map(resource).collect()
}

impl Kind {
    /// The Rust type of the field.
    pub const fn rust(self) -> &'static str {
        match self {
            Self::Text(..) | Self::Email => "String",
            Self::OptionalText(_) => "Option<String>",
            Self::Small(..) => "i16",
            Self::Number(..) => "i32",
            Self::OptionalNumber(..) => "Option<i32>",
            Self::Float(..) => "f64",
            Self::Flag => "bool",
            Self::Date => "NaiveDate",
            Self::OptionalDate => "Option<NaiveDate>",
            Self::Moment => "DateTime<Utc>",
            Self::Uuid => "Uuid",
        }
    }

    /// Whether it can be null.
    pub const fn optional(self) -> bool {
        matches!(self, Self::OptionalText(_) | Self::OptionalNumber(..) | Self::OptionalDate)
    }
}
