//! What a credit note says. Taken together, the notes about an invoice credit each rate's tax exactly, whatever parts they
//! came in: a note has the tax of all that is credited up to and with it, less that of all before it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{order_line, refund_line};

use super::{Credited, InvoiceDocument, InvoiceLine, InvoiceTax};
use crate::pricing::allocate;

/// What is credited, and when.
pub(super) struct Crediting<'a> {
    pub number: &'a str,
    pub on: NaiveDate,
    pub reason: &'a str,
    pub total_minor: i64,
    /// Lines with what is given back of them, if it is they that come to the total.
    pub lines: &'a [(order_line::Model, refund_line::Model)],
}

/// The note about `invoice`, of which the notes in `before` have been written already.
pub(super) fn credit(
    invoice: &InvoiceDocument,
    before: &[InvoiceDocument],
    crediting: &Crediting<'_>,
) -> InvoiceDocument {
    let mut credited: BTreeMap<i32, i64> = BTreeMap::new();
    for tax in before.iter().flat_map(|note| &note.taxes) {
        *credited.entry(tax.rate_bp).or_default() += tax.gross_minor;
    }
    let left = |tax: &InvoiceTax| tax.gross_minor - credited.get(&tax.rate_bp).copied().unwrap_or(0);
    let by_line = gross_of(invoice, crediting).filter(|gross| {
        invoice.taxes.iter().all(|tax| gross.get(&tax.rate_bp).is_none_or(|gross| *gross <= left(tax)))
    });
    let is_by_line = by_line.is_some();
    let gross = by_line.unwrap_or_else(|| {
        let weights: Vec<i64> = invoice.taxes.iter().map(|tax| left(tax).max(0)).collect();
        let shares = allocate(crediting.total_minor, &weights);
        invoice.taxes.iter().zip(shares).map(|(tax, share)| (tax.rate_bp, share)).collect()
    });
    let taxes: Vec<InvoiceTax> = invoice
        .taxes
        .iter()
        .filter_map(|tax| {
            let gross_minor = gross.get(&tax.rate_bp).copied().filter(|gross| *gross != 0)?;
            let so_far = credited.get(&tax.rate_bp).copied().unwrap_or(0);
            let tax_minor = part_of(tax, so_far + gross_minor) - part_of(tax, so_far);
            let rate_bp = tax.rate_bp;
            Some(InvoiceTax { rate_bp, net_minor: gross_minor - tax_minor, tax_minor, gross_minor })
        })
        .collect();
    let tax_minor = taxes.iter().map(|tax| tax.tax_minor).sum();
    let lines = if is_by_line { lines(invoice, crediting) } else { by_rate(invoice, &taxes, crediting) };
    InvoiceDocument {
        number: crediting.number.to_owned(),
        issued_on: crediting.on,
        lines,
        shipping: None,
        net_minor: crediting.total_minor - tax_minor,
        tax_minor,
        total_minor: crediting.total_minor,
        taxes,
        paid_note: Some("The amount was paid back.".to_owned()),
        credits: Some(credited_invoice(invoice)),
        logo: invoice.logo.clone(),
        ship_to: None,
        ..invoice.clone()
    }
}

/// The note that takes all of an invoice back, which another one, of that number, takes the place of.
pub(super) fn cancel(
    invoice: &InvoiceDocument,
    number: &str,
    on: NaiveDate,
    successor: &str,
) -> InvoiceDocument {
    let note =
        format!("This takes back all of invoice {}; invoice {successor} takes its place.", invoice.number);
    InvoiceDocument {
        number: number.to_owned(),
        issued_on: on,
        paid_note: Some(note),
        credits: Some(credited_invoice(invoice)),
        logo: invoice.logo.clone(),
        ..invoice.clone()
    }
}

fn credited_invoice(invoice: &InvoiceDocument) -> Credited {
    Credited { number: invoice.number.clone(), issued_on: invoice.issued_on }
}

/// The gross sum of each rate when the lines come to the total, and to what the invoice has.
fn gross_of(invoice: &InvoiceDocument, crediting: &Crediting<'_>) -> Option<BTreeMap<i32, i64>> {
    let mut gross: BTreeMap<i32, i64> = BTreeMap::new();
    for (line, given) in crediting.lines {
        *gross.entry(line.tax_rate_bp).or_default() += given.amount_minor;
    }
    let is_whole = gross.values().sum::<i64>() == crediting.total_minor;
    let is_known = gross.keys().all(|rate| invoice.taxes.iter().any(|tax| tax.rate_bp == *rate));
    (is_whole && is_known).then_some(gross)
}

