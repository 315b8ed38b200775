//! The carrier's two calls.

use std::sync::Arc;

use poem::{
    Body, handler,
    web::{Data, Json},
};
use serde::{Deserialize, Serialize};

use super::input::{self, SMALL};
use crate::{
    World,
    carrier::{self, Quote, QuoteRequest, Rate, UpsertRates},
    error::Error,
};

/// Bytes of an upload: some tens of thousands of rates.
const UPLOAD: usize = 32 * 1024 * 1024;

#[derive(Deserialize)]
struct Upload {
    rates: Vec<Rate>,
}

#[derive(Serialize)]
struct Uploaded {
    /// Rates written, new or replaced.
    rates: u64,
}

#[derive(Serialize)]
struct Quotes {
    quotes: Vec<Quote>,
}

#[handler]
pub(super) async fn upload_rates(
    Data(world): Data<&Arc<World>>,
    body: Body,
) -> Result<Json<Uploaded>, Error> {
    let upload: Upload = input::json(body, UPLOAD).await?;
    let rates = world.store.write(UpsertRates::new(upload.rates)?).await?;
    Ok(Json(Uploaded { rates }))
}

#[handler]
pub(super) async fn quote(Data(world): Data<&Arc<World>>, body: Body) -> Result<Json<Quotes>, Error> {
    let request: QuoteRequest = input::json(body, SMALL).await?;
    Ok(Json(Quotes { quotes: carrier::quote(&world.store, request).await? }))
}
