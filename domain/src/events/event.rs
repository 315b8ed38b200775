//! The catalogue of events. Names are past tense; a published name or field is never reused for something else.

use entity::states::{DisputeState, FulfilmentState};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;

/// What an event is about, and within which versions count up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    User(Uuid),
    Role(Uuid),
    ApiKey(Uuid),
    Shop(Uuid),
    Category(Uuid),
    Product(Uuid),
    Brand(Uuid),
    Attribute(Uuid),
    Collection(Uuid),
    Order(Uuid),
    Promotion(Uuid),
    Zone(Uuid),
    ShippingMethod(Uuid),
    Draft(Uuid),
    Inquiry(Uuid),
    MailTemplate(Uuid),
}

impl Aggregate {
    pub fn name(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Role(_) => "role",
            Self::ApiKey(_) => "api_key",
            Self::Shop(_) => "shop",
            Self::Category(_) => "category",
            Self::Product(_) => "product",
            Self::Brand(_) => "brand",
            Self::Attribute(_) => "attribute",
            Self::Collection(_) => "collection",
            Self::Order(_) => "order",
            Self::Promotion(_) => "promotion",
            Self::Zone(_) => "zone",
            Self::ShippingMethod(_) => "shipping_method",
            Self::Draft(_) => "draft",
            Self::Inquiry(_) => "inquiry",
            Self::MailTemplate(_) => "mail_template",
        }
    }

    pub fn id(self) -> Uuid {
        match self {
            Self::User(id)
            | Self::Role(id)
            | Self::ApiKey(id)
            | Self::Shop(id)
            | Self::Category(id)
            | Self::Product(id)
            | Self::Order(id)
            | Self::Promotion(id)
            | Self::Zone(id)
            | Self::ShippingMethod(id)
            | Self::Draft(id)
            | Self::Inquiry(id)
            | Self::MailTemplate(id)
            | Self::Brand(id)
            | Self::Attribute(id)
            | Self::Collection(id) => id,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Event {
    UserRegistered {
        user_id: Uuid,
    },
    /// Something about the account: its roles, its address, whether it is open.
    CustomerChanged {
        user_id: Uuid,
    },
    /// The account has another address; the old one is told.
    CustomerEmailChanged {
        user_id: Uuid,
        proof_id: Uuid,
    },
    /// The address book: an address was added, replaced or deleted.
    CustomerAddressesChanged {
        user_id: Uuid,
        address_id: Uuid,
    },
    /// A customer wants all that is kept about them.
    CustomerDataRequested {
        user_id: Uuid,
        export_id: Uuid,
    },
    /// It is there, for some days.
    CustomerDataReady {
        user_id: Uuid,
        export_id: Uuid,
    },
    /// When it was made or revoked.
    ApiKeyChanged {
        key_id: Uuid,
    },
    /// Also when it was made or deleted.
    RoleChanged {
        role_id: Uuid,
    },
    SettingsChanged {
        shop_id: Uuid,
    },
    /// What a kind of mail says: also when it is as shipped again.
    MailTemplateChanged {
        template_id: Uuid,
        template: String,
    },
    CategoryChanged {
        category_id: Uuid,
    },
    /// Also when it runs out of stock or is available again.
    ProductChanged {
        product_id: Uuid,
    },
    /// What can be sold of it fell to the number that was set.
    StockRanLow {
        product_id: Uuid,
        variant_id: Uuid,
        sku: String,
        available: i64,
    },
    /// Also when it was made or deleted; not when it was used.
    PromotionChanged {
        promotion_id: Uuid,
    },
    /// Also when it was made or deleted.
    ZoneChanged {
        zone_id: Uuid,
    },
    /// Also when it was made or deleted.
    ShippingMethodChanged {
        method_id: Uuid,
    },
    /// Also when it was made or deleted.
    BrandChanged {
        brand_id: Uuid,
    },
    /// An attribute of products: also when it was defined or deleted.
    AttributeChanged {
        attribute_id: Uuid,
    },
    /// Also when it was made, filled or deleted.
    CollectionChanged {
        collection_id: Uuid,
    },
    /// What a model drafts for staff: when it was asked for, written, approved or rejected.
    DraftChanged {
        draft_id: Uuid,
    },
    /// What a shopper asks a person of the shop: when it came, and when somebody closed it.
    InquiryChanged {
        inquiry_id: Uuid,
    },
    OrderPlaced(Box<OrderPlaced>),
    /// A guest's order became a customer's.
    OrderClaimed {
        order_id: Uuid,
        user_id: Uuid,
    },
    PaymentStarted {
        order_id: Uuid,
        payment_id: Uuid,
    },
    PaymentRequiresAction {
        order_id: Uuid,
        payment_id: Uuid,
    },
    PaymentFailed {
        order_id: Uuid,
        payment_id: Uuid,
        code: String,
    },
    OrderPaid {
        order_id: Uuid,
        payment_id: Uuid,
        amount_minor: i64,
    },
    /// Money came for an order that no longer wants it; a refund follows.
    PaymentCameLate {
        order_id: Uuid,
        payment_id: Uuid,
        amount_minor: i64,
    },
    OrderCancelled {
        order_id: Uuid,
        reason: String,
    },
    OrderExpired {
        order_id: Uuid,
    },
    FulfilmentChanged {
        order_id: Uuid,
        fulfilment: FulfilmentState,
    },
    OrderCompleted {
        order_id: Uuid,
    },
    InvoiceIssued {
        order_id: Uuid,
        invoice_id: Uuid,
        number: String,
    },
    /// A part or all of an invoice is taken back. The paper is printed afterwards.
    CreditNoteIssued {
        order_id: Uuid,
        credit_note_id: Uuid,
        number: String,
    },
    RefundRequested {
        order_id: Uuid,
        refund_id: Uuid,
    },
    RefundSucceeded {
        order_id: Uuid,
        refund_id: Uuid,
        amount_minor: i64,
    },
    RefundFailed {
        order_id: Uuid,
        refund_id: Uuid,
        code: String,
    },
    /// It may be sent, though it is not paid yet: the money is authorised, or paid at the door.
    OrderConfirmed {
        order_id: Uuid,
        payment_id: Uuid,
        authorized: bool,
    },
    /// The payer was told how to send the money.
    PaymentAwaited {
        order_id: Uuid,
        payment_id: Uuid,
    },
    /// A part of the money came.
    PaymentCaptured {
        order_id: Uuid,
        payment_id: Uuid,
        amount_minor: i64,
    },
    /// What was authorised is to be taken.
    CaptureRequested {
        order_id: Uuid,
        payment_id: Uuid,
        amount_minor: i64,
    },
    /// The order counted on an authorisation that expired or was taken back.
    AuthorizationLost {
        order_id: Uuid,
        payment_id: Uuid,
        code: String,
    },
    /// An authorisation that the order does not want any more; it is given up.
    AuthorizationCameLate {
        order_id: Uuid,
        payment_id: Uuid,
    },
    DisputeOpened {
        order_id: Uuid,
        dispute_id: Uuid,
        amount_minor: i64,
    },
    DisputeChanged {
        order_id: Uuid,
        dispute_id: Uuid,
        state: DisputeState,
    },
    ShipmentShipped {
        order_id: Uuid,
        shipment_id: Uuid,
    },
    ShipmentDelivered {
        order_id: Uuid,
        shipment_id: Uuid,
    },
    /// It came back to the sender.
    ShipmentReturned {
        order_id: Uuid,
        shipment_id: Uuid,
    },
    /// Staff hold the order: it is neither sent nor does it lapse.
    OrderHeld {
        order_id: Uuid,
    },
    OrderReleased {
        order_id: Uuid,
    },
    OrderNoted {
        order_id: Uuid,
        note_id: Uuid,
    },
    /// A customer asks to send something back.
    ReturnRequested {
        order_id: Uuid,
        return_id: Uuid,
    },
    ReturnApproved {
        order_id: Uuid,
        return_id: Uuid,
    },
    ReturnRejected {
        order_id: Uuid,
        return_id: Uuid,
    },
    /// The customer does not want to send it back any more.
    ReturnWithdrawn {
        order_id: Uuid,
        return_id: Uuid,
    },
    /// The goods are here.
    ReturnReceived {
        order_id: Uuid,
        return_id: Uuid,
    },
    /// Its money is asked to be given back; a refund follows.
    ReturnRefunded {
        order_id: Uuid,
        return_id: Uuid,
        amount_minor: i64,
    },
    /// A review was written, changed, decided about, answered or deleted.
    ReviewChanged {
        product_id: Uuid,
        review_id: Uuid,
    },
}

/// All that read models need of an order, so that they can be rebuilt from events alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlaced {
    pub order_id: Uuid,
    pub payment_id: Uuid,
    pub number: String,
    pub user_id: Option<Uuid>,
    pub email: String,
    pub currency: String,
    pub items_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    /// Taken off goods and shipping, whose amounts are what is left.
    #[serde(default)]
    pub discount_minor: i64,
    pub lines: Vec<PlacedLine>,
    pub placed_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedLine {
    pub product_id: Uuid,
    pub category_id: Option<Uuid>,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub total_minor: i64,
}

impl Event {
    pub fn aggregate(&self) -> Aggregate {
        match self {
            Self::UserRegistered { user_id }
            | Self::CustomerChanged { user_id }
            | Self::CustomerEmailChanged { user_id, .. }
            | Self::CustomerAddressesChanged { user_id, .. }
            | Self::CustomerDataRequested { user_id, .. }
            | Self::CustomerDataReady { user_id, .. } => Aggregate::User(*user_id),
            Self::ApiKeyChanged { key_id } => Aggregate::ApiKey(*key_id),
            Self::RoleChanged { role_id } => Aggregate::Role(*role_id),
            Self::SettingsChanged { shop_id } => Aggregate::Shop(*shop_id),
            Self::MailTemplateChanged { template_id, .. } => Aggregate::MailTemplate(*template_id),
            Self::CategoryChanged { category_id } => Aggregate::Category(*category_id),
            Self::ProductChanged { product_id }
            | Self::StockRanLow { product_id, .. }
            | Self::ReviewChanged { product_id, .. } => Aggregate::Product(*product_id),
            Self::PromotionChanged { promotion_id } => Aggregate::Promotion(*promotion_id),
            Self::ZoneChanged { zone_id } => Aggregate::Zone(*zone_id),
            Self::ShippingMethodChanged { method_id } => Aggregate::ShippingMethod(*method_id),
            Self::BrandChanged { brand_id } => Aggregate::Brand(*brand_id),
            Self::AttributeChanged { attribute_id } => Aggregate::Attribute(*attribute_id),
            Self::CollectionChanged { collection_id } => Aggregate::Collection(*collection_id),
            Self::DraftChanged { draft_id } => Aggregate::Draft(*draft_id),
            Self::InquiryChanged { inquiry_id } => Aggregate::Inquiry(*inquiry_id),
            Self::OrderPlaced(placed) => Aggregate::Order(placed.order_id),
            Self::OrderClaimed { order_id, .. }
            | Self::PaymentStarted { order_id, .. }
            | Self::PaymentRequiresAction { order_id, .. }
            | Self::PaymentFailed { order_id, .. }
            | Self::OrderPaid { order_id, .. }
            | Self::PaymentCameLate { order_id, .. }
            | Self::OrderCancelled { order_id, .. }
            | Self::OrderExpired { order_id }
            | Self::FulfilmentChanged { order_id, .. }
            | Self::OrderCompleted { order_id }
            | Self::InvoiceIssued { order_id, .. }
            | Self::CreditNoteIssued { order_id, .. }
            | Self::RefundRequested { order_id, .. }
            | Self::RefundSucceeded { order_id, .. }
            | Self::RefundFailed { order_id, .. }
            | Self::OrderConfirmed { order_id, .. }
            | Self::PaymentAwaited { order_id, .. }
            | Self::PaymentCaptured { order_id, .. }
            | Self::CaptureRequested { order_id, .. }
            | Self::AuthorizationLost { order_id, .. }
            | Self::AuthorizationCameLate { order_id, .. }
            | Self::DisputeOpened { order_id, .. }
            | Self::DisputeChanged { order_id, .. }
            | Self::ShipmentShipped { order_id, .. }
            | Self::ShipmentDelivered { order_id, .. }
            | Self::ShipmentReturned { order_id, .. }
            | Self::OrderHeld { order_id }
            | Self::OrderReleased { order_id }
            | Self::OrderNoted { order_id, .. }
            | Self::ReturnRequested { order_id, .. }
            | Self::ReturnApproved { order_id, .. }
            | Self::ReturnRejected { order_id, .. }
            | Self::ReturnWithdrawn { order_id, .. }
            | Self::ReturnReceived { order_id, .. }
            | Self::ReturnRefunded { order_id, .. } => Aggregate::Order(*order_id),
        }
    }
}
