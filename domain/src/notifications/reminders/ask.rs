//! Asking for mails, each once.

use entity::reminder;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait};
use uuid::Uuid;

use crate::clock::now;
use crate::error::Result;
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::notifications::Template;
use crate::store::Store;

/// Subjects that are looked for at once.
pub(super) const BATCH: u64 = 200;

/// A mail that could not be asked for within this many days of being due is not sent any more: a shop that switches a
/// reminder on does not write to all customers it ever had.
pub(super) const LATEST_DAYS: i64 = 7;

/// Enqueues the mail about each subject for which nobody has yet. Returns the tickets to push.
pub(super) async fn ask(store: &Store, template: Template, subjects: &[Uuid]) -> Result<Vec<Ticket>> {
    store
        .write(async |txn| {
            let mut mails = Vec::with_capacity(subjects.len());
            for subject_id in subjects {
                let row = reminder::ActiveModel {
                    template: Set(template.as_str().to_owned()),
                    subject_id: Set(*subject_id),
                    created_at: Set(now()),
                };
                let inserted = reminder::Entity::insert(row)
                    .on_conflict(
                        OnConflict::columns([reminder::Column::Template, reminder::Column::SubjectId])
                            .do_nothing()
                            .to_owned(),
                    )
                    .exec_without_returning(txn)
                    .await?;
                if inserted > 0 {
                    mails.push(NewJob::new(Job::SendMail { template, subject_id: *subject_id }));
                }
            }
            if mails.is_empty() { Ok(Vec::new()) } else { jobs::enqueue_all(txn, mails).await }
        })
        .await
}

/// The subjects that the mail has been asked for already.
pub(super) fn asked(template: Template) -> SelectStatement {
    Query::select()
        .column(reminder::Column::SubjectId)
        .from(reminder::Entity)
        .and_where(reminder::Column::Template.eq(template.as_str()))
        .take()
}
