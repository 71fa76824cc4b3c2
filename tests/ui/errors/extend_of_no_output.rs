use restkit::prelude::*;

#[derive(Debug)]
struct Stock;

#[derive(Debug, ApiError)]
enum OrderError {
    #[problem(status = 409)]
    OutOfStock {
        #[problem(extend)]
        stock: Stock,
    },
}

fn main() {
    let _ = <OrderError as ApiError>::PROBLEMS;
}
