//! What is kept beside orders: who they are, what they said, what they did.

use std::collections::HashMap;

use entity::states::CartState;
use entity::{
    address, audit_entry, cart, cart_line, email_proof, inquiry, mail_preference, refresh_token, review,
    second_factor, user, variant, wish,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::{Value, json};
use uuid::Uuid;

use super::CHUNK;
use super::document::Document;
use crate::accounts::roles_of;
use crate::catalog::products::summaries_of;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Store;

/// The column of a row's id, and the id.
type Key<E> = (<E as EntityTrait>::Column, fn(&<E as EntityTrait>::Model) -> Uuid);

/// Writes about one customer.
pub(super) struct Gathering<'a> {
    pub store: &'a Store,
    pub user_id: Uuid,
    pub document: Document<'a>,
}

impl Gathering<'_> {
    /// # Errors
    /// `NotFound` for the user.
    pub async fn account(&mut self) -> Result<()> {
        let (db, id) = (self.store.read(), self.user_id);
        let user = user::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "user" })?;
        let roles = roles_of(db, id).await?;
        let factor = second_factor::Entity::find_by_id(id).one(db).await?;
        let agreed = mail_preference::Entity::find_by_id(id).one(db).await?;
        self.document.put("made_at", &json!(now())).await?;
        let profile = json!({
            "id": user.id,
            "email": user.email,
            "email_verified_at": user.email_verified_at,
            "name": user.name,
            "roles": roles.into_iter().map(|role| role.name).collect::<Vec<_>>(),
            "second_factor_since": factor.and_then(|factor| factor.confirmed_at),
            "created_at": user.created_at,
            "updated_at": user.updated_at,
        });
        self.document.put("profile", &profile).await?;
        let consents =
            agreed.map(|agreed| json!({ "reminders": agreed.reminders, "since": agreed.updated_at }));
        self.document.put("consents", &consents.unwrap_or(Value::Null)).await
    }

    /// In the order of their making.
    pub async fn lists(&mut self) -> Result<()> {
        let id = self.user_id;
        let addresses = address::Entity::find().filter(address::Column::UserId.eq(id));
        self.list("addresses", addresses, (address::Column::Id, |row| row.id), |row| {
            json!({
                "address": row.address,
                "default_shipping": row.default_shipping,
                "default_billing": row.default_billing,
                "created_at": row.created_at,
            })
        })
        .await?;
        let log_ins = refresh_token::Entity::find().filter(refresh_token::Column::UserId.eq(id));
        self.list("log_ins", log_ins, (refresh_token::Column::Id, |row| row.id), |row| {
            json!({
                "session": row.family_id,
                "at": row.created_at,
                "ended_at": row.revoked_at,
                "address": row.address,
                "user_agent": row.user_agent,
            })
        })
        .await?;
        let proofs = email_proof::Entity::find().filter(email_proof::Column::UserId.eq(id));
        self.list(
            "address_confirmations",
            proofs,
            (email_proof::Column::Id, |row| row.id),
            |row| json!({ "email": row.email, "asked_at": row.created_at, "confirmed_at": row.used_at }),
        )
        .await?;
        let reviews = review::Entity::find().filter(review::Column::UserId.eq(id));
        self.list("reviews", reviews, (review::Column::Id, |row| row.id), |row| {
            json!({
                "product_id": row.product_id,
                "author": row.author,
                "rating": row.rating,
                "title": row.title,
                "text": row.text,
                "state": row.state.as_str(),
                "answer": row.answer,
                "created_at": row.created_at,
                "updated_at": row.updated_at,
            })
        })
        .await?;
        let inquiries = inquiry::Entity::find().filter(inquiry::Column::UserId.eq(id));
        self.list("inquiries", inquiries, (inquiry::Column::Id, |row| row.id), |row| {
            json!({
                "email": row.email,
                "text": row.text,
                "transcript": row.transcript,
                "state": row.state.as_str(),
                "created_at": row.created_at,
                "closed_at": row.closed_at,
            })
        })
        .await?;
        // What they changed is where it was changed; of others' affairs nothing is told.
        let deeds = audit_entry::Entity::find().filter(audit_entry::Column::ActorId.eq(id));
        self.list("deeds", deeds, (audit_entry::Column::Id, |row| row.id), |row| {
            json!({
                "at": row.at,
                "action": row.action,
                "address": row.address,
                "user_agent": row.user_agent,
            })
        })
        .await
    }

    /// Two hundred at most: all of it at once. Products that shoppers do not see are told by their id alone.
    pub async fn wishlist(&mut self) -> Result<()> {
        let db = self.store.read();
        let rows = wish::Entity::find()
            .filter(wish::Column::UserId.eq(self.user_id))
            .order_by_asc(wish::Column::CreatedAt)
            .order_by_asc(wish::Column::ProductId)
            .all(db)
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.product_id).collect();
        let shown = summaries_of(db, &ids).await?.into_iter();
        let shown: HashMap<Uuid, _> = shown.map(|one| (one.product.id, one.product)).collect();
        self.document.begin_list("wishlist").await?;
        let told = rows.into_iter().map(|row| {
            let product = shown.get(&row.product_id);
            json!({
                "product_id": row.product_id,
                "slug": product.map(|product| &product.slug),
                "name": product.map(|product| &product.name),
                "since": row.created_at,
            })
        });
        self.document.items(told.collect()).await?;
        self.document.end_list().await
    }

    /// Those that did not become orders.
    pub async fn carts(&mut self) -> Result<()> {
        let db = self.store.read();
        let theirs = cart::Entity::find()
            .filter(cart::Column::UserId.eq(self.user_id))
            .filter(cart::Column::State.ne(CartState::Converted));
        self.document.begin_list("carts").await?;
        let mut after = None;
        loop {
            let carts = page(self.store, theirs.clone(), cart::Column::Id, after).await?;
            after = carts.last().map(|cart| cart.id);
            let is_last = (carts.len() as u64) < CHUNK;
            let lines = cart_line::Entity::find()
                .filter(cart_line::Column::CartId.is_in(carts.iter().map(|cart| cart.id)))
                .order_by_asc(cart_line::Column::Id)
                .all(db)
                .await?;
            let skus = variant::Entity::find()
                .select_only()
                .columns([variant::Column::Id, variant::Column::Sku])
                .filter(variant::Column::Id.is_in(lines.iter().map(|line| line.variant_id)))
                .into_tuple::<(Uuid, String)>()
                .all(db)
                .await?;
            let skus: HashMap<Uuid, String> = skus.into_iter().collect();
            let mut told: HashMap<Uuid, Vec<Value>> = HashMap::new();
            for line in lines {
                let sku = skus.get(&line.variant_id);
                let item = json!({ "sku": sku, "quantity": line.quantity, "added_at": line.created_at });
                told.entry(line.cart_id).or_default().push(item);
            }
            let carts = carts.into_iter().map(|cart| {
                json!({
                    "state": cart.state.as_str(),
                    "codes": cart.codes,
                    "lines": told.remove(&cart.id).unwrap_or_default(),
                    "created_at": cart.created_at,
                    "updated_at": cart.updated_at,
                })
            });
            self.document.items(carts.collect()).await?;
            if is_last {
                return self.document.end_list().await;
            }
        }
    }

    /// All rows of that query in the order of their ids, however many they are.
    async fn list<E>(
        &mut self,
        name: &str,
        query: Select<E>,
        (column, id): Key<E>,
        tell: fn(E::Model) -> Value,
    ) -> Result<()>
    where
        E: EntityTrait,
    {
        self.document.begin_list(name).await?;
        let mut after = None;
        loop {
            let rows = page(self.store, query.clone(), column, after).await?;
            after = rows.last().map(id);
            let is_last = (rows.len() as u64) < CHUNK;
            self.document.items(rows.into_iter().map(tell).collect()).await?;
            if is_last {
                return self.document.end_list().await;
            }
        }
    }
}

/// The next rows of that query in the order of their ids.
pub(super) async fn page<E: EntityTrait>(
    store: &Store,
    mut query: Select<E>,
    id: E::Column,
    after: Option<Uuid>,
) -> Result<Vec<E::Model>> {
    if let Some(after) = after {
        query = query.filter(id.gt(after));
    }
    Ok(query.order_by_asc(id).limit(CHUNK).all(store.read()).await?)
}
