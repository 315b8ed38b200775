//! Adding and replacing addresses.

use entity::address;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{MOST, changed, find, list};
use crate::accounts::staff::lock;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::shipping::Address;
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct AddressEntry {
    pub address: Address,
    /// Takes the place of the default before.
    pub default_shipping: bool,
    pub default_billing: bool,
}

/// # Errors
/// Refused `too_many_addresses`.
pub async fn add(txn: &Txn, user_id: Uuid, entry: AddressEntry) -> Result<address::Model> {
    lock(txn, user_id).await?;
    if list(txn, user_id).await?.len() >= MOST {
        let detail = format!("an address book has at most {MOST} addresses; delete one first");
        return Err(Error::refused("too_many_addresses", detail));
    }
    give_way(txn, user_id, &entry).await?;
    let now = now();
    let row = address::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user_id),
        address: Set(serde_json::to_value(&entry.address)?),
        default_shipping: Set(entry.default_shipping),
        default_billing: Set(entry.default_billing),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = row.insert(txn).await?;
    changed(txn, user_id, row.id).await?;
    Ok(row)
}

/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn replace(txn: &Txn, user_id: Uuid, id: Uuid, entry: AddressEntry) -> Result<address::Model> {
    lock(txn, user_id).await?;
    find(txn, user_id, id).await?;
    give_way(txn, user_id, &entry).await?;
    let row = address::ActiveModel {
        id: Set(id),
        address: Set(serde_json::to_value(&entry.address)?),
        default_shipping: Set(entry.default_shipping),
        default_billing: Set(entry.default_billing),
        updated_at: Set(now()),
        ..Default::default()
    };
    let row = row.update(txn).await?;
    changed(txn, user_id, id).await?;
    Ok(row)
}

/// The defaults of before are none any more. The caller holds the user's row.
async fn give_way(txn: &Txn, user_id: Uuid, entry: &AddressEntry) -> Result<()> {
    let none = <address::ActiveModel as Default>::default;
    let mut changes = Vec::new();
    if entry.default_shipping {
        changes.push(address::ActiveModel { default_shipping: Set(false), ..none() });
    }
    if entry.default_billing {
        changes.push(address::ActiveModel { default_billing: Set(false), ..none() });
    }
    for change in changes {
        let theirs = address::Column::UserId.eq(user_id);
        address::Entity::update_many().set(change).filter(theirs).exec(txn).await?;
    }
    Ok(())
}
