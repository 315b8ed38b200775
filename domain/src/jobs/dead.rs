//! Dead letters: finding them, and what they have in common.

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::LikeExpr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;

/// Which dead jobs are meant; what is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct DeadFilter {
    pub kind: Option<String>,
    pub queue: Option<String>,
    /// Part of the last error, or of [`DeadGroup::error`]: ids and numbers do not count.
    pub error: Option<String>,
}

/// Dead jobs that died of the same.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct DeadGroup {
    pub kind: String,
    pub queue: String,
    /// The last error, with `#` for ids and numbers. Good for [`DeadFilter::error`].
    pub error: Option<String>,
    pub jobs: i64,
    /// When the first and the last of them died.
    pub first_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
}

/// Dead jobs by kind and error, the most frequent first, `limit` groups at most.
pub async fn dead_groups(
    db: &impl ConnectionTrait,
    filter: &DeadFilter,
    limit: u64,
) -> Result<Vec<DeadGroup>> {
    let query = dead(filter)
        .select_only()
        .columns([job::Column::Kind, job::Column::Queue])
        .column_as(job::Column::Failure, "error")
        .column_as(job::Column::Id.count(), "jobs")
        .column_as(job::Column::FinishedAt.min(), "first_at")
        .column_as(job::Column::FinishedAt.max(), "last_at")
        .group_by(job::Column::Kind)
        .group_by(job::Column::Queue)
        .group_by(job::Column::Failure)
        .order_by_desc(job::Column::Id.count())
        .order_by_asc(job::Column::Kind)
        .limit(limit);
    Ok(query.into_model::<DeadGroup>().all(db).await?)
}

/// The dead jobs meant by `filter`, to be paged, counted or shown.
pub fn dead(filter: &DeadFilter) -> Select<job::Entity> {
    let mut query = job::Entity::find().filter(job::Column::State.eq(JobState::Dead));
    if let Some(kind) = &filter.kind {
        query = query.filter(job::Column::Kind.eq(kind));
    }
    if let Some(queue) = &filter.queue {
        query = query.filter(job::Column::Queue.eq(queue));
    }
    if let Some(error) = &filter.error {
        let text = gist(error).replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        query = query.filter(job::Column::Failure.like(LikeExpr::new(format!("%{text}%")).escape('\\')));
    }
    query
}

/// Longest text of [`gist`], characters.
const GIST: usize = 200;

/// An error without what differs from job to job: UUIDs, hexadecimal ids and numbers become `#`. Of a gist it is the same.
pub(super) fn gist(error: &str) -> String {
    let mut gist = String::new();
    let mut rest = error;
    while let Some(first) = rest.chars().next() {
        let is_id = rest.get(..36).is_some_and(|text| Uuid::try_parse(text).is_ok());
        let word = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let taken = if is_id {
            gist.push('#');
            36
        } else if word == 0 {
            gist.push(first);
            first.len_utf8()
        } else {
            push_word(&mut gist, &rest[..word]);
            word
        };
        rest = &rest[taken..];
    }
    gist.chars().take(GIST).collect()
}

fn push_word(gist: &mut String, word: &str) {
    let is_hex = word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex && word.bytes().any(|byte| byte.is_ascii_digit()) {
        gist.push('#');
        return;
    }
    let mut in_number = false;
    for c in word.chars() {
        if !c.is_ascii_digit() {
            gist.push(c);
        } else if !in_number {
            gist.push('#');
        }
        in_number = c.is_ascii_digit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_one_cause_have_one_gist() {
        for (error, expected) in [
            ("cut off after 40 s", "cut off after # s"),
            ("there is no such order", "there is no such order"),
            (
                "the provider knows 0199f3a2-7c3e-7abc-9def-0123456789ab with other contents",
                "the provider knows # with other contents",
            ),
            (
                "request 4f2a9c1be07d4711 failed: 503 Service Unavailable",
                "request # failed: # Service Unavailable",
            ),
            ("no room at 127.0.0.1:2525 for invoice 2026-000017", "no room at #.#.#.#:# for invoice #-#"),
            ("größer als 12 € — été", "größer als # € — été"),
            ("defaced facade", "defaced facade"),
        ] {
            let once = gist(error);
            assert_eq!(once, expected);
            assert_eq!(gist(&once), once);
        }
        assert_eq!(gist(&"é".repeat(500)).chars().count(), GIST);
    }
}
