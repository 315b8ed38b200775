//! Who buys here, for staff.

use chrono::{DateTime, Utc};
use domain::accounts::customers::{self, CustomerFilter};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::auth::{OrdersRead, Require};
use crate::money::Money;
use crate::openapi::Tag;
use crate::payload::cursor;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Customers(pub Shared);

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum CustomerSort {
    #[default]
    Newest,
    Oldest,
}

/// Somebody with an account, and what they bought.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Customer {
    pub id: Uuid,
    pub email: String,
    pub email_verified: bool,
    pub name: String,
    /// How many orders, of any state.
    pub orders: i64,
    pub last_order_at: Option<DateTime<Utc>>,
    /// Paid and not given back: one amount for each currency that they ordered in.
    pub spent: Vec<Money>,
    /// Since when the account is closed.
    pub deactivated_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl From<customers::Customer> for Customer {
    fn from(customer: customers::Customer) -> Self {
        let customers::Customer { user, orders, last_order_at, spent } = customer;
        Self {
            id: user.id,
            email: user.email,
            email_verified: user.email_verified_at.is_some(),
            name: user.name,
            orders,
            last_order_at,
            spent: spent.iter().map(|(currency, minor)| Money::new(*minor, currency)).collect(),
            deactivated_at: user.deactivated_at,
            created_at: user.created_at,
        }
    }
}

/// A page of customers.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CustomerPage {
    pub items: Vec<Customer>,
    pub next_cursor: Option<String>,
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1/customers", tag = "Tag::Staff")]
impl Customers {
    /// List customers
    ///
    /// People with an account and no role, with what they bought so far. Needs the permission `orders_read`.
    #[oai(path = "/", method = "get", operation_id = "listCustomers")]
    async fn list(
        &self,
        _staff: Require<OrdersRead>,
        /// Only those with this in their e-mail address or name.
        #[oai(validator(min_length = 1, max_length = 100))]
        q: Query<Option<String>>,
        /// Only open accounts, or only closed ones.
        active: Query<Option<bool>>,
        /// The newest first when left out.
        #[oai(default)]
        sort: Query<CustomerSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Customers per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<CustomerPage>> {
        let filter = CustomerFilter {
            text: q.0,
            is_active: active.0,
            oldest_first: sort.0 == CustomerSort::Oldest,
            after: cursor.0.as_deref().map(cursor::read).transpose()?,
            limit: limit.0 + 1,
        };
        let rows = customers::list(self.0.store().read(), &filter).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.user.created_at, row.user.id));
        Ok(Json(CustomerPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See a customer
    ///
    /// Their orders are found by `customer_id`. Needs the permission `orders_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getCustomer")]
    async fn get(
        &self,
        _staff: Require<OrdersRead>,
        /// The account.
        id: Path<Uuid>,
    ) -> Result<Json<Customer>> {
        Ok(Json(customers::find(self.0.store().read(), id.0).await?.into()))
    }
}
