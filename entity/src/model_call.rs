//! Every call to a language or embedding model: who was asked for what, what it cost and how it ended. Never what was said,
//! and never for whom.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "model_calls")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What for: `drafts`, `assistant`, `embeddings`.
    pub purpose: String,
    pub provider: String,
    pub model: String,
    /// Name and version of the prompt, if it was made of one.
    pub prompt: Option<String>,
    /// `running` until it is known; the call of a process that died stays so.
    pub outcome: String,
    pub input_tokens: i64,
    pub output_tokens: i64,
    /// Millionths of a minor unit. What it may cost at most, until it is known.
    pub cost_micros: i64,
    pub millis: i64,
    /// The job in whose run it was made.
    pub job_id: Option<Uuid>,
    pub started_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
