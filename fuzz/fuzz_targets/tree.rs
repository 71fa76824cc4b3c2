//! The body of a query: trees of filters.

#![no_main]

use libfuzzer_sys::fuzz_target;
use restkit_fuzz::Lists;

fuzz_target!(|body: &[u8]| {
    let lists = Lists::get();
    if let Some(parameters) = lists.read_body(body) {
        lists.check(parameters);
    }
});
