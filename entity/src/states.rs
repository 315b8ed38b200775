//! The enums of the state columns. Which transitions are legal is the domain's business, not the table's.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! column_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "String(StringLen::N(24))")]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $(#[sea_orm(string_value = $text)] $variant),+ }

        impl $name {
            /// Every state, in the order of the declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The text in the column and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

column_enum!(Role { Customer = "customer", Staff = "staff", Admin = "admin" });
column_enum!(ProductStatus { Draft = "draft", Active = "active", Scheduled = "scheduled", Archived = "archived" });
column_enum!(
    /// What has a slug that may have moved.
    SlugKind { Product = "product", Category = "category", Brand = "brand", Collection = "collection" }
);
column_enum!(
    /// What the values of an attribute are.
    AttributeKind { Choice = "choice", Number = "number", Boolean = "boolean" }
);
column_enum!(
    /// Why `on_hand` changed.
    MovementReason {
        Set = "set",
        Import = "import",
        Sale = "sale",
        Return = "return",
        Received = "received",
        Corrected = "corrected",
        Lost = "lost",
    }
);
column_enum!(ReservationState { Held = "held", Committed = "committed", Released = "released", Expired = "expired" });
column_enum!(
    /// What a promotion takes off.
    PromotionKind {
        Percentage = "percentage",
        Amount = "amount",
        FreeShipping = "free_shipping",
        BuyXGetY = "buy_x_get_y",
    }
);
column_enum!(
    /// By what a shipping method is priced.
    ShippingBasis { Flat = "flat", Weight = "weight", Price = "price" }
);
column_enum!(
    /// What a model is asked to draft.
    DraftKind {
        Description = "description",
        Seo = "seo",
        Attributes = "attributes",
        Reply = "reply",
        Translation = "translation",
        ReviewSummary = "review_summary",
    }
);
column_enum!(DraftState {
    Asked = "asked",
    Ready = "ready",
    Failed = "failed",
    Approved = "approved",
    Rejected = "rejected",
});
column_enum!(
    /// How far the file of all that is kept about a customer is.
    DataExportState { Asked = "asked", Ready = "ready", Failed = "failed" }
);
column_enum!(InquiryState { Open = "open", Closed = "closed" });
column_enum!(CartState { Open = "open", CheckingOut = "checking_out", Converted = "converted", Abandoned = "abandoned" });
column_enum!(OrderState {
    AwaitingPayment = "awaiting_payment",
    Placed = "placed",
    Completed = "completed",
    Cancelled = "cancelled",
    Expired = "expired",
});
column_enum!(PaymentState {
    Created = "created",
    RequiresAction = "requires_action",
    Processing = "processing",
    AwaitingMoney = "awaiting_money",
    Authorized = "authorized",
    Captured = "captured",
    Failed = "failed",
    Voided = "voided",
    Unknown = "unknown",
});
column_enum!(RefundState {
    Requested = "requested",
    Processing = "processing",
    Succeeded = "succeeded",
    Failed = "failed",
    Unknown = "unknown",
});
column_enum!(FulfilmentState {
    Pending = "pending",
    Packed = "packed",
    PartlyShipped = "partly_shipped",
    Shipped = "shipped",
    Delivered = "delivered",
    Cancelled = "cancelled",
});
column_enum!(EntryKind {
    Capture = "capture",
    Refund = "refund",
    Chargeback = "chargeback",
    ChargebackReversal = "chargeback_reversal",
});
column_enum!(Axis {
    Order = "order",
    Payment = "payment",
    Refund = "refund",
    Fulfilment = "fulfilment",
    Shipment = "shipment",
    Dispute = "dispute",
    Return = "return",
});
column_enum!(ShipmentState { Shipped = "shipped", Delivered = "delivered", Returned = "returned" });
column_enum!(
    /// How far a contested payment is. An inquiry takes no money yet.
    DisputeState {
        Inquiry = "inquiry",
        NeedsResponse = "needs_response",
        UnderReview = "under_review",
        Won = "won",
        Lost = "lost",
        Closed = "closed",
    }
);
column_enum!(
    /// How far a return is.
    ReturnState {
        Requested = "requested",
        Approved = "approved",
        Received = "received",
        Refunded = "refunded",
        Rejected = "rejected",
        Withdrawn = "withdrawn",
    }
);
column_enum!(
    /// Why something is sent back.
    ReturnReason {
        ChangedMind = "changed_mind",
        DoesNotFit = "does_not_fit",
        NotAsDescribed = "not_as_described",
        WrongItem = "wrong_item",
        Damaged = "damaged",
        Defective = "defective",
        Other = "other",
    }
);
column_enum!(
    /// Whether everybody sees a review.
    ReviewState { Pending = "pending", Published = "published", Rejected = "rejected" }
);
column_enum!(ReportState { Running = "running", Finished = "finished" });
column_enum!(JobState {
    Waiting = "waiting",
    Pending = "pending",
    Queued = "queued",
    Running = "running",
    Done = "done",
    Dead = "dead",
    Discarded = "discarded",
});
column_enum!(
    /// What became of a webhook.
    DeliveryState { Pending = "pending", Succeeded = "succeeded", Failed = "failed", Cancelled = "cancelled" }
);
column_enum!(
    /// Who did something: a person, a machine with a key, or the program itself.
    ActorKind { User = "user", ApiKey = "api_key", System = "system" }
);
column_enum!(
    /// What a token in a mail is for: to confirm one's address, to change it, to set a new password.
    ProofPurpose { Confirm = "confirm", Change = "change", Reset = "reset" }
);
