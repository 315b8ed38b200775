//! What the log keeps of each kind of row. What is absent is not kept: secrets, and what follows from the rest.

use entity::{
    attribute, backorder_policy, brand, category, collection, draft, image, inquiry, order, order_return,
    product, promotion, review, shipping_method, stock_level, user, variant, webhook_endpoint, zone,
};
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
    category by id { slug, name, parent_id, position, seo_title, seo_description }
    product by id {
        slug, name, description, category_id, brand_id, status, publish_at, unpublish_at, deleted_at, tax_rate_bp,
        seo_title, seo_description
    }
    variant by id { product_id, sku, name, price_minor, currency, weight_g, position, option_values }
    brand by id { slug, name, description, seo_title, seo_description }
    attribute by id { code, name, kind, unit, filterable, position }
    collection by id { slug, name, description, seo_title, seo_description, rule, published }
    image by id { product_id, storage_key, content_type, alt, width, height, position }
    stock_level by variant_id { on_hand, low_at }
    backorder_policy by variant_id { allowed, most, expected_at }
    order by id { number, state, fulfilment, tracking, hold_reason, total_minor, captured_minor, refunded_minor, currency }
    order_return by id { order_id, number, state, answer, amount_minor, currency, refund_id }
    review by id { product_id, user_id, rating, title, text, state, answer }
    promotion by id {
        name, code, kind, percent_bp, amount_minor, buy_quantity, get_quantity, product_ids, category_ids,
        min_subtotal_minor, first_order, starts_at, ends_at, max_uses, max_uses_per_customer, exclusive, priority,
        enabled
    }
    zone by id { name, countries, regions, postal_prefixes, tax_rates }
    shipping_method by id { code, name, zone_ids, basis, brackets, free_from_minor, days, position, enabled }
    webhook_endpoint by id { url, description, events, enabled }
    user by id { email, name, role }
    draft by id { kind, state, product_id, order_id, language, model, prompt, failure }
    inquiry by id { state, closed_by }
}
