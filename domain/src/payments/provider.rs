//! The port to payment providers. Vendors implement it in `platform`.

use async_trait::async_trait;
use entity::states::DisputeState;
use serde_json::Value;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};

/// A request to take money. The payment's id is the idempotency key: asking twice charges once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub payment_id: Uuid,
    /// For the payer's statement and the provider's console.
    pub order_number: String,
    pub amount_minor: i64,
    pub currency: String,
    /// The provider's token for the payer's instrument.
    pub token: String,
    /// Where the payer comes back to after confirming.
    pub return_url: String,
    /// Take the money at once; otherwise only authorise it.
    pub capture: bool,
}

/// What the provider says about a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The provider's name for the payment.
    pub reference: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The whole amount.
    Captured,
    /// Less than was authorised; the rest is given up.
    CapturedPart {
        amount_minor: i64,
    },
    /// The money is set aside, until then as far as the provider says.
    Authorized {
        until: Option<Timestamp>,
    },
    /// The provider needs time and will tell.
    Processing,
    /// The payer sends the money, or hands it over.
    AwaitsMoney(Awaited),
    RequiresAction {
        url: String,
    },
    Failed {
        code: String,
    },
    Voided,
}

/// Money that comes by itself, and is recorded by staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// How to send it: what the payer is told.
    pub instructions: Option<Value>,
    /// Until when it is waited for; `None` when the goods go out first.
    pub until: Option<Timestamp>,
}

/// A request to take money that was authorised. A payment is captured once, so its id makes the idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    pub payment_id: Uuid,
    /// The provider's name for the payment.
    pub reference: String,
    pub amount_minor: i64,
    /// All that was authorised.
    pub whole: bool,
}

/// A request to give money back. The refund's id is the idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    pub refund_id: Uuid,
    /// The provider's name for the payment.
    pub payment_reference: String,
    pub amount_minor: i64,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundReceipt {
    /// The provider's name for the refund.
    pub reference: String,
    /// The provider's code when it refused.
    pub failure: Option<String>,
}

/// What a provider says about a contested payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeNotice {
    /// The provider's name for the dispute.
    pub reference: String,
    /// The provider's name for the payment.
    pub payment_reference: String,
    pub state: DisputeState,
    pub amount_minor: i64,
    pub currency: String,
    pub reason: String,
    pub evidence_due_at: Option<Timestamp>,
    pub opened_at: Timestamp,
    /// When the provider said so.
    pub told_at: Timestamp,
    /// What is known of the money: withdrawn, or reinstated.
    pub withdrawn: Option<bool>,
}

/// What an incoming webhook is about, once its signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A payment changed: our id of it, and what the provider says now.
    Payment {
        payment_id: Uuid,
        receipt: Receipt,
    },
    Refund {
        refund_id: Uuid,
        receipt: RefundReceipt,
    },
    /// So much of a payment was given back in all, by whomever.
    Refunded {
        payment_id: Uuid,
        refunded_minor: i64,
        /// The provider's name for the notice.
        reference: String,
    },
    Dispute(DisputeNotice),
    /// Nothing that this shop acts on.
    Other,
}

impl Notice {
    /// Our id of the payment or refund that it is about.
    pub fn subject_id(&self) -> Option<Uuid> {
        match self {
            Self::Payment { payment_id: id, .. }
            | Self::Refunded { payment_id: id, .. }
            | Self::Refund { refund_id: id, .. } => Some(*id),
            Self::Dispute(_) | Self::Other => None,
        }
    }
}

/// A payment as the provider lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub reference: String,
    /// Our id of it, if it bears one.
    pub payment_id: Option<Uuid>,
    /// `captured`, `authorized`, `voided` or another state, in our words.
    pub state: String,
    pub captured_minor: i64,
    pub refunded_minor: i64,
    pub currency: String,
}

/// Some of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedPage {
    pub items: Vec<Listed>,
    /// With which to ask for more.
    pub next: Option<String>,
}

#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// As stored with payments and used in the webhook's path.
    fn name(&self) -> &'static str;

    /// Whether it wants a token for the payer's instrument.
    fn needs_token(&self) -> bool {
        true
    }

    /// Takes the money, or authorises it.
    ///
    /// # Errors
    /// `Unavailable` when the outcome is unknown: the charge may or may not have happened, see
    /// [`PaymentProvider::find_charge`]. A refusal of the instrument is an [`Outcome::Failed`], not an error.
    async fn charge(&self, charge: &Charge) -> Result<Receipt>;

    /// What became of a charge, also by the provider's own name for it where that is known; `None` when the provider has
    /// not begun it.
    async fn find_charge(&self, charge: &Charge, reference: Option<&str>) -> Result<Option<Receipt>>;

    /// Takes what was authorised. When there is nothing to take, says what the payment has come to instead.
    async fn capture(&self, capture: &Capture) -> Result<Receipt>;

    /// Gives up an authorisation or a payment that waits for action. Fails harmlessly when there is nothing to give up.
    async fn void(&self, payment_id: Uuid, reference: &str) -> Result<Receipt>;

    /// # Errors
    /// As [`PaymentProvider::charge`].
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundReceipt>;

    async fn find_refund(&self, refund: &RefundRequest) -> Result<Option<RefundReceipt>>;

    /// Whether it has a list of its payments.
    fn is_listed(&self) -> bool {
        false
    }

    /// Payments that were made from `from` and before `until`, those after the cursor `after`.
    ///
    /// # Errors
    /// `Refused` `not_listed` when the provider has no such list.
    async fn list(&self, _from: Timestamp, _until: Timestamp, _after: Option<&str>) -> Result<ListedPage> {
        Err(Error::refused("not_listed", format!("{} has no list of payments to compare with", self.name())))
    }

    /// Checks the signature of a webhook and gives the provider's id of the event. `header` looks headers up by
    /// lower-case name.
    ///
    /// # Errors
    /// `Unauthenticated` when the signature is missing, wrong or too old.
    fn verify_webhook(&self, header: &dyn Fn(&str) -> Option<String>, body: &str) -> Result<String>;

    /// Reads a stored webhook body.
    fn read_webhook(&self, body: &str) -> Result<Notice>;
}
