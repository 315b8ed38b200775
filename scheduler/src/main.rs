//! `penden-scheduler`: one replica of the scheduler.

fn main() -> anyhow::Result<()> {
    platform::process::run(
        "scheduler",
        |config| config.scheduler.listen,
        async |services, shutdown| {
            scheduler::schedule(services, shutdown).await;
            Ok(())
        },
    )
}
