//! The port to payment providers. Vendors implement it in `platform`.

use async_trait::async_trait;
use uuid::Uuid;

use crate::error::Result;

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
    Captured,
    Authorized,
    RequiresAction { url: String },
    Failed { code: String },
    Voided,
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
    /// Nothing that this shop acts on.
    Other,
}

impl Notice {
    /// Our id of the payment or refund that it is about.
    pub fn subject_id(&self) -> Option<Uuid> {
        match self {
            Self::Payment { payment_id: id, .. } | Self::Refund { refund_id: id, .. } => Some(*id),
            Self::Other => None,
        }
    }
}

#[async_trait]
pub trait PaymentProvider: Send + Sync {
    /// As stored with payments and used in the webhook's path.
    fn name(&self) -> &'static str;

    /// Takes the money (authorises and captures at once).
    ///
    /// # Errors
    /// `Unavailable` when the outcome is unknown: the charge may or may not have happened, see
    /// [`PaymentProvider::find_charge`]. A refusal of the instrument is an [`Outcome::Failed`], not an error.
    async fn charge(&self, charge: &Charge) -> Result<Receipt>;

    /// What became of a charge; `None` when the provider has never seen it.
    async fn find_charge(&self, payment_id: Uuid) -> Result<Option<Receipt>>;

    /// Gives up an authorisation or a payment that waits for action. Fails harmlessly when there is nothing to give up.
    async fn void(&self, payment_id: Uuid, reference: &str) -> Result<Receipt>;

    /// # Errors
    /// As [`PaymentProvider::charge`].
    async fn refund(&self, refund: &RefundRequest) -> Result<RefundReceipt>;

    async fn find_refund(&self, refund_id: Uuid) -> Result<Option<RefundReceipt>>;

    /// Checks the signature of a webhook and gives the provider's id of the event. `header` looks headers up by
    /// lower-case name.
    ///
    /// # Errors
    /// `Unauthenticated` when the signature is missing, wrong or too old.
    fn verify_webhook(&self, header: &dyn Fn(&str) -> Option<String>, body: &str) -> Result<String>;

    /// Reads a stored webhook body.
    fn read_webhook(&self, body: &str) -> Result<Notice>;
}
