use restkit::prelude::*;

#[derive(Clone)]
struct Customer;

#[dependency]
fn customer() -> Customer {
    Customer
}

#[dependency(name = Customer)]
fn other() -> Result<Customer, Problem> {
    Ok(Customer)
}

fn main() {}
