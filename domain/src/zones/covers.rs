//! In which zone an address is.

use std::cmp::Reverse;

use entity::zone;
use serde_json::Value;

use crate::shipping::Address;

/// Where something goes, as far as zones care.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destination {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub region: Option<String>,
    pub postal_code: Option<String>,
}

impl From<&Address> for Destination {
    fn from(address: &Address) -> Self {
        Self {
            country: address.country.clone(),
            region: address.region.clone(),
            postal_code: Some(address.postal_code.clone()),
        }
    }
}

/// The narrowest zone that covers the destination: one with a postal prefix before one with a region, that before one of
/// whole countries, and last the one for the rest of the world. Of two that are equally narrow, the older one.
pub fn zone_of<'a>(zones: &'a [zone::Model], destination: &Destination) -> Option<&'a zone::Model> {
    zones
        .iter()
        .filter_map(|zone| Some((width(zone, destination)?, zone)))
        .max_by_key(|(width, zone)| (*width, Reverse((zone.created_at, zone.id))))
        .map(|(_, zone)| zone)
}

/// How narrow the zone is, if it covers the destination: length of the postal prefix, region, country.
fn width(zone: &zone::Model, destination: &Destination) -> Option<(usize, bool, bool)> {
    let countries = texts(&zone.countries);
    if !countries.is_empty() && !countries.contains(&destination.country.as_str()) {
        return None;
    }
    let regions = texts(&zone.regions);
    let region = destination.region.as_deref().unwrap_or_default().trim().to_lowercase();
    if !regions.is_empty() && !regions.iter().any(|one| one.to_lowercase() == region) {
        return None;
    }
    let prefixes = texts(&zone.postal_prefixes);
    let code = plain(destination.postal_code.as_deref().unwrap_or_default());
    let longest =
        prefixes.iter().filter(|prefix| code.starts_with(&plain(prefix))).map(|one| one.len()).max();
    if !prefixes.is_empty() && longest.is_none() {
        return None;
    }
    Some((longest.unwrap_or(0), !regions.is_empty(), !countries.is_empty()))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A postal code without what people put in between, in capitals.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::clock::now;

    fn zone(name: &str, countries: &[&str], regions: &[&str], prefixes: &[&str]) -> zone::Model {
        zone::Model {
            id: Uuid::now_v7(),
            name: name.into(),
            countries: json!(countries),
            regions: json!(regions),
            postal_prefixes: json!(prefixes),
            tax_rates: json!([]),
            version: 1,
            created_at: now(),
            updated_at: now(),
        }
    }

    #[test]
    fn the_narrowest_zone_wins() {
        let zones = [
            zone("world", &[], &[], &[]),
            zone("de", &["DE"], &[], &[]),
            zone("again", &["DE"], &[], &[]),
            zone("bavaria", &["DE"], &["Bavaria"], &[]),
            zone("islands", &["DE"], &[], &["27498", "259"]),
            zone("gb", &["GB"], &[], &["SW1A 1"]),
        ];
        for (country, region, code, name) in [
            ("US", "", "10001", "world"),
            ("DE", "", "10115", "de"),
            ("DE", "bavaria", "80331", "bavaria"),
            ("DE", "Bavaria", "25980", "islands"),
            ("GB", "", "sw1a1aa", "gb"),
            ("GB", "", "E1 6AN", "world"),
        ] {
            let region = Some(region.to_owned());
            let destination = Destination { country: country.into(), region, postal_code: Some(code.into()) };
            let found = zone_of(&zones, &destination).map(|zone| zone.name.as_str());
            assert_eq!(found, Some(name), "{destination:?}");
        }
        assert!(zone_of(&zones[1..], &Destination { country: "US".into(), ..Default::default() }).is_none());
    }
}
