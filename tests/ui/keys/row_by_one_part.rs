use restkit::prelude::*;

#[resource(path = "/memberships")]
#[authorize(read = authenticated, create = authenticated, update = authenticated, delete = authenticated)]
struct Membership {
    #[resource(id, natural)]
    team_id: i64,
    #[resource(id, natural)]
    user_id: i64,
}

#[resource]
impl Membership {
    #[post("/{id}/promote")]
    #[authorize(authenticated)]
    async fn promote(membership: Found<Self>) {
        let _ = membership;
    }
}

fn main() {
    let _ = Membership::routes();
}
