//! Writing the timetable down, when a scheduler starts: for people to see, and so that nothing of the past is fired.

use entity::timetable_entry as row;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Entry, Timetable};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::{Store, Txn};

/// Notes all entries. What is new, was disabled, or says something else than before, begins `at`: no slot before it is
/// fired. What is known goes on where it was. Entries that the timetable no longer has are marked as retired.
pub async fn register(store: &Store, timetable: &Timetable, at: Timestamp) -> Result<()> {
    store
        .write(async |txn| {
            for entry in &timetable.entries {
                note(txn, entry, at).await?;
            }
            row::Entity::update_many()
                .set(row::ActiveModel { retired_at: Set(Some(at)), ..Default::default() })
                .filter(row::Column::Name.is_not_in(timetable.entries.iter().map(|entry| entry.name.clone())))
                .filter(row::Column::RetiredAt.is_null())
                .exec(txn)
                .await?;
            Ok(())
        })
        .await
}

/// Notes one entry under its row's lock, and returns the row.
pub(super) async fn note(txn: &Txn, entry: &Entry, at: Timestamp) -> Result<row::Model> {
    let settings = &entry.settings;
    let fresh = row::Model {
        name: entry.name.clone(),
        kind: entry.job.kind().to_owned(),
        expression: settings.when.clone(),
        zone: settings.zone.clone(),
        missed: settings.missed.as_str().to_owned(),
        enabled: settings.enabled,
        fired_until: at,
        next_at: entry.when.next_after(at).filter(|_| settings.enabled),
        last_slot: None,
        last_fired_at: None,
        last_fired_by: None,
        last_job_id: None,
        retired_at: None,
        updated_at: at,
    };
    let inserted = row::Entity::insert(row::ActiveModel::from(fresh.clone()))
        .on_conflict(OnConflict::column(row::Column::Name).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if inserted > 0 {
        return Ok(fresh);
    }
    let known = lock(txn, &entry.name).await?.unwrap_or_else(|| fresh.clone());
    let goes_on = known.enabled && known.expression == fresh.expression && known.zone == fresh.zone;
    let fired_until = if goes_on { known.fired_until } else { at };
    let noted = row::Model {
        fired_until,
        last_slot: known.last_slot,
        last_fired_at: known.last_fired_at,
        last_fired_by: known.last_fired_by,
        last_job_id: known.last_job_id,
        ..fresh
    };
    save(txn, &noted).await?;
    Ok(noted)
}

/// Takes the row's lock.
pub(super) async fn lock(txn: &Txn, name: &str) -> Result<Option<row::Model>> {
    Ok(row::Entity::find_by_id(name.to_owned()).lock(LockType::Update).one(txn).await?)
}

pub(super) async fn save(txn: &Txn, noted: &row::Model) -> Result<()> {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    row::Entity::update_many()
        .set(noted.clone().into_active_model().reset_all())
        .filter(row::Column::Name.eq(noted.name.clone()))
        .exec(txn)
        .await?;
    Ok(())
}
