//! Replaying parts of the event log, and archiving old ones.

use domain::clock::Timestamp;
use domain::events::archive;
use domain::read_models::{self, NewReplay};
use platform::Services;

/// Hands the replay to the workers.
pub async fn replay(services: &Services, new: NewReplay) -> anyhow::Result<()> {
    let (replay, tickets) = read_models::replay(&services.store, new).await?;
    services.push(&tickets).await;
    println!("replay {} of {} is under way: the workers do it", replay.id, replay.consumer);
    println!("GET /api/v1/operations/replays/{} says how far it is", replay.id);
    Ok(())
}

/// Archives what ended by `before`, to the end.
pub async fn archive(services: &Services, before: Timestamp) -> anyhow::Result<()> {
    let archived = archive::archive(services.event_log(), before, archive::FILE_EVENTS, None).await?;
    println!("{} events are in {} new files", archived.events, archived.files);
    for month in &archived.months {
        println!("{month} has left the database");
    }
    for (month, reason) in &archived.held_back {
        println!("{month} stays: {reason}");
    }
    Ok(())
}
