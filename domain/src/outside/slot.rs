//! A rate that all processes share, by the generic cell rate algorithm: one row per provider holds the theoretical
//! arrival time of the next call, and one statement moves it.
//!
//! On PostgreSQL the clock is the server's, so that processes whose clocks differ keep one rate all the same.

use std::time::Duration;

use entity::outside_limit as row;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement,
};
use uuid::Uuid;

use crate::clock::now;
use crate::error::Result;
use crate::store::{Store, Txn};

/// How often a provider may be called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// More than 0.
    pub per_second: f64,
    /// Calls that may come at once after a quiet time; at least 1.
    pub burst: u32,
}

impl Rate {
    /// Between two calls that come evenly.
    pub fn interval(self) -> Duration {
        Duration::from_secs_f64(1.0 / self.per_second.max(0.001))
    }

    /// How far the arrival time may run ahead of the clock.
    fn tolerance(self) -> Duration {
        self.interval().saturating_mul(self.burst.saturating_sub(1))
    }
}

/// The answer to who wants to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Call after this time; the slot is taken.
    In(Duration),
    /// No slot within the asker's patience; the first may be free after this time.
    Busy { after: Duration },
}

/// What the names of rates begin with that belong to an endpoint.
pub(super) const ENDPOINT: &str = "endpoint ";

/// An arrival time that is further ahead than any taken slot can have brought it was left by a wrong clock.
const ASTRAY: Duration = Duration::from_secs(5);

/// Writes the rate down, for [`take_slot`] and for people. To be called once by each process before it calls.
pub async fn prepare(store: &Store, provider: &str, rate: Rate) -> Result<()> {
    let limit = row::ActiveModel {
        provider: Set(provider.to_owned()),
        arrival: Set(0),
        interval_micros: Set(micros(rate.interval())),
        burst: Set(rate.burst.into()),
    };
    let known = OnConflict::column(row::Column::Provider)
        .update_columns([row::Column::IntervalMicros, row::Column::Burst])
        .to_owned();
    row::Entity::insert(limit).on_conflict(known).exec_without_returning(store.writer()).await?;
    Ok(())
}

/// Under which name the rate of one endpoint of a merchant is kept.
pub fn of_endpoint(id: Uuid) -> String {
    format!("{ENDPOINT}{id}")
}

/// Forgets a rate that is not needed any more.
pub async fn forget(txn: &Txn, provider: &str) -> Result<()> {
    row::Entity::delete_by_id(provider.to_owned()).exec(txn).await?;
    Ok(())
}

/// Takes the next slot, if it is free within `patience`. A slot that is taken and not used is lost.
pub async fn take_slot(store: &Store, provider: &str, rate: Rate, patience: Duration) -> Result<Slot> {
    let (interval, tolerance) = (micros(rate.interval()), micros(rate.tolerance()));
    let most = tolerance + micros(patience);
    let take = async || -> Result<Option<Slot>> {
        let taken = store.relaxed().query_one_raw(taking(store.backend(), provider, interval, most)).await?;
        let ahead = taken.map(|taken| taken.try_get::<i64>("", "ahead")).transpose()?;
        Ok(ahead.map(|ahead| Slot::In(duration(ahead - tolerance))))
    };
    if let Some(slot) = take().await? {
        return Ok(slot);
    }
    let Some(limit) = row::Entity::find_by_id(provider.to_owned()).one(store.read()).await? else {
        prepare(store, provider, rate).await?;
        return Ok(take().await?.unwrap_or(Slot::Busy { after: rate.interval() }));
    };
    let ahead = limit.arrival - now().timestamp_micros();
    if ahead > most + interval + micros(ASTRAY) {
        set_back(store, limit).await?;
        return Ok(Slot::Busy { after: rate.interval() });
    }
    Ok(Slot::Busy { after: duration(ahead - tolerance).max(rate.interval()) })
}

/// Moves the arrival time on by one interval, unless it is more than `most` ahead; says how far ahead it was.
fn taking(backend: DbBackend, provider: &str, interval: i64, most: i64) -> Statement {
    let values = [provider.into(), interval.into(), most.into()];
    if backend == DbBackend::Postgres {
        let sql = "UPDATE outside_limits SET arrival = GREATEST(arrival, clock.now) + $2 \
                   FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now) AS clock \
                   WHERE provider = $1 AND GREATEST(arrival, clock.now) - clock.now <= $3 \
                   RETURNING arrival - $2 - clock.now AS ahead";
        return Statement::from_sql_and_values(backend, sql, values);
    }
    let sql = "UPDATE outside_limits SET arrival = MAX(arrival, $4) + $2 \
               WHERE provider = $1 AND MAX(arrival, $4) - $4 <= $3 RETURNING arrival - $2 - $4 AS ahead";
    let now = now().timestamp_micros().into();
    Statement::from_sql_and_values(backend, sql, values.into_iter().chain([now]))
}

async fn set_back(store: &Store, limit: row::Model) -> Result<()> {
    row::Entity::update_many()
        .set(row::ActiveModel { arrival: Set(now().timestamp_micros()), ..Default::default() })
        .filter(row::Column::Provider.eq(limit.provider))
        .filter(row::Column::Arrival.eq(limit.arrival))
        .exec(store.writer())
        .await?;
    Ok(())
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}

fn duration(micros: i64) -> Duration {
    Duration::from_micros(micros.max(0).unsigned_abs())
}
