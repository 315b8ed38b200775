//! The methods that shoppers may choose from.

use entity::shipping_method;
use entity::states::ShippingBasis;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::error::Result;
use crate::pricing::{Basis, ShippingRate};
use crate::settings::{FlatMethod, ShopSettings};

/// Methods that one cart is offered.
const MOST: u64 = 100;

/// A method, wherever it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    pub code: String,
    pub name: String,
    /// None of them: everywhere.
    pub zone_ids: Vec<Uuid>,
    pub rate: ShippingRate,
    /// Until it arrives.
    pub days: i32,
}

impl Method {
    /// Whether it goes to that zone; none is where no zone is.
    pub fn goes_to(&self, zone: Option<Uuid>) -> bool {
        self.zone_ids.is_empty() || zone.is_some_and(|zone| self.zone_ids.contains(&zone))
    }
}

/// By position. The configured ones count only while the database has none, also if those are all switched off. One query.
pub async fn offered(db: &impl ConnectionTrait, settings: &ShopSettings) -> Result<Vec<Method>> {
    use shipping_method::Column;
    let rows = shipping_method::Entity::find()
        .order_by_asc(Column::Position)
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(settings.shipping_methods.iter().map(Into::into).collect());
    }
    rows.into_iter().filter(|row| row.enabled).map(TryInto::try_into).collect()
}

impl From<&FlatMethod> for Method {
    fn from(method: &FlatMethod) -> Self {
        Self {
            code: method.code.clone(),
            name: method.name.clone(),
            zone_ids: Vec::new(),
            rate: ShippingRate::flat(method.price_minor, method.free_from_minor),
            days: method.days,
        }
    }
}

impl TryFrom<shipping_method::Model> for Method {
    type Error = crate::error::Error;

    fn try_from(row: shipping_method::Model) -> Result<Self> {
        Ok(Self {
            code: row.code,
            name: row.name,
            zone_ids: serde_json::from_value(row.zone_ids)?,
            rate: ShippingRate {
                basis: match row.basis {
                    ShippingBasis::Flat => Basis::Flat,
                    ShippingBasis::Weight => Basis::Weight,
                    ShippingBasis::Price => Basis::Price,
                },
                brackets: serde_json::from_value(row.brackets)?,
                free_from_minor: row.free_from_minor,
            },
            days: row.days,
        })
    }
}
