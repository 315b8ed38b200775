//! Providers of language models and embeddings, by their documented HTTP APIs.
//!
//! One client for all: what differs is how a request is written and an answer is read (`wire`). What they answer is never
//! logged, nor is what they were asked.

mod events;
mod provider;
#[cfg(test)]
mod tests;
mod wire;

pub use provider::{HttpModel, ProviderSettings};
pub use wire::{ANTHROPIC, GEMINI, OLLAMA, OPENAI, Wire};
