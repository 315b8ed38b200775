//! The public types of events, as merchants see and filter them. Once published, a type keeps its name and meaning.

use crate::events::Event;

/// Every type that an endpoint can ask for, grouped by what comes before the dot.
pub const KINDS: &[&str] = &[
    "api_key.changed",
    "attribute.changed",
    "brand.changed",
    "category.changed",
    "collection.changed",
    "customer.changed",
    "customer.registered",
    "invoice.issued",
    "order.cancelled",
    "order.claimed",
    "order.completed",
    "order.expired",
    "order.fulfilment_changed",
    "order.paid",
    "order.placed",
    "payment.came_late",
    "payment.failed",
    "payment.requires_action",
    "payment.started",
    "product.changed",
    "promotion.changed",
    "refund.failed",
    "refund.requested",
    "refund.succeeded",
    "role.changed",
    "settings.changed",
    "shipping_method.changed",
    "stock.ran_low",
    "zone.changed",
];

/// What a test is called. It goes to the endpoint that is tested, whatever its filters.
pub const TEST: &str = "webhook.test";

/// The public type of `event`.
pub const fn kind_of(event: &Event) -> &'static str {
    match event {
        Event::UserRegistered { .. } => "customer.registered",
        Event::CustomerChanged { .. } => "customer.changed",
        Event::ApiKeyChanged { .. } => "api_key.changed",
        Event::RoleChanged { .. } => "role.changed",
        Event::SettingsChanged { .. } => "settings.changed",
        Event::CategoryChanged { .. } => "category.changed",
        Event::ProductChanged { .. } => "product.changed",
        Event::StockRanLow { .. } => "stock.ran_low",
        Event::PromotionChanged { .. } => "promotion.changed",
        Event::ZoneChanged { .. } => "zone.changed",
        Event::ShippingMethodChanged { .. } => "shipping_method.changed",
        Event::BrandChanged { .. } => "brand.changed",
        Event::AttributeChanged { .. } => "attribute.changed",
        Event::CollectionChanged { .. } => "collection.changed",
        Event::OrderPlaced(_) => "order.placed",
        Event::OrderClaimed { .. } => "order.claimed",
        Event::PaymentStarted { .. } => "payment.started",
        Event::PaymentRequiresAction { .. } => "payment.requires_action",
        Event::PaymentFailed { .. } => "payment.failed",
        Event::OrderPaid { .. } => "order.paid",
        Event::PaymentCameLate { .. } => "payment.came_late",
        Event::OrderCancelled { .. } => "order.cancelled",
        Event::OrderExpired { .. } => "order.expired",
        Event::FulfilmentChanged { .. } => "order.fulfilment_changed",
        Event::OrderCompleted { .. } => "order.completed",
        Event::InvoiceIssued { .. } => "invoice.issued",
        Event::RefundRequested { .. } => "refund.requested",
        Event::RefundSucceeded { .. } => "refund.succeeded",
        Event::RefundFailed { .. } => "refund.failed",
    }
}
