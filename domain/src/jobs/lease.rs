//! Leases: for how long a running job belongs to its worker, and how the worker keeps it for longer.
//!
//! A lease is short, so that the jobs of a worker that is gone run again soon. A worker that lives extends all its leases
//! with one statement every few seconds, and learns from the answer what it has lost or is asked to end.

use std::time::Duration;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbBackend, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::now;
use crate::error::Result;
use crate::store::Store;

/// How long a job belongs to its worker after the claim or the last heartbeat, unless the worker asks for something
/// else. A worker that cannot extend it has to let go of the job before it ends.
pub const LEASE: Duration = Duration::from_secs(15);

/// A lease that was extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub id: Uuid,
    /// Somebody wants the run to end.
    pub cancel_requested: bool,
}

/// Extends the leases of these claims, given as id and generation, to `lease` from now. Those that are missing from
/// the answer are lost, or finished.
pub async fn extend_leases(store: &Store, claims: &[(Uuid, i32)], lease: Duration) -> Result<Vec<Held>> {
    if claims.is_empty() {
        return Ok(Vec::new());
    }
    let rows = job::Entity::update_many()
        .set(job::ActiveModel { lease_until: Set(Some(now() + lease)), ..Default::default() })
        .filter(held_by(store.backend(), claims.iter().copied()))
        .exec_with_returning(store.relaxed())
        .await?;
    let held = |row: job::Model| Held { id: row.id, cancel_requested: row.cancel_requested_at.is_some() };
    Ok(rows.into_iter().map(held).collect())
}

/// Rows that are running under exactly these claims, given as id and generation.
pub(super) fn held_by(backend: DbBackend, claims: impl IntoIterator<Item = (Uuid, i32)>) -> Condition {
    let mut same_generation: Vec<(i32, Vec<Uuid>)> = Vec::new();
    for (id, generation) in claims {
        match same_generation.iter_mut().find(|(known, _)| *known == generation) {
            Some((_, ids)) => ids.push(id),
            None => same_generation.push((generation, vec![id])),
        }
    }
    let mut any = Condition::any();
    for (generation, ids) in same_generation {
        any = any.add(job::Column::Generation.eq(generation).and(among(backend, &ids)));
    }
    Condition::all().add(is_running(backend)).add(any)
}

/// On PostgreSQL written so that it implies no partial index: these look empty to the planner and are full of dead entries
/// under load, where the primary key finds each row at once.
fn is_running(backend: DbBackend) -> SimpleExpr {
    match backend {
        DbBackend::Postgres => Expr::cust_with_values("state || '' = $1", [JobState::Running.as_str()]),
        _ => job::Column::State.eq(JobState::Running),
    }
}

/// True of the jobs with these ids. On PostgreSQL one parameter holds them all, so that a list of any length is the same
/// statement with the same plan.
pub(super) fn among(backend: DbBackend, ids: &[Uuid]) -> SimpleExpr {
    match backend {
        DbBackend::Postgres => {
            let list: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
            Expr::cust_with_values("id = ANY(CAST($1 AS uuid[]))", [format!("{{{}}}", list.join(","))])
        }
        _ => Expr::col(job::Column::Id).is_in(ids.iter().copied()),
    }
}
