//! Files in the storage that old events were moved to: gzip, one event a line, in the order of aggregate and version.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_archives")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The events were recorded from here (inclusive) …
    pub from_at: DateTimeUtc,
    /// … to here (exclusive).
    pub to_at: DateTimeUtc,
    /// Of all events in the file.
    pub aggregate: String,
    /// The lowest aggregate id in the file.
    pub first_id: Uuid,
    /// The highest.
    pub last_id: Uuid,
    pub storage_key: String,
    pub events: i64,
    /// Of the file as stored.
    pub bytes: i64,
    /// Of the file as stored, in hexadecimal.
    pub sha256: String,
    pub archived_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
