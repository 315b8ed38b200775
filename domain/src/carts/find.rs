//! Whose cart is meant: a customer's, or that of a guest who holds its token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::cart;
use entity::states::CartState;
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// A customer's cart goes before a guest's token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CartKey {
    pub user_id: Option<Uuid>,
    pub token: Option<String>,
}

impl CartKey {
    /// Of the open cart that is meant; `None` when none can be.
    fn condition(&self) -> Option<Condition> {
        let whose = match (self.user_id, &self.token) {
            (Some(user_id), _) => cart::Column::UserId.eq(user_id),
            (None, Some(token)) => cart::Column::TokenHash.eq(token_hash(token)),
            (None, None) => return None,
        };
        Some(Condition::all().add(cart::Column::State.eq(CartState::Open)).add(whose))
    }
}

/// A cart, and its token when it is a guest's and was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub cart: cart::Model,
    pub new_token: Option<String>,
}

/// The open cart of that customer or token.
pub async fn find(db: &impl ConnectionTrait, key: &CartKey) -> Result<Option<cart::Model>> {
    match key.condition() {
        Some(condition) => Ok(cart::Entity::find().filter(condition).one(db).await?),
        None => Ok(None),
    }
}

/// Closes the open cart of that customer or token, since it becomes an order. Of two that try, one finds it.
pub(crate) async fn convert(txn: &Txn, key: &CartKey) -> Result<cart::Model> {
    let gone = Error::NotFound { what: "open cart" };
    let Some(condition) = key.condition() else { return Err(gone) };
    cart::Entity::update_many()
        .set(cart::ActiveModel {
            state: Set(CartState::Converted),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(condition)
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(gone)
}

/// The open cart of that customer or token, locked; a new one when there is none. A token that names no open cart gets a
/// new cart with a new token.
pub async fn open(txn: &Txn, key: &CartKey, currency: &str) -> Result<Opened> {
    if let Some(cart) = lock_of(txn, key).await? {
        return Ok(Opened { cart, new_token: None });
    }
    let new_token = key.user_id.is_none().then(|| URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let now = now();
    let cart = cart::Model {
        id: Uuid::now_v7(),
        token_hash: new_token.as_deref().map(token_hash),
        user_id: key.user_id,
        state: CartState::Open,
        currency: currency.to_owned(),
        codes: json!([]),
        created_at: now,
        updated_at: now,
    };
    let inserted = cart::Entity::insert(cart.clone().into_active_model().reset_all())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    if inserted == 0 {
        // Another request of the same customer opened one just now.
        let cart = find(txn, key).await?.ok_or(Error::NotFound { what: "cart" })?;
        return Ok(Opened { cart: lock(txn, cart.id).await?, new_token: None });
    }
    Ok(Opened { cart, new_token })
}

/// The open cart of that customer or token, if there is one, locked.
pub(super) async fn lock_of(txn: &Txn, key: &CartKey) -> Result<Option<cart::Model>> {
    let Some(condition) = key.condition() else { return Ok(None) };
    let locked = cart::Entity::update_many()
        .set(cart::ActiveModel { updated_at: Set(now()), ..Default::default() })
        .filter(condition)
        .exec_with_returning(txn)
        .await?;
    Ok(locked.into_iter().next())
}

/// Takes the row lock of an open cart, so that its lines stand still.
pub(crate) async fn lock(txn: &Txn, cart_id: Uuid) -> Result<cart::Model> {
    cart::Entity::update_many()
        .set(cart::ActiveModel { updated_at: Set(now()), ..Default::default() })
        .filter(cart::Column::Id.eq(cart_id))
        .filter(cart::Column::State.eq(CartState::Open))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "open cart" })
}

pub(crate) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}
