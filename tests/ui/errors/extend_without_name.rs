use restkit::prelude::*;

#[derive(Debug, ApiError)]
enum OrderError {
    #[problem(status = 409)]
    OutOfStock(#[problem(extend)] u32),
    #[problem(internal)]
    Broken {
        #[problem(extend)]
        cause: std::io::Error,
    },
    #[problem(status = 502, source)]
    Away(#[problem(extend = "cause")] std::io::Error),
    #[problem(status = 410)]
    Gone {
        #[problem(extends)]
        since: u32,
    },
}

fn main() {
    let _ = <OrderError as ApiError>::PROBLEMS;
}
