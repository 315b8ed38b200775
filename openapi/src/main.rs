//! Prints the OpenAPI document. `openapi/openapi.json` is its output, and the clients are made from that file.

use std::process::ExitCode;

fn main() -> ExitCode {
    let wrong = api::openapi::lint::lint(&api::openapi::value());
    for sentence in &wrong {
        eprintln!("openapi: {sentence}");
    }
    print!("{}", api::openapi::document());
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
