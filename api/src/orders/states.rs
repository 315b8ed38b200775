//! The states of orders as they are on the wire, under the names that are stored.

use domain::entity::states::{
    DisputeState, FulfilmentState, OrderState, PaymentState, RefundState, ReportState, ReturnReason,
    ReturnState, ReviewState, ShipmentState,
};
use poem_openapi::Enum;
use serde::{Deserialize, Serialize};

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident from $stored:ident { $($variant:ident),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
        #[oai(rename_all = "snake_case")]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// As stored.
            #[allow(dead_code, reason = "not every state is filtered by")]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $stored::$variant.as_str()),+ }
            }
        }

        impl From<$stored> for $name {
            fn from(state: $stored) -> Self {
                match state { $($stored::$variant => Self::$variant),+ }
            }
        }
    };
}

wire_enum!(
    /// Where an order stands.
    OrderStatus from OrderState { AwaitingPayment, Placed, Completed, Cancelled, Expired }
);
wire_enum!(
    /// How far the goods are.
    Fulfilment from FulfilmentState { Pending, Packed, PartlyShipped, Shipped, Delivered, Cancelled }
);
wire_enum!(
    /// What became of an attempt to pay. `unknown`: the provider did not answer yet; it is asked again.
    /// `awaiting_money`: the payer sends it, or hands it over at the door.
    PaymentStatus from PaymentState {
        Created, RequiresAction, Processing, AwaitingMoney, Authorized, Captured, Failed, Voided, Unknown
    }
);
wire_enum!(
    /// What became of a refund.
    RefundStatus from RefundState { Requested, Processing, Succeeded, Failed, Unknown }
);
wire_enum!(
    /// Where a parcel is. `returned`: it came back to the sender.
    ShipmentStatus from ShipmentState { Shipped, Delivered, Returned }
);
wire_enum!(
    /// How far a contested payment is. An `inquiry` takes no money yet.
    DisputeStatus from DisputeState { Inquiry, NeedsResponse, UnderReview, Won, Lost, Closed }
);
wire_enum!(
    /// Whether a report is ready.
    ReportStatus from ReportState { Running, Finished }
);

wire_enum!(
    /// How far a return is. `approved`: it may be sent; `received`: it is here.
    ReturnStatus from ReturnState { Requested, Approved, Received, Refunded, Rejected, Withdrawn }
);
wire_enum!(
    /// Why something is sent back.
    ReturnCause from ReturnReason {
        ChangedMind, DoesNotFit, NotAsDescribed, WrongItem, Damaged, Defective, Other
    }
);
wire_enum!(
    /// Whether everybody sees a review. `pending`: it waits for staff.
    ReviewStatus from ReviewState { Pending, Published, Rejected }
);

macro_rules! stored_enum {
    ($($name:ident into $stored:ident { $($variant:ident),+ })+) => {
        $(
            impl From<$name> for $stored {
                fn from(state: $name) -> Self {
                    match state { $($name::$variant => Self::$variant),+ }
                }
            }
        )+
    };
}

stored_enum! {
    OrderStatus into OrderState { AwaitingPayment, Placed, Completed, Cancelled, Expired }
    Fulfilment into FulfilmentState { Pending, Packed, PartlyShipped, Shipped, Delivered, Cancelled }
    PaymentStatus into PaymentState {
        Created, RequiresAction, Processing, AwaitingMoney, Authorized, Captured, Failed, Voided, Unknown
    }
    DisputeStatus into DisputeState { Inquiry, NeedsResponse, UnderReview, Won, Lost, Closed }
    ReturnStatus into ReturnState { Requested, Approved, Received, Refunded, Rejected, Withdrawn }
    ReturnCause into ReturnReason { ChangedMind, DoesNotFit, NotAsDescribed, WrongItem, Damaged, Defective, Other }
    ReviewStatus into ReviewState { Pending, Published, Rejected }
}
