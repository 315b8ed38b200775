//! Whether what lies in a cart can be had together: bundles and other lines may want the same units.

use std::collections::HashMap;

use uuid::Uuid;

use crate::catalog::ForSale;

/// How many units of each line there are beside the other lines. Bundles go first, as when the order is placed: what is
/// wanted alone may be promised, what is wanted for a bundle must be there.
pub(crate) fn beside_each_other(lines: &[(i64, Option<&ForSale>)]) -> Vec<i64> {
    let mut left: HashMap<Uuid, i64> = HashMap::new();
    let mut available: Vec<i64> =
        lines.iter().map(|(_, offer)| offer.map_or(0, |offer| offer.available.max(0))).collect();
    for (available, (quantity, offer)) in available.iter_mut().zip(lines) {
        let Some(offer) = offer.filter(|offer| !offer.parts.is_empty()) else { continue };
        for part in &offer.parts {
            let left = *left.entry(part.part_id).or_insert(part.available().max(0));
            *available = left.div_euclid(part.quantity).min(*available);
        }
        let taken = (*available).min(*quantity);
        for part in &offer.parts {
            if let Some(left) = left.get_mut(&part.part_id) {
                *left -= taken * part.quantity;
            }
        }
    }
    for (available, (_, offer)) in available.iter_mut().zip(lines) {
        let Some(offer) = offer.filter(|offer| offer.parts.is_empty()) else { continue };
        if let Some(left) = left.get(&offer.variant_id) {
            *available = (*left).min(*available);
        }
    }
    available
}
