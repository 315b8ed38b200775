//! What was changed while the shop runs, as it is kept and as it is laid over the configuration.

use entity::shop_setting;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Logo, PaymentSettings, ReminderSettings, Seller, ShopSettings, domain_of};
use crate::error::Result;

/// There is one shop.
pub(super) const ID: Uuid = Uuid::nil();

/// What is `None` is as configured. What a newer version of the program keeps beside these is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overrides {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller: Option<Seller>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hold_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cart_idle_hours: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminders: Option<ReminderSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviews_wait: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub countries: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices_include_tax: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff_second_factor: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payments: Option<PaymentSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

impl ShopSettings {
    /// The configuration with what was changed.
    #[must_use]
    pub fn with(&self, overrides: &Overrides) -> Self {
        fn lay<T: Clone>(over: &mut T, value: &Option<T>) {
            if let Some(value) = value {
                over.clone_from(value);
            }
        }
        let mut settings = self.clone();
        settings.mail_domain = Some(domain_of(&self.sender).to_owned());
        lay(&mut settings.name, &overrides.name);
        lay(&mut settings.currency, &overrides.currency);
        lay(&mut settings.sender, &overrides.sender);
        lay(&mut settings.order_url, &overrides.order_url);
        lay(&mut settings.account_url, &overrides.account_url);
        lay(&mut settings.seller, &overrides.seller);
        lay(&mut settings.hold_minutes, &overrides.hold_minutes);
        lay(&mut settings.cart_idle_hours, &overrides.cart_idle_hours);
        lay(&mut settings.reminders, &overrides.reminders);
        lay(&mut settings.return_days, &overrides.return_days);
        lay(&mut settings.reviews_wait, &overrides.reviews_wait);
        lay(&mut settings.countries, &overrides.countries);
        lay(&mut settings.prices_include_tax, &overrides.prices_include_tax);
        lay(&mut settings.staff_second_factor, &overrides.staff_second_factor);
        lay(&mut settings.payments, &overrides.payments);
        settings.logo.clone_from(&overrides.logo);
        settings
    }
}

/// What was changed until now, and how often something was.
pub async fn overrides(db: &impl ConnectionTrait) -> Result<(Overrides, i64)> {
    match row(db).await? {
        Some(row) => Ok((serde_json::from_value(row.overrides)?, row.version)),
        None => Ok((Overrides::default(), 0)),
    }
}

pub(super) async fn row(db: &impl ConnectionTrait) -> Result<Option<shop_setting::Model>> {
    Ok(shop_setting::Entity::find_by_id(ID).one(db).await?)
}
