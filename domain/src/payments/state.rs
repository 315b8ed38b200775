//! The axes of payments and refunds. The whole machines: what is absent is illegal.

use entity::states::{PaymentState, RefundState};

use super::Outcome;
use crate::machine::Machine;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentEvent {
    ChargeBegun,
    ActionRequired,
    Authorized,
    Captured,
    Failed,
    Voided,
    /// The payer sends it.
    MoneyAwaited,
    /// The provider needs time.
    TakesTime,
    /// No answer: it may or may not have happened.
    TimedOut,
}

impl From<&Outcome> for PaymentEvent {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Captured | Outcome::CapturedPart { .. } => Self::Captured,
            Outcome::Authorized { .. } => Self::Authorized,
            Outcome::Processing => Self::TakesTime,
            Outcome::AwaitsMoney(_) => Self::MoneyAwaited,
            Outcome::RequiresAction { .. } => Self::ActionRequired,
            Outcome::Failed { .. } => Self::Failed,
            Outcome::Voided => Self::Voided,
        }
    }
}

pub const PAYMENT: Machine<PaymentState, PaymentEvent> = {
    use PaymentEvent::{
        ActionRequired, Authorized as IsAuthorized, Captured as IsCaptured, ChargeBegun, MoneyAwaited,
        TakesTime, TimedOut,
    };
    use PaymentEvent::{Failed as HasFailed, Voided as IsVoided};
    use PaymentState::*;
    Machine(&[
        (Created, ChargeBegun, Processing),
        (Unknown, ChargeBegun, Processing),
        (Processing, TimedOut, Unknown),
        (Processing, ActionRequired, RequiresAction),
        (Unknown, ActionRequired, RequiresAction),
        (Processing, IsAuthorized, Authorized),
        (Unknown, IsAuthorized, Authorized),
        (RequiresAction, IsAuthorized, Authorized),
        (Processing, IsCaptured, Captured),
        (Unknown, IsCaptured, Captured),
        (RequiresAction, IsCaptured, Captured),
        (Authorized, IsCaptured, Captured),
        (Processing, HasFailed, Failed),
        (Unknown, HasFailed, Failed),
        (RequiresAction, HasFailed, Failed),
        (Authorized, HasFailed, Failed),
        (Created, IsVoided, Voided),
        (RequiresAction, IsVoided, Voided),
        (Authorized, IsVoided, Voided),
        (Processing, MoneyAwaited, AwaitingMoney),
        (Unknown, MoneyAwaited, AwaitingMoney),
        (AwaitingMoney, IsCaptured, Captured),
        (AwaitingMoney, HasFailed, Failed),
        (AwaitingMoney, IsVoided, Voided),
        (Unknown, TakesTime, Processing),
        (RequiresAction, TakesTime, Processing),
        (Processing, IsVoided, Voided),
        (Unknown, IsVoided, Voided),
        // Notices may overtake each other, and providers change their mind: money that came is always booked.
        (Failed, IsCaptured, Captured),
        (Voided, IsCaptured, Captured),
        // Its order is gone: it is seen, and given up again.
        (Voided, IsAuthorized, Authorized),
    ])
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundEvent {
    Begun,
    Succeeded,
    Failed,
    TimedOut,
    /// What it was to give back was never paid, and never will be.
    GivenUp,
}

pub const REFUND: Machine<RefundState, RefundEvent> = {
    use RefundEvent::{Begun, Failed as HasFailed, GivenUp, Succeeded as HasSucceeded, TimedOut};
    use RefundState::*;
    Machine(&[
        (Requested, Begun, Processing),
        (Unknown, Begun, Processing),
        (Processing, TimedOut, Unknown),
        (Processing, HasSucceeded, Succeeded),
        (Unknown, HasSucceeded, Succeeded),
        (Processing, HasFailed, Failed),
        (Unknown, HasFailed, Failed),
        // A webhook may come before the answer to the call.
        (Requested, HasSucceeded, Succeeded),
        (Failed, HasSucceeded, Succeeded),
        (Requested, GivenUp, Failed),
    ])
};
