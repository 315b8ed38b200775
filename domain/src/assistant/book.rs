//! The book of calls: a row before each, filled in after it.

use std::time::Duration;

use entity::model_call as row;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::budget;
use super::chat::Usage;
use super::purpose::{Link, Purpose, PurposeSettings};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::retention::Round;
use crate::store::Store;
use crate::trace;

/// A call under way, whose money is taken.
pub(super) struct Call {
    id: Uuid,
    store: Store,
    purpose: Purpose,
    settings: PurposeSettings,
    link: Link,
    day: String,
    taken: i64,
    begun: std::time::Instant,
}

impl Call {
    /// `most` are the tokens that it may read and write at most.
    ///
    /// # Errors
    /// `Refused` `model_out_of_budget`: it must not be made.
    pub async fn begin(
        store: &Store,
        purpose: Purpose,
        settings: &PurposeSettings,
        link: &Link,
        prompt: Option<&str>,
        most: Usage,
    ) -> Result<Self> {
        let (day, taken) = (budget::today(), link.cost(most.input_tokens, most.output_tokens));
        budget::take(store, purpose, settings, &day, taken).await?;
        let id = Uuid::now_v7();
        let new = row::ActiveModel {
            id: Set(id),
            purpose: Set(purpose.as_str().to_owned()),
            provider: Set(link.provider.clone()),
            model: Set(link.model.clone()),
            prompt: Set(prompt.map(str::to_owned)),
            outcome: Set("running".to_owned()),
            input_tokens: Set(0),
            output_tokens: Set(0),
            cost_micros: Set(taken),
            millis: Set(0),
            job_id: Set(trace::cause().job_id),
            started_at: Set(now()),
        };
        row::Entity::insert(new).exec_without_returning(store.writer()).await?;
        let begun = std::time::Instant::now();
        let (store, settings, link) = (store.clone(), settings.clone(), link.clone());
        Ok(Self { id, store, purpose, settings, link, day, taken, begun })
    }

    /// `usage` is `None` when the provider gave no answer, and was asked nothing that costs.
    pub async fn end(self, outcome: &'static str, usage: Option<Usage>) -> Result<()> {
        let took = self.begun.elapsed();
        let known = usage.unwrap_or_default();
        let cost = self.link.cost(known.input_tokens, known.output_tokens);
        self.measure(outcome, known, cost, took);
        let change = row::ActiveModel {
            outcome: Set(outcome.to_owned()),
            input_tokens: Set(known.input_tokens),
            output_tokens: Set(known.output_tokens),
            cost_micros: Set(cost),
            millis: Set(i64::try_from(took.as_millis()).unwrap_or(i64::MAX)),
            ..Default::default()
        };
        let of_call = row::Column::Id.eq(self.id);
        row::Entity::update_many().set(change).filter(of_call).exec(self.store.writer()).await?;
        let tokens = (known.input_tokens, known.output_tokens);
        budget::settle(&self.store, self.purpose, &self.settings, &self.day, (self.taken, cost), tokens).await
    }

    fn measure(&self, outcome: &'static str, usage: Usage, cost: i64, took: Duration) {
        let purpose = self.purpose.as_str();
        let count = |tokens: i64| u64::try_from(tokens).unwrap_or_default();
        metrics::counter!("penden_model_calls_total", "purpose" => purpose, "outcome" => outcome)
            .increment(1);
        metrics::histogram!("penden_model_call_seconds", "purpose" => purpose).record(took.as_secs_f64());
        for (direction, tokens) in [("input", usage.input_tokens), ("output", usage.output_tokens)] {
            metrics::counter!("penden_model_tokens_total", "purpose" => purpose, "direction" => direction)
                .increment(count(tokens));
        }
        metrics::counter!("penden_model_cost_micros_total", "purpose" => purpose).increment(count(cost));
    }
}

/// How the book names what came of a call.
pub(super) fn outcome_of(error: &Error) -> &'static str {
    match error {
        Error::TooBusy { .. } => "put_off",
        Error::Refused { .. } => "refused",
        _ => "failed",
    }
}

/// Forgets calls before that moment.
pub async fn prune_calls(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    round.forget::<row::Entity>(store, row::Column::Id, row::Column::StartedAt, before).await
}
