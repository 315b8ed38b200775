//! An attempt to pay, as it begins.

use entity::states::PaymentState;
use entity::{order, payment};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::orders::PaymentChoice;
use crate::settings::{CapturePolicy, ShopSettings};

/// A payment of so much that nobody was asked for yet. Whether it is captured at once is decided here and kept, so that
/// the provider is asked for the same however often.
pub(crate) fn attempt(
    order: &order::Model,
    choice: &PaymentChoice,
    amount_minor: i64,
    settings: &ShopSettings,
    at: Timestamp,
) -> payment::Model {
    payment::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        provider: choice.provider.clone(),
        reference: None,
        token: choice.token.clone(),
        state: PaymentState::Created,
        amount_minor,
        currency: order.currency.clone(),
        failure_code: None,
        action_url: None,
        capture_later: settings.payments.capture == CapturePolicy::AtShipment,
        capture_minor: None,
        expires_at: None,
        instructions: None,
        created_at: at,
        updated_at: at,
    }
}
