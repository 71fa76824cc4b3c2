//! All pages of a list in some order, forwards and back: no row is lost, none comes twice.

#![no_main]

use libfuzzer_sys::fuzz_target;
use restkit_fuzz::Lists;

fuzz_target!(|query: &str| {
    let lists = Lists::get();
    if let Some(parameters) = lists.read(query) {
        lists.walk(parameters);
    }
});
