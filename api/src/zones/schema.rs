//! What zones and tax classes look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::zone;
use domain::zones;
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::{objects, present};

/// What a zone takes of goods of a tax class.
#[derive(Debug, Clone, Serialize, Deserialize, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ZoneTaxRate {
    /// Lower-case letters, digits and underscores. `default`: goods without a class; `shipping`: shipping.
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9_]+$"))]
    pub tax_class: String,
    /// Basis points: 1900 is 19 %.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub rate_bp: i32,
}

// The rules are the domain's (`domain::zones`), so that they are told all at once.
/// Everything about a zone.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ZoneRequest {
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// ISO 3166-1 alpha-2. None: everywhere that no other zone is.
    #[serde(default)]
    #[oai(default, validator(max_items = 300))]
    pub countries: Vec<String>,
    /// Only these states or provinces, as addresses say them; capitals do not matter.
    #[serde(default)]
    #[oai(default, validator(max_items = 300))]
    pub regions: Vec<String>,
    /// Only postal codes that begin so.
    #[serde(default)]
    #[oai(default, validator(max_items = 300))]
    pub postal_prefixes: Vec<String>,
    /// Where there is none for a class, the rate of the product counts.
    #[serde(default, deserialize_with = "objects")]
    #[oai(default, validator(max_items = 50))]
    pub tax_rates: Vec<ZoneTaxRate>,
    /// When changing: the version that was seen. Another one in the meantime is a conflict.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

impl Example for ZoneRequest {
    fn example() -> Self {
        Self {
            name: "Austria".into(),
            countries: vec!["AT".into()],
            regions: Vec::new(),
            postal_prefixes: Vec::new(),
            tax_rates: vec![
                ZoneTaxRate { tax_class: "default".into(), rate_bp: 2000 },
                ZoneTaxRate { tax_class: "reduced".into(), rate_bp: 1000 },
                ZoneTaxRate { tax_class: "shipping".into(), rate_bp: 2000 },
            ],
            version: None,
        }
    }
}

impl From<ZoneRequest> for zones::Terms {
    fn from(request: ZoneRequest) -> Self {
        let rate = |rate: ZoneTaxRate| zones::TaxRate { tax_class: rate.tax_class, rate_bp: rate.rate_bp };
        Self {
            name: request.name,
            countries: request.countries,
            regions: request.regions,
            postal_prefixes: request.postal_prefixes,
            tax_rates: request.tax_rates.into_iter().map(rate).collect(),
        }
    }
}

/// A zone. An address is in one at most: by the longest postal prefix, then by region, then by country.
#[derive(Debug, Clone, Serialize, Deserialize, Object)]
pub struct Zone {
    pub id: Uuid,
    pub name: String,
    pub countries: Vec<String>,
    pub regions: Vec<String>,
    pub postal_prefixes: Vec<String>,
    pub tax_rates: Vec<ZoneTaxRate>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<zone::Model> for Zone {
    type Error = domain::Error;

    fn try_from(row: zone::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            name: row.name,
            countries: serde_json::from_value(row.countries)?,
            regions: serde_json::from_value(row.regions)?,
            postal_prefixes: serde_json::from_value(row.postal_prefixes)?,
            tax_rates: serde_json::from_value(row.tax_rates)?,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of zones.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ZonePage {
    pub items: Vec<Zone>,
    pub next_cursor: Option<String>,
}

/// Of which tax class something is.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct TaxClassRequest {
    /// One for which a zone has a rate. Absent: none any more.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_length = 1, max_length = 40, pattern = "^[a-z0-9_]+$"))]
    pub tax_class: Option<String>,
}

impl Example for TaxClassRequest {
    fn example() -> Self {
        Self { tax_class: Some("reduced".into()) }
    }
}
