//! `penden-worker`: one replica of the worker fleet.

fn main() -> anyhow::Result<()> {
    platform::process::run(
        "worker",
        |config| config.worker.listen,
        async |services, shutdown| worker::work(services, shutdown).await,
    )
}
