//! `penden`: the whole shop in one process, and the operator's command line.

mod command;
mod demo;
mod doctor;
mod events;
mod health;
mod import;
mod keys;
mod migrate;
mod operate;
mod ping;
mod prompts;
mod read_models;
mod sandbox_service;
mod serve;
mod users;

fn main() -> anyhow::Result<()> {
    command::run()
}
