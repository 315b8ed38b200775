//! Payment providers: where money is taken and given back.

mod sandbox;
mod webhook;
mod wire;

pub use sandbox::{SandboxProvider, SandboxSettings};

#[cfg(test)]
mod tests;
