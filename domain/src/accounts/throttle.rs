//! Slowing down who guesses passwords, over the whole fleet, without locking anybody out.
//!
//! Failures are counted for the pair of account and network: after a few, each further one makes that network wait longer
//! for that account, up to a quarter of an hour. Whoever guesses thus locks out themselves, and the owner elsewhere not.
//! Failures are also counted for the account alone, against those who guess from many networks; that makes wait, for half
//! a minute at most, only where nobody has ever logged in to it from. A network from where the owner has logged in before
//! is not concerned.
//!
//! An attempt is counted before the password is looked at, under a lock, so that a hundred at once are a hundred. Accounts
//! that do not exist are treated the same.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use chrono::TimeDelta;
use entity::{known_place, login_attempt, user};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};

use super::authenticate::authenticate;
use super::register::normalize_email;
use super::second_factor;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// After so long without a failure all are forgiven.
const FORGIVEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// Seconds of the first wait. Each further one is twice as long.
const FIRST_WAIT: i64 = 5;

struct Rule {
    /// With this failure the waiting begins.
    from: i32,
    /// Seconds that the longest wait takes.
    longest: i64,
}

const PAIR: Rule = Rule { from: 5, longest: 900 };
/// Where somebody has logged in before: a few log-ins at once, or a bad morning, are no attack.
const KNOWN_PAIR: Rule = Rule { from: 10, ..PAIR };
const ACCOUNT: Rule = Rule { from: 20, longest: 30 };

impl Rule {
    fn wait(&self, failures: i32) -> Option<TimeDelta> {
        let doublings = u32::try_from(failures - self.from).ok()?;
        Some(TimeDelta::seconds((FIRST_WAIT << doublings.min(20)).min(self.longest)))
    }
}

/// The user with this e-mail address and password, who asks from there; with the code of a second factor, for those who have
/// one.
///
/// # Errors
/// As [`authenticate`] and [`second_factor::demand`]; `TooBusy` while the network has to wait.
pub async fn log_in(
    store: &Store,
    address: IpAddr,
    email: &str,
    password: &str,
    code: Option<&str>,
) -> Result<user::Model> {
    let email = normalize_email(email);
    let (place, account) =
        (subject("place", &format!("{email}\n{}", network_of(address))), subject("account", &email));
    store
        .write(async |txn| {
            let is_known = known_place::Entity::find_by_id(place.as_str()).one(txn).await?.is_some();
            if !is_known {
                count(txn, &account, &ACCOUNT).await?;
            }
            count(txn, &place, if is_known { &KNOWN_PAIR } else { &PAIR }).await
        })
        .await?;
    let user = authenticate(store.read(), &email, password).await?;
    store
        .write(async |txn| {
            second_factor::demand(txn, user.id, code).await?;
            login_attempt::Entity::delete_by_id(place.as_str()).exec(txn).await?;
            let known = known_place::ActiveModel { place: Set(place), last_at: Set(now()) };
            let again = OnConflict::column(known_place::Column::Place)
                .update_column(known_place::Column::LastAt)
                .to_owned();
            known_place::Entity::insert(known).on_conflict(again).exec_without_returning(txn).await?;
            Ok(())
        })
        .await?;
    Ok(user)
}

/// Counts an attempt as failed, which it is until the password was right.
async fn count(txn: &Txn, subject: &str, rule: &Rule) -> Result<()> {
    let now = now();
    let fresh = login_attempt::ActiveModel {
        subject: Set(subject.to_owned()),
        failures: Set(0),
        last_at: Set(now),
        blocked_until: Set(None),
    };
    login_attempt::Entity::insert(fresh)
        .on_conflict(OnConflict::column(login_attempt::Column::Subject).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    let row = login_attempt::Entity::find_by_id(subject).lock_exclusive().one(txn).await?;
    let row = row.ok_or_else(|| Error::Corrupt("an attempt that was counted is not there".into()))?;
    if let Some(until) = row.blocked_until.filter(|until| *until > now) {
        let after = (until - now).to_std().unwrap_or(Duration::from_secs(1));
        return Err(Error::TooBusy { after });
    }
    let failures = if row.last_at + FORGIVEN_AFTER < now { 1 } else { row.failures.saturating_add(1) };
    let change = login_attempt::ActiveModel {
        failures: Set(failures),
        last_at: Set(now),
        blocked_until: Set(rule.wait(failures).map(|wait| now + wait)),
        ..Default::default()
    };
    login_attempt::Entity::update_many()
        .set(change)
        .filter(login_attempt::Column::Subject.eq(subject))
        .exec(txn)
        .await?;
    Ok(())
}

/// Forgets failures from before `before`, and places where nobody has logged in for half a year.
pub async fn prune(store: &Store, before: Timestamp) -> Result<u64> {
    let attempts = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::LastAt.lt(before))
        .exec(store.writer())
        .await?;
    let places = known_place::Entity::delete_many()
        .filter(known_place::Column::LastAt.lt(now() - TimeDelta::days(180)))
        .exec(store.writer())
        .await?;
    Ok(attempts.rows_affected + places.rows_affected)
}

fn subject(kind: &str, of: &str) -> String {
    hex::encode(Sha256::digest(format!("{kind}\n{of}")))
}

/// Whoever has one IPv6 address has the other 2^64 of that network too.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let waits = [4, 5, 6, 7, 12, 13, 100, i32::MAX]
            .map(|failures| PAIR.wait(failures).map_or(0, |wait| wait.num_seconds()));
        assert_eq!(waits, [0, 5, 10, 20, 640, 900, 900, 900]);
        assert_eq!(ACCOUNT.wait(1_000), Some(TimeDelta::seconds(30)));
    }
}
