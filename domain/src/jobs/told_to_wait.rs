//! Jobs that somebody outside wants to wait: those who would help them along have to wait as well.

use entity::job;
use entity::states::JobState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Job;
use super::finish::TOLD_TO_WAIT;
use crate::clock::Timestamp;
use crate::error::Result;

/// The jobs of these kinds that wait because the other side asked for it (`Retry-After`) or may not be called yet. Those
/// that wait for their next attempt of their own accord are none of them, nor are kinds that cannot be read.
pub async fn told_to_wait(
    db: &impl ConnectionTrait,
    kinds: &'static [&'static str],
    now: Timestamp,
) -> Result<Vec<Job>> {
    let rows = job::Entity::find()
        .filter(job::Column::State.eq(JobState::Pending))
        .filter(job::Column::RunAt.gt(now))
        .filter(job::Column::Kind.is_in(kinds.iter().copied()))
        .all(db)
        .await?;
    let told = rows.into_iter().filter(|row| was_asked(row, now) || was_put_off(row));
    Ok(told.filter_map(|row| Job::from_stored(&row.kind, &row.payload).ok()).collect())
}

fn last_note<'a>(row: &'a job::Model, what: &str) -> Option<&'a str> {
    row.errors.as_array()?.last()?.get(what)?.as_str()
}

fn was_asked(row: &job::Model, now: Timestamp) -> bool {
    last_note(row, TOLD_TO_WAIT)
        .and_then(|text| text.parse::<Timestamp>().ok())
        .is_some_and(|until| until > now)
}

/// Its last run left no error: it was handed back for want of a slot.
fn was_put_off(row: &job::Model) -> bool {
    let Some(started) = row.started_at else { return false };
    let failed = last_note(row, "at").and_then(|text| text.parse::<Timestamp>().ok());
    failed.is_none_or(|failed| failed < started)
}
