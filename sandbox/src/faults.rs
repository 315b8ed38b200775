//! Deliberate misbehaviour of `/v1`, for chaos runs. Kept in memory: a restart is healthy again.
//!
//! | mode | effect on a request |
//! |---|---|
//! | `none` | none |
//! | `refuse` | 503 at once, nothing done |
//! | `error` | 500 at once, nothing done |
//! | `stall` | held for the configured `stall`, then served; nothing is done if the client hangs up before |
//! | `after_work` | served in full, then answered with 500 |

use std::sync::Arc;

use poem::{Endpoint, IntoResponse, Request, Response, http::StatusCode};
use serde::{Deserialize, Serialize};

use crate::{World, error::Error};

/// What goes wrong, and with how many of a hundred requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Faults {
    pub mode: Mode,
    #[serde(default = "always")]
    pub percent: u8,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    #[default]
    None,
    Refuse,
    Stall,
    Error,
    AfterWork,
}

fn always() -> u8 {
    100
}

impl World {
    pub(crate) fn faults(&self) -> Faults {
        *self.faults.read().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn set_faults(&self, faults: Faults) {
        *self.faults.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = faults;
    }

    /// The mode for one request.
    fn draw(&self) -> Mode {
        let Faults { mode, percent } = self.faults();
        if mode != Mode::None && rand::random_range(0..100) < percent { mode } else { Mode::None }
    }
}

/// Serves a request, or does to it what the faults in force say.
pub(crate) async fn inject<E: Endpoint>(
    world: Arc<World>,
    next: Arc<E>,
    request: Request,
) -> poem::Result<Response> {
    let broken = || Error::refused(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "an injected fault");
    match world.draw() {
        Mode::None => {}
        Mode::Refuse => {
            let message = "an injected fault";
            return Err(Error::refused(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).into());
        }
        Mode::Error => return Err(broken().into()),
        Mode::Stall => tokio::time::sleep(world.config.stall).await,
        Mode::AfterWork => {
            let _lost = next.call(request).await;
            return Err(broken().into());
        }
    }
    Ok(next.call(request).await?.into_response())
}
