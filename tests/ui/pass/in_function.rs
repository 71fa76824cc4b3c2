//! A resource and its types inside a function.

use web::ResourceSpec;

/// The facts of a resource that nobody else can name.
pub fn hidden() -> &'static ResourceSpec {
    use web::prelude::*;

    #[derive(ColumnEnum)]
    enum State {
        On,
        Off,
    }

    #[derive(Column)]
    struct Name(String);

    #[resource(path = "/hidden")]
    #[authorize(read = role(State::On), create = policy(all), update = authenticated, delete = authenticated)]
    #[validate(custom(check))]
    struct Hidden {
        #[resource(id)]
        id: i64,
        #[resource(default = State::Off)]
        state: State,
        name: Name,
    }

    fn all(_: &Caller) -> Condition<Hidden> {
        Condition::all()
    }

    fn check(hidden: &HiddenCreate) -> Result<(), Invalid> {
        if hidden.name.0.is_empty() { Err(Invalid::new("empty", "must have a name")) } else { Ok(()) }
    }

    #[derive(Input, Output)]
    #[serde(tag = "type")]
    enum Question {
        Name { name: Name },
        Others(Others),
    }

    #[derive(Input, Output)]
    #[input(partial = "OthersPatch")]
    struct Others {
        #[serde(default)]
        others: Vec<Question>,
    }

    fn change(others: &mut Others, patch: OthersPatch) {
        patch.apply(others);
    }

    let _ = (change, Question::read, Question::write);

    Hidden::spec()
}
