//! What an export is narrowed to.

use entity::states::{OrderState, ProductStatus};
use entity::{brand, category, export, product};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::What;
use crate::catalog::categories::with_descendants;
use crate::error::{Error, FieldError, Result};

/// Kept with the export: a name once used keeps its meaning. What is empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Orders in one of these states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub order_states: Vec<OrderState>,
    /// Products in one of these states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub product_states: Vec<ProductStatus>,
    /// Products in this category or below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_id: Option<Uuid>,
    /// Products of this brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_id: Option<Uuid>,
}

impl Filter {
    pub(super) fn of(export: &export::Model) -> Result<Self> {
        match &export.filter {
            Some(filter) => Ok(serde_json::from_value(filter.clone())?),
            None => Ok(Self::default()),
        }
    }

    /// # Errors
    /// `Invalid` when it is about something else, or there is no such category or brand.
    pub(super) async fn check(&self, db: &impl ConnectionTrait, what: What) -> Result<()> {
        let mut wrong = Vec::new();
        let mut refuse = |field: &'static str, message: &str| {
            wrong.push(FieldError { field: field.into(), message: message.to_owned() });
        };
        match what {
            What::Products => {
                if !self.order_states.is_empty() {
                    refuse("order_states", "is for orders only");
                }
            }
            What::Orders => {
                for (field, is_there) in [
                    ("product_states", !self.product_states.is_empty()),
                    ("category_id", self.category_id.is_some()),
                    ("brand_id", self.brand_id.is_some()),
                ] {
                    if is_there {
                        refuse(field, "is for products only");
                    }
                }
            }
        }
        if let Some(id) = self.category_id
            && category::Entity::find_by_id(id).one(db).await?.is_none()
        {
            refuse("category_id", "there is no such category");
        }
        if let Some(id) = self.brand_id
            && brand::Entity::find_by_id(id).one(db).await?.is_none()
        {
            refuse("brand_id", "there is no such brand");
        }
        if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
    }

    /// The products that an export is about.
    pub(super) async fn products(&self, db: &impl ConnectionTrait) -> Result<Select<product::Entity>> {
        let mut query = product::Entity::find().filter(product::Column::DeletedAt.is_null());
        if !self.product_states.is_empty() {
            query = query.filter(product::Column::Status.is_in(self.product_states.iter().copied()));
        }
        if let Some(root) = self.category_id {
            let all = category::Entity::find().all(db).await?;
            query = query.filter(product::Column::CategoryId.is_in(with_descendants(root, &all)));
        }
        if let Some(brand_id) = self.brand_id {
            query = query.filter(product::Column::BrandId.eq(brand_id));
        }
        Ok(query)
    }
}
