//! `penden-worker`: one replica of the worker fleet.

use clap::Parser;

/// Takes jobs of the shop and runs them. Settings come from the environment.
#[derive(Parser)]
#[command(name = "penden-worker", version, about)]
struct Command {
    #[command(flatten)]
    worker: worker::Arguments,
}

fn main() -> anyhow::Result<()> {
    let settings = Command::parse().worker.settings();
    platform::process::run_with(
        "worker",
        settings,
        |config| config.worker.listen,
        async |services, shutdown| worker::work(services, shutdown).await,
    )
}
