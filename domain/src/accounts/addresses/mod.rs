//! A customer's address book: a few addresses, one of which may be the default for parcels and one for bills. Orders copy
//! what they use, so changing an address changes no order.

mod delete;
mod save;

pub use delete::delete;
pub use save::{AddressEntry, add, replace};

use entity::address;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::accounts::staff::announce;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::shipping::Address;
use crate::store::Txn;

/// Addresses that one customer keeps, at most.
pub const MOST: usize = 20;

/// All of the user's, oldest first.
pub async fn list(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<address::Model>> {
    Ok(address::Entity::find()
        .filter(address::Column::UserId.eq(user_id))
        .order_by_asc(address::Column::CreatedAt)
        .order_by_asc(address::Column::Id)
        .all(db)
        .await?)
}

/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn find(db: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<address::Model> {
    let row = address::Entity::find_by_id(id).filter(address::Column::UserId.eq(user_id)).one(db).await?;
    row.ok_or(Error::NotFound { what: "address" })
}

/// Announces that one of the user's addresses was added, replaced or deleted.
async fn changed(txn: &Txn, user_id: Uuid, address_id: Uuid) -> Result<()> {
    announce(txn, user_id, &Event::CustomerAddressesChanged { user_id, address_id }).await
}

/// The address of the row.
pub fn read(row: &address::Model) -> Result<Address> {
    Ok(serde_json::from_value(row.address.clone())?)
}