/// The tax in the first `gross` minor units of what was sold at a rate, rounded down; all of it in all of them.
fn part_of(tax: &InvoiceTax, gross: i64) -> i64 {
    let part = i128::from(tax.tax_minor) * i128::from(gross) / i128::from(tax.gross_minor.max(1));
    i64::try_from(part).expect("a part of the tax is no larger than it")
}

fn lines(invoice: &InvoiceDocument, crediting: &Crediting<'_>) -> Vec<InvoiceLine> {
    let shown = |line: &order_line::Model, given: &refund_line::Model| {
        if invoice.prices_include_tax {
            return given.amount_minor;
        }
        let tax = i128::from(line.tax_minor.unwrap_or(0)) * i128::from(given.amount_minor);
        let tax = tax / i128::from(line.total_minor.max(1));
        given.amount_minor - i64::try_from(tax).expect("a part of the tax is no larger than it")
    };
    let line = |(line, given): &(order_line::Model, refund_line::Model)| InvoiceLine {
        sku: line.sku.clone(),
        name: line.name.clone(),
        quantity: given.quantity,
        unit_price_minor: line.unit_price_minor,
        tax_rate_bp: line.tax_rate_bp,
        total_minor: shown(line, given),
        notes: Vec::new(),
    };
    crediting.lines.iter().map(line).collect()
}

/// A line for each rate, where an amount was given back and no goods.
fn by_rate(invoice: &InvoiceDocument, taxes: &[InvoiceTax], crediting: &Crediting<'_>) -> Vec<InvoiceLine> {
    let line = |tax: &InvoiceTax| {
        let amount = if invoice.prices_include_tax { tax.gross_minor } else { tax.net_minor };
        InvoiceLine {
            sku: String::new(),
            name: format!("Refund: {}", crediting.reason),
            quantity: 1,
            unit_price_minor: amount,
            tax_rate_bp: tax.rate_bp,
            total_minor: amount,
            notes: Vec::new(),
        }
    };
    taxes.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::Party;
    use super::*;

    fn invoice() -> InvoiceDocument {
        let tax = |rate_bp, gross_minor, tax_minor| InvoiceTax {
            rate_bp,
            gross_minor,
            tax_minor,
            net_minor: gross_minor - tax_minor,
        };
        InvoiceDocument {
            number: "2026-000001".into(),
            issued_on: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(),
            supplied_on: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(),
            currency: "EUR".into(),
            order_number: "A".into(),
            prices_include_tax: true,
            seller: Party::default(),
            buyer: Party::default(),
            ship_to: None,
            lines: Vec::new(),
            shipping: None,
            taxes: vec![tax(700, 1_001, 65), tax(1_900, 2_390, 382)],
            net_minor: 2_944,
            tax_minor: 447,
            total_minor: 3_391,
            paid_note: None,
            footer: Vec::new(),
            credits: None,
            logo: None,
        }
    }

    #[test]
    fn however_it_is_cut_all_of_it_is_credited_and_no_more() {
        for parts in [&[3_391][..], &[1, 3_390], &[1_000, 1_000, 1_391], &[7; 484], &[3_390, 1]] {
            let (invoice, mut notes) = (invoice(), Vec::new());
            let whole: i64 = parts.iter().sum();
            for total_minor in parts {
                let crediting = Crediting {
                    number: "CN",
                    on: invoice.issued_on,
                    reason: "cracked",
                    total_minor: *total_minor,
                    lines: &[],
                };
                let note = credit(&invoice, &notes, &crediting);
                assert_eq!(note.net_minor + note.tax_minor, *total_minor);
                assert_eq!(note.taxes.iter().map(|tax| tax.gross_minor).sum::<i64>(), *total_minor);
                assert_eq!(note.lines.iter().map(|line| line.total_minor).sum::<i64>(), *total_minor);
                notes.push(note);
            }
            let credited = |rate| {
                let taxes = notes.iter().flat_map(|note| &note.taxes).filter(|tax| tax.rate_bp == rate);
                taxes.fold((0, 0), |sum, tax| (sum.0 + tax.gross_minor, sum.1 + tax.tax_minor))
            };
            for tax in &invoice.taxes {
                let (gross, taxed) = credited(tax.rate_bp);
                assert!(gross <= tax.gross_minor && taxed <= tax.tax_minor, "{parts:?}");
                if whole == invoice.total_minor {
                    assert_eq!((gross, taxed), (tax.gross_minor, tax.tax_minor), "{parts:?}");
                }
            }
        }
    }
}
