#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| relief::fuzzing::policy(text));
