//! The last look before a mail goes out: is it still true?

use entity::states::{CartState, OrderState};
use entity::{cart, cart_line, order};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::preference::may_be_reminded;
use crate::accounts::{own_data, proofs};
use crate::clock::now;
use crate::error::Result;
use crate::notifications::Template;

/// Whether the mail still makes sense. Mails about what has happened always do.
pub async fn is_wanted(db: &impl ConnectionTrait, template: Template, subject_id: Uuid) -> Result<bool> {
    match template {
        Template::PaymentReminder => {
            let order = order::Entity::find_by_id(subject_id).one(db).await?;
            Ok(order
                .is_some_and(|order| order.state == OrderState::AwaitingPayment && order.hold_until > now()))
        }
        Template::ReviewRequest => {
            let Some(order) = order::Entity::find_by_id(subject_id).one(db).await? else { return Ok(false) };
            let is_kept = order.state == OrderState::Completed && order.refunded_minor == 0;
            let said = match order.user_id {
                Some(user_id) => may_be_reminded(db, user_id).await?,
                None => None,
            };
            Ok(is_kept && said != Some(false))
        }
        Template::AbandonedCart => {
            let Some(cart) = cart::Entity::find_by_id(subject_id).one(db).await? else { return Ok(false) };
            let Some(user_id) = cart.user_id else { return Ok(false) };
            let line =
                cart_line::Entity::find().filter(cart_line::Column::CartId.eq(cart.id)).one(db).await?;
            let agreed = may_be_reminded(db, user_id).await?.unwrap_or_default();
            Ok(cart.state == CartState::Open && line.is_some() && agreed)
        }
        Template::ConfirmEmail | Template::EmailChanging | Template::ResetPassword => {
            proofs::is_open(db, subject_id).await
        }
        Template::DataReady => own_data::is_there(db, subject_id).await,
        _ => Ok(true),
    }
}
