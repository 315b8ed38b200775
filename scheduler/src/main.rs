//! `penden-scheduler`: one replica of the scheduler.

fn main() -> anyhow::Result<()> {
    platform::process::run("scheduler", async |services, shutdown| {
        scheduler::schedule(services, shutdown).await;
        Ok(())
    })
}
