//! Faults on and off.

use std::sync::Arc;

use poem::{
    Body, handler,
    web::{Data, Json},
};

use super::input::{self, SMALL};
use crate::{World, error::Error, faults::Faults};

#[handler]
pub(super) async fn show_faults(Data(world): Data<&Arc<World>>) -> Json<Faults> {
    Json(world.faults())
}

#[handler]
pub(super) async fn set_faults(Data(world): Data<&Arc<World>>, body: Body) -> Result<Json<Faults>, Error> {
    let faults: Faults = input::json(body, SMALL).await?;
    if faults.percent > 100 {
        return Err(Error::invalid("invalid_percent", "percent must be between 0 and 100"));
    }
    world.set_faults(faults);
    Ok(Json(faults))
}

#[handler]
pub(super) async fn clear_faults(Data(world): Data<&Arc<World>>) -> Json<Faults> {
    world.set_faults(Faults::default());
    Json(world.faults())
}
