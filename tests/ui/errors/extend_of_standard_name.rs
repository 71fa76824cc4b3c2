use restkit::prelude::*;

#[derive(Debug, ApiError)]
enum OrderError {
    #[problem(status = 409)]
    OutOfStock {
        #[problem(extend)]
        detail: String,
        #[problem(extend = "trace_id")]
        order: u32,
        #[problem(extend = "left over")]
        left: u32,
        #[problem(extend)]
        _most: u32,
        #[problem(extend = 7)]
        least: u32,
    },
    #[problem(status = 410)]
    Gone {
        #[problem(extend)]
        since: u32,
        #[problem(extend = "since")]
        year: u32,
    },
}

fn main() {
    let _ = <OrderError as ApiError>::PROBLEMS;
}
