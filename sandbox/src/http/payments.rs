//! Payments and their refunds.

use std::sync::Arc;

use poem::{
    Body, IntoResponse, Response, handler,
    web::{Data, Json, Path, Query},
};
use tokio::time::sleep;

use super::input::{self, ByKey, IdempotencyKey, SMALL};
use crate::{
    World,
    cards::{self, Behaviour},
    changes::{
        CaptureOrder, CapturePayment, CreatePayment, CreateRefund, PaymentOrder, RefundOrder, VoidPayment,
    },
    error::Error,
    payment::{Payment, Refund},
    store::Change,
};

#[handler]
pub(super) async fn create(
    Data(world): Data<&Arc<World>>,
    IdempotencyKey(key): IdempotencyKey,
    body: Body,
) -> Result<Response, Error> {
    let order: PaymentOrder = input::json(body, SMALL).await?;
    let behaviour = cards::find_by_token(&order.token).map(|card| card.behaviour);
    let answer = change(world, CreatePayment::new(key, order, &world.config.public_url)?).await;
    match behaviour {
        Some(Behaviour::Slow) => sleep(world.config.slow).await,
        Some(Behaviour::Stall) => sleep(world.config.stall).await,
        _ => {}
    }
    answer
}

#[handler]
pub(super) async fn capture(
    Data(world): Data<&Arc<World>>,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<String>,
    body: Body,
) -> Result<Response, Error> {
    let order: CaptureOrder = input::json_or_default(body).await?;
    change(world, CapturePayment::new(key, id, order)).await
}

#[handler]
pub(super) async fn void(
    Data(world): Data<&Arc<World>>,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    change(world, VoidPayment::new(key, id)).await
}

#[handler]
pub(super) async fn refund(
    Data(world): Data<&Arc<World>>,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<String>,
    body: Body,
) -> Result<Response, Error> {
    let order: RefundOrder = input::json(body, SMALL).await?;
    change(world, CreateRefund::new(key, id, order)).await
}

#[handler]
pub(super) async fn find(
    Data(world): Data<&Arc<World>>,
    Path(id): Path<String>,
) -> Result<Json<Payment>, Error> {
    Ok(Json(Payment::find(world.store.read(), &id).await?))
}

#[handler]
pub(super) async fn find_by_key(
    Data(world): Data<&Arc<World>>,
    Query(by_key): Query<ByKey>,
) -> Result<Json<Payment>, Error> {
    let select = "SELECT payments.* FROM requests JOIN payments ON payments.id = requests.subject_id \
                  WHERE requests.operation = 'payment' AND requests.key = ?";
    let found = sqlx::query_as(select).bind(by_key.key()?).fetch_optional(world.store.read()).await?;
    found.map(Json).ok_or_else(|| Error::not_found("payment"))
}

#[handler]
pub(super) async fn find_refund_by_key(
    Data(world): Data<&Arc<World>>,
    Query(by_key): Query<ByKey>,
) -> Result<Json<Refund>, Error> {
    let select = "SELECT refunds.* FROM requests JOIN refunds ON refunds.id = requests.subject_id \
                  WHERE requests.operation = 'refund' AND requests.key = ?";
    let found = sqlx::query_as(select).bind(by_key.key()?).fetch_optional(world.store.read()).await?;
    found.map(Json).ok_or_else(|| Error::not_found("refund"))
}

/// Makes a change whose answer is JSON already.
async fn change(world: &World, change: impl Change<Answer = String>) -> Result<Response, Error> {
    let answer = world.store.write(change).await?;
    Ok(Response::from(answer).with_content_type("application/json").into_response())
}
