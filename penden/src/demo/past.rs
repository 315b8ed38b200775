//! What happened before the demo was opened: some weeks of orders in every state, told by the domain's own functions with
//! a clock that is behind. The pretend provider is really asked for each payment and refund; only staff are played.
//!
//! It is told after the first request is answered and before the first job runs, so that no worker does any of it in the
//! present. What follows from it, such as mails and files of invoices, is left to the workers.

use std::collections::HashMap;

use anyhow::Context;
use bytes::Bytes;
use chrono::TimeDelta;
use domain::accounts::{self, Registration};
use domain::audit::{self, Actor, Origin};
use domain::entity::{user, variant};
use domain::{clock, trace};
use platform::Services;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Deserialize;
use uuid::Uuid;

use super::order_story::{Story, tell};
use super::seed::Files;
use super::{PASSWORD, STAFF};

/// Where in storage it is kept how much of the past has been told.
const TOLD: &str = "demo/past";

#[derive(Deserialize)]
struct Past {
    people: Vec<Person>,
    staff: Vec<Member>,
    orders: Vec<Story>,
}

/// Who bought.
#[derive(Deserialize)]
pub struct Person {
    pub name: String,
    pub email: String,
    pub line1: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    /// Whether they have an account, or order as guests.
    account: bool,
}

#[derive(Deserialize)]
struct Member {
    name: String,
    email: String,
    /// The slug of the role.
    role: String,
}

/// What stories need.
pub struct Stage<'a> {
    pub services: &'a Services,
    /// Ids of variants by sku.
    pub variants: HashMap<String, Uuid>,
    /// Whose deeds those of staff are.
    pub staff: (Uuid, String),
}

/// Notes that there is a past to be told.
pub async fn begin(services: &Services) -> anyhow::Result<()> {
    note(services, 0).await
}

/// Tells the past, or what is left of it when that was cut off. Nothing is told twice: what was being told then stays half
/// told. What cannot be told, because somebody changed the shop meanwhile, is left out.
pub async fn write(services: &Services) -> anyhow::Result<()> {
    let told = match services.storage.get(TOLD).await {
        Ok(told) => std::str::from_utf8(&told)?.trim().parse::<usize>()?,
        // A shop from before there was a past.
        Err(domain::Error::NotFound { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let file = Files::get("past.json").context("the demo's past.json is embedded")?;
    let past: Past = serde_json::from_slice(&file.data).context("the demo's past.json is well-formed")?;
    if told > past.orders.len() {
        return Ok(());
    }
    let people = enter(services, &past).await?;
    let stage = Stage { services, variants: variants(services).await?, staff: staff(services).await? };
    for (index, story) in past.orders.iter().enumerate().skip(told) {
        note(services, index + 1).await?;
        let (Some(person), Some(user_id)) = (past.people.get(story.by), people.get(story.by)) else {
            continue;
        };
        let told = trace::scope(trace::new_id(), tell(&stage, story, person, *user_id)).await;
        if let Err(error) = told {
            tracing::warn!("order {index} of the demo's past was not told to its end: {error:#}");
        }
    }
    note(services, past.orders.len() + 1).await
}

async fn note(services: &Services, told: usize) -> anyhow::Result<()> {
    Ok(services.storage.put(TOLD, Bytes::from(told.to_string()), "text/plain").await?)
}

/// The accounts of those who have one, made when there is none. Staff have the demo's password, customers one that nobody
/// knows.
async fn enter(services: &Services, past: &Past) -> anyhow::Result<Vec<Option<Uuid>>> {
    let emails = past.people.iter().map(|one| &one.email).chain(past.staff.iter().map(|one| &one.email));
    let known = user::Entity::find().filter(user::Column::Email.is_in(emails)).all(services.store.read());
    let known: HashMap<String, Uuid> = known.await?.into_iter().map(|user| (user.email, user.id)).collect();
    for member in past.staff.iter().filter(|member| !known.contains_key(&member.email)) {
        let (email, name) = (member.email.clone(), member.name.clone());
        let new = accounts::prepare(Registration { email, name, password: PASSWORD.to_owned() }).await?;
        let roles = [member.role.clone()];
        let create = async |txn: &_| accounts::staff::create(txn, Actor::System, new, &roles).await;
        services.store.write(create).await?;
    }
    let mut people = Vec::with_capacity(past.people.len());
    for person in &past.people {
        people.push(match known.get(&person.email) {
            _ if !person.account => None,
            Some(id) => Some(*id),
            None => {
                let new = accounts::prepare_invited(person.email.clone(), person.name.clone()).await?;
                let register = services.store.write(async |txn| accounts::register(txn, new).await);
                Some(clock::earlier(TimeDelta::days(36), register).await?.id)
            }
        });
    }
    Ok(people)
}

async fn variants(services: &Services) -> anyhow::Result<HashMap<String, Uuid>> {
    let rows = variant::Entity::find().all(services.store.read()).await?;
    Ok(rows.into_iter().map(|row| (row.sku, row.id)).collect())
}

async fn staff(services: &Services) -> anyhow::Result<(Uuid, String)> {
    let staff =
        user::Entity::find().filter(user::Column::Email.eq(STAFF.0)).one(services.store.read()).await?;
    let staff = staff.context("the demo's staff has no account")?;
    Ok((staff.id, staff.name))
}

impl Stage<'_> {
    /// Does `work` as staff did it, so much earlier.
    pub async fn as_staff<T>(&self, earlier: TimeDelta, work: impl Future<Output = T>) -> T {
        let address = std::net::Ipv4Addr::LOCALHOST.into();
        let origin = Origin::new(address, Some("the demo's past"), Uuid::now_v7().to_string());
        let work = async {
            audit::identify(Actor::User(self.staff.0));
            work.await
        };
        audit::scope(origin, clock::earlier(earlier, work)).await
    }
}
