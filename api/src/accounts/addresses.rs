//! One's own address book.

use chrono::{DateTime, Utc};
use domain::Txn;
use domain::accounts::addresses::{self, AddressEntry};
use domain::entity::address;
use domain::orders;
use garde::Validate;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object, OpenApi};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Customer;
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{Address, OptionalKey, ValidJson, object};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Addresses(pub Shared);

/// An address that is kept.
#[derive(Debug, Object)]
pub struct SavedAddress {
    pub id: Uuid,
    pub address: Address,
    /// Where parcels go when an order names no address.
    pub default_shipping: bool,
    /// Where bills go then.
    pub default_billing: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<address::Model> for SavedAddress {
    type Error = domain::Error;

    fn try_from(row: address::Model) -> domain::Result<Self> {
        Ok(Self {
            address: addresses::read(&row)?.into(),
            id: row.id,
            default_shipping: row.default_shipping,
            default_billing: row.default_billing,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// All addresses of one customer, twenty at most, oldest first.
#[derive(Debug, Object)]
pub struct AddressBook {
    pub items: Vec<SavedAddress>,
}

/// An address that is to be kept.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct SavedAddressRequest {
    #[serde(deserialize_with = "object")]
    #[garde(dive)]
    pub address: Address,
    /// Takes the place of the default before.
    #[serde(default)]
    #[oai(default)]
    #[garde(skip)]
    pub default_shipping: bool,
    #[serde(default)]
    #[oai(default)]
    #[garde(skip)]
    pub default_billing: bool,
}

impl Example for SavedAddressRequest {
    fn example() -> Self {
        Self { address: Address::example(), default_shipping: true, default_billing: false }
    }
}

impl From<SavedAddressRequest> for AddressEntry {
    fn from(request: SavedAddressRequest) -> Self {
        let SavedAddressRequest { address, default_shipping, default_billing } = request;
        Self { address: address.into(), default_shipping, default_billing }
    }
}

/// How many orders became the caller's.
#[derive(Debug, Object)]
pub struct ClaimedOrders {
    pub orders: u64,
}

#[derive(ApiResponse)]
pub enum AddressDeleted {
    /// It is gone.
    #[oai(status = 204)]
    Done,
}

#[OpenApi(prefix_path = "/api/v1/me", tag = "Tag::Accounts")]
impl Addresses {
    /// List my addresses
    ///
    /// All of them: there are twenty at most.
    #[oai(path = "/addresses", method = "get", operation_id = "listMyAddresses")]
    async fn list(&self, me: Customer) -> Result<Json<AddressBook>> {
        let rows = addresses::list(self.0.store().read(), me.id).await?;
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(AddressBook { items }))
    }

    /// Keep an address
    ///
    /// Up to twenty.
    #[oai(path = "/addresses", method = "post", operation_id = "addMyAddress")]
    async fn add(
        &self,
        me: Customer,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<SavedAddressRequest>,
    ) -> Result<Made<SavedAddress>> {
        let making = Making { what: "addresses", by: &me, key: idempotency_key };
        let asked_for = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let entry = body.0.into();
        let work = async |txn: &Txn| Ok(addresses::add(txn, me.id, entry).await?.id);
        let (id, replayed) = making.once(&self.0, &asked_for, work).await?;
        let row = addresses::find(self.0.store().writer(), me.id, id).await?;
        Ok(Made::Created(Json(row.try_into()?), format!("/api/v1/me/addresses/{id}"), replayed))
    }

    /// See one of my addresses
    ///
    /// Somebody else's is not found.
    #[oai(path = "/addresses/:id", method = "get", operation_id = "getMyAddress")]
    async fn get(
        &self,
        me: Customer,
        /// The address.
        id: Path<Uuid>,
    ) -> Result<Json<SavedAddress>> {
        Ok(Json(addresses::find(self.0.store().read(), me.id, id.0).await?.try_into()?))
    }

    /// Replace one of my addresses
    ///
    /// Orders keep what they said.
    #[oai(path = "/addresses/:id", method = "put", operation_id = "replaceMyAddress")]
    async fn replace(
        &self,
        me: Customer,
        /// The address.
        id: Path<Uuid>,
        body: ValidJson<SavedAddressRequest>,
    ) -> Result<Json<SavedAddress>> {
        let entry = body.0.into();
        let row = self.0.store().write(async |txn| addresses::replace(txn, me.id, id.0, entry).await).await?;
        Ok(Json(row.try_into()?))
    }

    /// Delete one of my addresses
    ///
    /// Orders keep what they said.
    #[oai(path = "/addresses/:id", method = "delete", operation_id = "deleteMyAddress")]
    async fn delete(
        &self,
        me: Customer,
        /// The address.
        id: Path<Uuid>,
    ) -> Result<AddressDeleted> {
        self.0.store().write(async |txn| addresses::delete(txn, me.id, id.0).await).await?;
        Ok(AddressDeleted::Done)
    }

    /// Claim what I ordered as a guest
    ///
    /// Orders that name my confirmed address become mine, up to two hundred at once. Confirming an address does so by
    /// itself; this is for orders that were placed since.
    #[oai(path = "/claimed-orders", method = "post", operation_id = "claimOrders")]
    async fn claim(&self, me: Customer) -> Result<Json<ClaimedOrders>> {
        let orders = self.0.store().write(async |txn| orders::claim(txn, me.id).await).await?;
        Ok(Json(ClaimedOrders { orders }))
    }
}
