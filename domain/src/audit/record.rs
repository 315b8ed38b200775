//! Writing entries.

use entity::audit_entry;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Action, Facts, origin};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;
use crate::trace;

/// Something is there that was not.
pub async fn created(txn: &Txn, action: Action, row: &impl Facts) -> Result<()> {
    did(txn, action, row.id(), None, Some(row.facts())).await
}

/// Something changed. Only what differs is kept; what changed nothing is remembered as having been tried.
pub async fn changed<T: Facts>(txn: &Txn, action: Action, before: &T, after: &T) -> Result<()> {
    let (old, new) = difference(before.facts(), after.facts());
    did(txn, action, after.id(), Some(old), Some(new)).await
}

/// Something is gone.
pub async fn deleted(txn: &Txn, action: Action, row: &impl Facts) -> Result<()> {
    did(txn, action, row.id(), Some(row.facts()), None).await
}

/// Something was done. `before` and `after` say what of it matters, without secrets.
pub async fn did(
    txn: &Txn,
    action: Action,
    entity_id: impl ToString,
    before: Option<Value>,
    after: Option<Value>,
) -> Result<()> {
    let (actor, origin) = (origin::actor(), origin::current());
    let row = audit_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(now()),
        actor_kind: Set(actor.kind()),
        actor_id: Set(actor.id()),
        action: Set(action.as_str().to_owned()),
        entity: Set(action.entity().to_owned()),
        entity_id: Set(entity_id.to_string()),
        before: Set(before),
        after: Set(after),
        address: Set(origin.as_ref().map(|origin| origin.address.to_string())),
        user_agent: Set(origin.as_ref().and_then(|origin| origin.user_agent.clone())),
        request_id: Set(origin.as_ref().map(|origin| origin.request_id.clone())),
        trace_id: Set(trace::current()),
    };
    audit_entry::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// The members of two objects that are not the same in both.
fn difference(before: Value, after: Value) -> (Value, Value) {
    let (Value::Object(before), Value::Object(after)) = (&before, &after) else { return (before, after) };
    let only = |one: &Map<String, Value>, other: &Map<String, Value>| -> Value {
        let differing = one.iter().filter(|(name, value)| other.get(*name) != Some(value));
        differing.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into()
    };
    (only(before, after), only(after, before))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_kept() {
        let (old, new) = difference(json!({"a": 1, "b": 2}), json!({"a": 1, "b": 3}));
        assert_eq!((old, new), (json!({"b": 2}), json!({"b": 3})));
    }
}
