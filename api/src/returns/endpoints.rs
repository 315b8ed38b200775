//! What customers and guests do about sending something back.

use std::collections::HashMap;

use domain::accounts::Permission;
use domain::clock::now;
use domain::entity::order_line;
use domain::idempotency::{self, Request as Once};
use domain::{Error, orders, returns};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::schema::{OrderReturns, Return, ReturnRequest};
use crate::auth::{CartToken, MaybeCustomer};
use crate::openapi::Tag;
use crate::orders::viewer;
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Returns(pub Shared);

#[derive(ApiResponse)]
pub enum RequestedReturn {
    /// It is asked for; staff looks at it.
    #[oai(status = 201)]
    Created(
        Json<Return>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl Returns {
    /// Ask to send something back
    ///
    /// Units of what was sent, within the days that the shop gives. For the customer who placed the order, the guest who
    /// holds its cart's token, and staff.
    #[oai(path = "/:id/returns", method = "post", operation_id = "requestReturn")]
    async fn ask(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        /// The order.
        id: Path<Uuid>,
        body: ValidJson<ReturnRequest>,
    ) -> Result<RequestedReturn> {
        let viewer = viewer(customer, cart_token, Permission::ReturnsWrite);
        orders::require_visible(self.0.store().read(), id.0, &viewer).await?;
        let fingerprint = serde_json::to_vec(&body.0).map_err(Error::from)?;
        let once = Once::new(format!("orders.return {}", id.0), idempotency_key.0, &fingerprint);
        let (request, days) = (body.0.about(id.0), self.0.services.shop().return_days);
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let one = returns::ask(txn, &request, days).await?;
            Ok(Return::new(one, &sold(txn, [id.0]).await?))
        })
        .await?;
        Ok(RequestedReturn::Created(Json(answer.value), answer.replayed))
    }

    /// List the returns of an order
    ///
    /// And what of it could be sent back now. For the customer who placed it, the guest who holds its cart's token, and
    /// staff.
    #[oai(path = "/:id/returns", method = "get", operation_id = "listOrderReturns")]
    async fn of_order(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<Json<OrderReturns>> {
        let (db, viewer) = (self.0.store().read(), viewer(customer, cart_token, Permission::ReturnsRead));
        orders::require_visible(db, id.0, &viewer).await?;
        let left = returns::left(db, id.0, self.0.services.shop().return_days, now()).await?;
        let returns = returns::of_orders(db, [id.0]).await?;
        Ok(Json(OrderReturns::new(returns, &left, &sold(db, [id.0]).await?)))
    }

    /// Keep what was to be sent back
    ///
    /// As long as it is not here. For the customer who placed the order, the guest who holds its cart's token, and staff.
    #[oai(path = "/:id/returns/:return_id/withdraw", method = "post", operation_id = "withdrawReturn")]
    async fn withdraw(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
        /// The return.
        return_id: Path<Uuid>,
    ) -> Result<Json<Return>> {
        let (db, viewer) = (self.0.store().read(), viewer(customer, cart_token, Permission::ReturnsWrite));
        orders::require_visible(db, id.0, &viewer).await?;
        let work = async |txn: &domain::Txn| returns::withdraw(txn, id.0, return_id.0).await;
        let one = self.0.store().write(work).await?;
        Ok(Json(Return::new(one, &sold(db, [id.0]).await?)))
    }
}

/// The lines of these orders, by id.
pub(super) async fn sold(
    db: &impl ConnectionTrait,
    orders: impl IntoIterator<Item = Uuid>,
) -> domain::Result<HashMap<Uuid, order_line::Model>> {
    let lines = orders::lines_of(db, orders).await?;
    Ok(lines.into_iter().map(|line| (line.id, line)).collect())
}
