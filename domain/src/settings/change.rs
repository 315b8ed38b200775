//! Changing settings while the shop runs. Every process works by them within seconds.

use entity::states::CartState;
use entity::{cart, shop_setting, variant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::overrides::{ID, row};
use super::{Logo, Overrides, PaymentSettings, ReminderSettings, Seller, ShopSettings};
use crate::audit::{self, Action, Facts};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::revisions::{self, Subject};
use crate::store::Txn;

/// What becomes of one setting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Edit<T> {
    #[default]
    Keep,
    /// Back to what the configuration says.
    Configured,
    To(T),
}

impl<T> Edit<T> {
    fn apply(self, setting: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Configured => *setting = None,
            Self::To(value) => *setting = Some(value),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct SettingsChange {
    pub name: Edit<String>,
    pub currency: Edit<String>,
    pub sender: Edit<String>,
    pub order_url: Edit<String>,
    pub account_url: Edit<String>,
    pub seller: Edit<Seller>,
    pub hold_minutes: Edit<i64>,
    pub cart_idle_hours: Edit<i64>,
    pub reminders: Edit<ReminderSettings>,
    pub return_days: Edit<i64>,
    pub reviews_wait: Edit<bool>,
    pub countries: Edit<Vec<String>>,
    pub prices_include_tax: Edit<bool>,
    pub staff_second_factor: Edit<bool>,
    pub payments: Edit<PaymentSettings>,
    /// Its files are in storage.
    pub logo: Edit<Logo>,
    /// The version that the caller has seen; another one in the meantime is a conflict.
    pub version: Option<i64>,
}

/// The settings as they are then, and their version.
///
/// # Errors
/// `Invalid` with all that is wrong; Refused `currency_in_use`; Conflict `changed_meanwhile`.
pub async fn change(
    txn: &Txn,
    configured: &ShopSettings,
    change: SettingsChange,
) -> Result<(ShopSettings, i64)> {
    revisions::begin(txn, Subject::Settings).await?;
    let before = match row(txn).await? {
        Some(row) => row,
        None => first(txn).await?,
    };
    if change.version.is_some_and(|version| version != before.version) {
        return Err(Error::conflict(
            "changed_meanwhile",
            "somebody changed them meanwhile; look at them again",
        ));
    }
    let mut overrides: Overrides = serde_json::from_value(before.overrides.clone())?;
    let currency = configured.with(&overrides).currency;
    change.apply(&mut overrides);
    let settings = configured.with(&overrides);
    let wrong = settings.violations();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    if settings.currency != currency {
        reprice(txn, &settings.currency).await?;
    }
    let mut row = before.clone().into_active_model();
    row.overrides = Set(serde_json::to_value(&overrides)?);
    row.version = Set(before.version + 1);
    row.updated_at = Set(now());
    let after = row.update(txn).await?;
    audit::changed(txn, Action::SettingsUpdate, &before, &after).await?;
    events::record(txn, &Event::SettingsChanged { shop_id: ID }, after.version).await?;
    Ok((settings, after.version))
}

impl SettingsChange {
    fn apply(self, overrides: &mut Overrides) {
        self.name.apply(&mut overrides.name);
        self.currency.apply(&mut overrides.currency);
        self.sender.apply(&mut overrides.sender);
        self.order_url.apply(&mut overrides.order_url);
        self.account_url.apply(&mut overrides.account_url);
        self.seller.apply(&mut overrides.seller);
        self.hold_minutes.apply(&mut overrides.hold_minutes);
        self.cart_idle_hours.apply(&mut overrides.cart_idle_hours);
        self.reminders.apply(&mut overrides.reminders);
        self.return_days.apply(&mut overrides.return_days);
        self.reviews_wait.apply(&mut overrides.reviews_wait);
        self.countries.apply(&mut overrides.countries);
        self.prices_include_tax.apply(&mut overrides.prices_include_tax);
        self.staff_second_factor.apply(&mut overrides.staff_second_factor);
        self.payments.apply(&mut overrides.payments);
        self.logo.apply(&mut overrides.logo);
    }
}

async fn first(txn: &Txn) -> Result<shop_setting::Model> {
    let overrides = serde_json::to_value(Overrides::default())?;
    let row = shop_setting::Model { id: ID, overrides, version: 0, updated_at: now() };
    Ok(row.into_active_model().reset_all().insert(txn).await?)
}

/// A price is a number in its currency, so the currency changes only while there are no prices. Carts are empty then.
async fn reprice(txn: &Txn, currency: &str) -> Result<()> {
    let other = variant::Entity::find().filter(variant::Column::Currency.ne(currency)).one(txn).await?;
    if let Some(variant) = other {
        let detail =
            format!("{} has a price in {}; delete what is sold first", variant.sku, variant.currency);
        return Err(Error::refused("currency_in_use", detail));
    }
    cart::Entity::update_many()
        .set(cart::ActiveModel { currency: Set(currency.to_owned()), ..Default::default() })
        .filter(cart::Column::State.eq(CartState::Open))
        .exec(txn)
        .await?;
    Ok(())
}

impl Facts for shop_setting::Model {
    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Value {
        self.overrides.clone()
    }
}
