//! The HTTP interface. Every path but those marked `*` wants `Authorization: Bearer <api_key>`.
//!
//! | path | what |
//! |---|---|
//! | `GET /` * | the test cards, for people |
//! | `POST /v1/tokens` * | card number to token; open to browsers of any origin |
//! | `POST /v1/payments` | pay; `Idempotency-Key` |
//! | `GET /v1/payments?idempotency_key=K` | the payment of a key: what became of a request that timed out |
//! | `GET /v1/payments/{id}` | |
//! | `POST /v1/payments/{id}/capture` | all or a part, once; `Idempotency-Key` |
//! | `POST /v1/payments/{id}/void` | `Idempotency-Key` |
//! | `POST /v1/payments/{id}/refunds` | `Idempotency-Key` |
//! | `GET /v1/refunds?idempotency_key=K` | the refund of a key |
//! | `GET`, `POST /pay/{id}` * | the hosted page, for the shopper |
//! | `PUT /carrier/v1/rates` | upload rates |
//! | `POST /carrier/v1/quotes` | ask for prices |
//! | `GET`, `PUT`, `DELETE /control/faults` | misbehave on purpose |
//!
//! A handler decodes, makes one change or one query, and encodes. A refusal is 400 (the request cannot be
//! read), 401, 404, 409 `invalid_state` or `idempotency_mismatch`, 413 or 422 (a field cannot be accepted).

mod carrier;
mod control;
mod hosted_page;
mod input;
mod landing;
mod page;
mod payments;
mod tokens;

use std::sync::Arc;

use poem::{Endpoint, EndpointExt, Response, Route, delete, get, http::Method, middleware::Cors, post, put};

use crate::{World, error, faults};

/// All routes; errors come out as JSON.
pub(crate) fn endpoint(world: Arc<World>) -> impl Endpoint<Output = Response> + 'static {
    let cors = Cors::new().allow_method(Method::POST);
    let tokens = post(tokens::create).inject(&world).catch_all_error(error::to_json).with(cors);
    let payment = "/v1/payments/:id";
    Route::new()
        .at("/", get(landing::show))
        .at("/v1/tokens", tokens)
        .at("/v1/payments", post(payments::create).get(payments::find_by_key).inject(&world).guard(&world))
        .at(payment, get(payments::find).inject(&world).guard(&world))
        .at(format!("{payment}/capture"), post(payments::capture).inject(&world).guard(&world))
        .at(format!("{payment}/void"), post(payments::void).inject(&world).guard(&world))
        .at(format!("{payment}/refunds"), post(payments::refund).inject(&world).guard(&world))
        .at("/v1/refunds", get(payments::find_refund_by_key).inject(&world).guard(&world))
        .at("/pay/:id", get(hosted_page::show).post(hosted_page::settle))
        .at("/carrier/v1/rates", put(carrier::upload_rates).guard(&world))
        .at("/carrier/v1/quotes", post(carrier::quote).guard(&world))
        .at(
            "/control/faults",
            delete(control::clear_faults).get(control::show_faults).put(control::set_faults).guard(&world),
        )
        .data(world)
        .catch_all_error(error::to_json)
}

/// The layers a route may have.
trait Layers: Endpoint + Sized + 'static {
    /// Lets in only who knows the API key.
    fn guard(self, world: &Arc<World>) -> impl Endpoint<Output = Response> + 'static {
        let world = world.clone();
        self.around(move |next, request| input::authorize(world.clone(), next, request))
    }

    /// Subjects it to the faults in force.
    fn inject(self, world: &Arc<World>) -> impl Endpoint<Output = Response> + 'static {
        let world = world.clone();
        self.around(move |next, request| faults::inject(world.clone(), next, request))
    }
}

impl<E: Endpoint + 'static> Layers for E {}
