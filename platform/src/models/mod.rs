//! Providers of language models and embeddings: by their documented HTTP APIs, and on this machine.
//!
//! One client for all that are spoken to by HTTP: what differs is how a request is written and an answer is read (`wire`).
//! What they answer is never logged, nor is what they were asked.

mod events;
mod local;
mod provider;
#[cfg(test)]
mod tests;
mod wire;

pub use local::{LOCAL, LocalModels};
pub use provider::{HttpModel, ProviderSettings};
pub use wire::{ANTHROPIC, GEMINI, OLLAMA, OPENAI, Wire};
