//! What staff send about parcels, money and notes.

use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::{objects, one_line, present};

/// Units of a line that go into the parcel.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ShipmentLineRequest {
    /// The line of the order.
    #[garde(skip)]
    pub line_id: Uuid,
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    #[garde(range(min = 1, max = 1_000_000))]
    pub quantity: i64,
}

/// A parcel that is on its way.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ShipmentRequest {
    /// What is in it; everything that is left when empty.
    #[serde(default, deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    #[oai(default, validator(max_items = 200))]
    #[garde(length(max = 200), dive)]
    pub lines: Vec<ShipmentLineRequest>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 60,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 60), custom(one_line))]
    pub carrier: Option<String>,
    /// The carrier's number of the parcel.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub tracking: Option<String>,
    /// Where the parcel can be followed; http or https.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 500, pattern = "^https?://[^\\s]+$"))]
    #[garde(length(max = 500), custom(web_address))]
    pub tracking_url: Option<String>,
}

/// Mails link to it, so that nothing but the web will do.
fn web_address(url: &Option<String>, _: &()) -> garde::Result {
    let is_fine = |url: &String| {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        rest.is_some_and(|rest| !rest.is_empty()) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
    };
    if url.as_ref().is_none_or(is_fine) {
        Ok(())
    } else {
        Err(garde::Error::new("must begin with https:// or http:// and contain no spaces"))
    }
}

impl Example for ShipmentRequest {
    fn example() -> Self {
        Self {
            lines: Vec::new(),
            carrier: Some("DHL".into()),
            tracking: Some("JJD000390007826".into()),
            tracking_url: Some("https://www.dhl.de/follow?id=JJD000390007826".into()),
        }
    }
}

/// How much of what was authorised is taken.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct CaptureRequest {
    /// In minor units; all of it when left out. What is not taken is given up.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "9007199254740")))]
    #[garde(range(min = 1, max = 9_007_199_254_740))]
    pub amount_minor: Option<i64>,
}

impl Example for CaptureRequest {
    fn example() -> Self {
        Self { amount_minor: Some(1390) }
    }
}

/// Money that came.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct MoneyReceivedRequest {
    /// In minor units of the order's currency.
    #[oai(validator(minimum(value = "1"), maximum(value = "9007199254740")))]
    #[garde(range(min = 1, max = 9_007_199_254_740))]
    pub amount_minor: i64,
    /// The bank's name for the movement, or the number of the receipt. Each is booked once.
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub reference: String,
}

impl Example for MoneyReceivedRequest {
    fn example() -> Self {
        Self { amount_minor: 1390, reference: "2026112200017".into() }
    }
}

/// A refund that was paid out.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct PaidOutRequest {
    /// The bank's name for the movement.
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub reference: String,
}

impl Example for PaidOutRequest {
    fn example() -> Self {
        Self { reference: "2026112200018".into() }
    }
}

/// Why an order is held.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct HoldRequest {
    #[oai(validator(
        min_length = 1,
        max_length = 300,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 300), custom(one_line))]
    pub reason: String,
}

impl Example for HoldRequest {
    fn example() -> Self {
        Self { reason: "the address looks wrong; the customer was asked".into() }
    }
}

/// What is to be remembered.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct NoteRequest {
    #[oai(validator(
        min_length = 1,
        max_length = 2000,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 2000), custom(one_line))]
    pub text: String,
}

impl Example for NoteRequest {
    fn example() -> Self {
        Self { text: "Called: please leave the parcel with the neighbour.".into() }
    }
}

/// Which mail is sent once more.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ResendMailRequest {
    /// `order_received`, `payment_instructions`, `payment_confirmed`, `invoice_issued`, `shipment_shipped`,
    /// `shipment_delivered` or `order_cancelled`.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z_]+$"))]
    #[garde(length(min = 1, max = 40), pattern("^[a-z_]+$"))]
    pub template: String,
}

impl Example for ResendMailRequest {
    fn example() -> Self {
        Self { template: "invoice_issued".into() }
    }
}
