//! Providers that are people: money that is transferred to the shop's account, or handed over at the door.
//!
//! They call nobody. What they answer is what the payer is told; the money is recorded by staff, and so are refunds.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::clock::now;
use domain::payments::{
    Awaited, BANK_TRANSFER, CASH_ON_DELIVERY, Capture, Charge, Notice, Outcome, PaymentProvider, Receipt,
    RefundReceipt, RefundRequest,
};
use domain::{Error, Result};
use serde_json::json;
use uuid::Uuid;

use crate::settings::LiveSettings;

/// The payer transfers the money and names the order; the order waits for it.
pub struct BankTransfer {
    settings: Arc<LiveSettings>,
}

impl BankTransfer {
    /// To the account of the settings of the moment.
    pub fn new(settings: Arc<LiveSettings>) -> Self {
        Self { settings }
    }

    fn awaited(&self, charge: &Charge) -> Awaited {
        let shop = self.settings.current();
        let settings = &shop.payments.bank_transfer;
        let account = json!({
            "holder": settings.holder,
            "iban": settings.iban,
            "bic": settings.bic,
            "reference": charge.order_number,
        });
        Awaited { instructions: Some(account), until: Some(now() + TimeDelta::days(settings.days)) }
    }
}

/// The payer pays who delivers; the goods go out first.
pub struct CashOnDelivery;

impl CashOnDelivery {
    #[allow(clippy::unused_self, reason = "as the other provider has it")]
    fn awaited(&self, _: &Charge) -> Awaited {
        Awaited { instructions: None, until: None }
    }
}

/// Both differ in their name and in what they tell the payer.
macro_rules! by_hand {
    ($provider:ident, $name:expr) => {
        #[async_trait]
        impl PaymentProvider for $provider {
            fn name(&self) -> &'static str {
                $name
            }

            fn needs_token(&self) -> bool {
                false
            }

            async fn charge(&self, charge: &Charge) -> Result<Receipt> {
                let outcome = Outcome::AwaitsMoney(self.awaited(charge));
                Ok(Receipt { reference: charge.payment_id.to_string(), outcome })
            }

            /// Nobody was asked: asking anew is as good.
            async fn find_charge(&self, _: &Charge, _: Option<&str>) -> Result<Option<Receipt>> {
                Ok(None)
            }

            async fn capture(&self, capture: &Capture) -> Result<Receipt> {
                Err(nobody(self.name(), capture.payment_id))
            }

            async fn void(&self, _: Uuid, reference: &str) -> Result<Receipt> {
                Ok(Receipt { reference: reference.to_owned(), outcome: Outcome::Voided })
            }

            async fn refund(&self, refund: &RefundRequest) -> Result<RefundReceipt> {
                Err(nobody(self.name(), refund.refund_id))
            }

            async fn find_refund(&self, _: &RefundRequest) -> Result<Option<RefundReceipt>> {
                Ok(None)
            }

            fn verify_webhook(&self, _: &dyn Fn(&str) -> Option<String>, _: &str) -> Result<String> {
                let detail = format!("{} sends no webhooks", self.name());
                Err(Error::Unauthenticated { code: "invalid_signature", detail })
            }

            fn read_webhook(&self, _: &str) -> Result<Notice> {
                Ok(Notice::Other)
            }
        }
    };
}

by_hand!(BankTransfer, BANK_TRANSFER);
by_hand!(CashOnDelivery, CASH_ON_DELIVERY);

fn nobody(provider: &str, id: Uuid) -> Error {
    Error::Corrupt(format!("{provider} moves no money by itself, and was asked to for {id}"))
}
