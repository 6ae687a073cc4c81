//! The house policy.

#[test]
fn it_compiles() {
    tactful::Engine::house().map_err(|e| e.to_string()).unwrap();
}
