//! Tells cargo that the program depends on what the frontend was built into: files that come and go there are no
//! source files, so it would not look by itself.

fn main() {
    println!("cargo::rerun-if-changed=../frontend/dist");
}
