//! The query of a list: names, operators, values, order, page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use restkit_fuzz::Lists;

fuzz_target!(|query: &str| {
    let lists = Lists::get();
    if let Some(parameters) = lists.read(query) {
        lists.check(parameters);
    }
});
