use restkit::prelude::*;

#[derive(Input)]
#[input(partial = "UserPatch")]
struct User {
    #[validate(lenght(max = 3))]
    name: String,
}

fn change(user: &mut User, patch: UserPatch) {
    patch.apply(user);
}

fn main() {}
