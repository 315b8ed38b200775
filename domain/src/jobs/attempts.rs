//! What the ledger knows of each run of a job: those that failed, and the last one.

use chrono::TimeDelta;
use entity::job;
use entity::states::JobState;
use serde::Deserialize;

use crate::clock::Timestamp;
use crate::error::Result;

/// One run of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1 for the first; again after a retry by a person.
    pub number: i32,
    /// When it could have begun. Unknown for failures that were recorded by older versions.
    pub due_at: Option<Timestamp>,
    /// Unknown as above.
    pub started_at: Option<Timestamp>,
    /// `None` while it runs.
    pub ended_at: Option<Timestamp>,
    pub worker: Option<String>,
    pub outcome: AttemptOutcome,
    /// What went wrong.
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    Running,
    Done,
    Failed,
}

impl Attempt {
    /// From being due to the start.
    pub fn waited(&self) -> Option<TimeDelta> {
        Some((self.started_at? - self.due_at?).max(TimeDelta::zero()))
    }

    /// From the start to the end.
    pub fn ran(&self) -> Option<TimeDelta> {
        Some((self.ended_at? - self.started_at?).max(TimeDelta::zero()))
    }
}

/// As stored in `jobs.errors`.
#[derive(Deserialize)]
struct Stored {
    attempt: i32,
    due_at: Option<Timestamp>,
    started_at: Option<Timestamp>,
    at: Timestamp,
    worker: Option<String>,
    error: String,
}

/// The runs of a job, oldest first. Of those that failed only the last twenty are kept. Runs that were handed back
/// without costing an attempt are none.
///
/// # Errors
/// `Corrupt` when the stored errors cannot be read.
pub fn attempts(row: &job::Model) -> Result<Vec<Attempt>> {
    let stored: Vec<Stored> = serde_json::from_value(row.errors.clone())?;
    let mut attempts: Vec<Attempt> = stored
        .into_iter()
        .map(|run| Attempt {
            number: run.attempt,
            due_at: run.due_at,
            started_at: run.started_at,
            ended_at: Some(run.at),
            worker: run.worker,
            outcome: AttemptOutcome::Failed,
            error: Some(run.error),
        })
        .collect();
    let outcome = match row.state {
        JobState::Running => AttemptOutcome::Running,
        JobState::Done => AttemptOutcome::Done,
        // The last run failed, and so it is among the errors, or there was none.
        _ => return Ok(attempts),
    };
    attempts.push(Attempt {
        number: row.attempts,
        due_at: Some(row.run_at),
        started_at: row.started_at,
        ended_at: row.finished_at.filter(|_| outcome == AttemptOutcome::Done),
        worker: row.worker.clone(),
        outcome,
        error: None,
    });
    Ok(attempts)
}
