//! What the log keeps of each kind of row. What is absent is not kept: secrets, and what follows from the rest.

use entity::{category, image, order, product, stock_level, user, variant, webhook_endpoint};
use serde_json::{Value, json};
use uuid::Uuid;

/// A row as the log remembers it.
pub trait Facts {
    /// By which the log is searched.
    fn id(&self) -> Uuid;
    /// An object; money in minor units.
    fn facts(&self) -> Value;
}

/// Writes `Facts` for rows whose members are all kept under their own names.
macro_rules! facts {
    ($($module:ident by $id:ident { $($field:ident),+ })+) => {
        $(
            impl Facts for $module::Model {
                fn id(&self) -> Uuid {
                    self.$id
                }

                fn facts(&self) -> Value {
                    json!({ $((stringify!($field)): self.$field),+ })
                }
            }
        )+
    };
}

facts! {
    category by id { slug, name, parent_id, position }
    product by id { slug, name, description, category_id, status, tax_rate_bp }
    variant by id { product_id, sku, name, price_minor, currency, weight_g, position }
    image by id { product_id, storage_key, content_type, alt, width, height, position }
    stock_level by variant_id { on_hand }
    order by id { number, state, fulfilment, tracking, hold_reason, total_minor, captured_minor, refunded_minor, currency }
    webhook_endpoint by id { url, description, events, enabled }
    user by id { email, name, role }
}
