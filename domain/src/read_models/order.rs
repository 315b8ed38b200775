//! Having a job build a read model anew, so that an operator need not sit at a machine of the fleet.

use entity::job;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::ReadModel;
use super::progress::running_of;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Txn;

/// What shoppers search, which each api process keeps for itself.
pub const SEARCH: &str = "search";

/// Has a job build the read model of that name anew, beside the one in use. How far it is stands among the
/// [rebuilds](super::rebuilds). Returns the job and the tickets to push.
///
/// # Errors
/// `Invalid` (`model`) for one that nobody knows; Conflict `already_rebuilding` while that is under way.
pub async fn order_rebuild(txn: &Txn, name: &str) -> Result<(Uuid, Vec<Ticket>)> {
    let name = match (name, ReadModel::of_consumer(name)) {
        (SEARCH, _) => SEARCH,
        (_, Some(model)) => model.name(),
        (_, None) => {
            let known: Vec<_> = ReadModel::ALL.iter().map(|model| model.name()).collect();
            let message = format!("is no read model; there are {} and {SEARCH}", known.join(", "));
            return Err(Error::invalid("model", message));
        }
    };
    if let Some(model) = ReadModel::named(name)
        && let Some(running) = running_of(txn, model).await?
        && running.beat_at > now() - super::SILENCE
    {
        return Err(under_way(name));
    }
    let rebuild = NewJob::new(Job::RebuildReadModel { model: name.to_owned() });
    let rebuild = rebuild.unique(format!("read_models.rebuild {name}"));
    let id = rebuild.id;
    let tickets = jobs::enqueue_all(txn, vec![rebuild]).await?;
    // Where another one waits or runs, this one was left out.
    if job::Entity::find_by_id(id).one(txn).await?.is_none() {
        return Err(under_way(name));
    }
    audit::did(txn, Action::ReadModelRebuild, name, None, Some(json!({ "job_id": id }))).await?;
    Ok((id, tickets))
}

fn under_way(name: &str) -> Error {
    Error::conflict("already_rebuilding", format!("{name} is being rebuilt, or about to be; wait for it"))
}
