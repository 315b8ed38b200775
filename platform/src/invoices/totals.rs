//! What closes an invoice: tax per rate on the left, totals on the right, the note on payment below.

use super::amounts::{amount, rate};
use super::canvas::{ACCENT, HAIRLINE, INK, MUTED, Style, TINT};
use super::document::InvoiceDocument;
use super::layout::{LEFT, RIGHT, Sheet, WIDTH, leading};
use super::text::{Measure, wrap};

const CAPTION: Style = Style::bold(7.5, ACCENT);
const LABEL: Style = Style::regular(9.0, MUTED);
const NUMBER: Style = Style::regular(9.0, INK);
const SMALL_NUMBER: Style = Style::regular(8.5, INK);
const GRAND: Style = Style::bold(12.0, ACCENT);
const NOTE: Style = Style::regular(9.0, INK);

/// Right edges and width of the amount columns of the tax summary.
const SUMMARY: [f32; 3] = [LEFT + 112.0, LEFT + 187.0, LEFT + 262.0];
const SUMMARY_WIDTH: f32 = 69.0;
/// Left edge of the totals.
const TOTALS: f32 = LEFT + 300.0;

const SPACE_ABOVE: f32 = 18.0;
const ROW: f32 = 15.0;
const HEAD: f32 = 20.0;
const TOTALS_HEIGHT: f32 = 62.0;
/// Between the totals and the note, and inside the note's panel.
const NOTE_GAP: f32 = 16.0;
const NOTE_PADDING: f32 = 10.0;

/// Points the closing block needs.
pub(super) fn height(document: &InvoiceDocument) -> f32 {
    let summary = HEAD + document.taxes.len() as f32 * ROW;
    let note = note(document).len();
    let panel = if note == 0 { 0.0 } else { NOTE_GAP + panel_height(note) };
    SPACE_ABOVE + summary.max(TOTALS_HEIGHT) + panel
}

pub(super) fn draw(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    if height(document) > sheet.room() {
        sheet.turn_page();
    }
    sheet.y += SPACE_ABOVE;
    let totals_end = totals(sheet);
    summary(sheet);
    sheet.y = sheet.y.max(totals_end);

    let lines = note(document);
    if lines.is_empty() {
        return;
    }
    sheet.y += NOTE_GAP;
    let height = panel_height(lines.len());
    if height > sheet.room() {
        sheet.turn_page();
    }
    sheet.canvas.panel(LEFT, sheet.y, WIDTH, height, TINT);
    sheet.canvas.panel(LEFT, sheet.y, 2.0, height, ACCENT);
    let mut y = sheet.y + NOTE_PADDING + 9.0;
    for line in &lines {
        sheet.canvas.text(LEFT + NOTE_PADDING + 4.0, y, line, NOTE);
        y += leading(NOTE);
    }
    sheet.y += height;
}

/// Net, tax and gross, and where they end. The pen stays, for the summary beside them.
fn totals(sheet: &mut Sheet<'_>) -> f32 {
    let document = sheet.document;
    let currency = &document.currency;
    let mut y = sheet.y + 10.0;
    let canvas = &mut sheet.canvas;
    for (label, minor) in [("Net total", document.net_minor), ("Tax", document.tax_minor)] {
        canvas.text(TOTALS, y, label, LABEL);
        canvas.number(RIGHT, y, 120.0, &amount(minor.into(), currency), NUMBER);
        y += ROW + 1.0;
    }
    canvas.panel(TOTALS, y - 6.0, RIGHT - TOTALS, 1.0, ACCENT);
    y += 13.0;
    let label = if document.credits.is_some() { "Credited" } else { "Total" };
    canvas.text(TOTALS, y, label, GRAND);
    let total = format!("{} {currency}", amount(document.total_minor.into(), currency));
    canvas.number(RIGHT, y, 144.0, &total, GRAND);
    sheet.y + TOTALS_HEIGHT
}

/// Tax per rate. More rates than a page holds go on over the next one.
fn summary(sheet: &mut Sheet<'_>) {
    let document = sheet.document;
    summary_head(sheet);
    for tax in &document.taxes {
        if sheet.room() < ROW {
            sheet.turn_page();
            summary_head(sheet);
        }
        let y = sheet.y + 10.5;
        sheet.canvas.text(LEFT, y, &rate(tax.rate_bp), SMALL_NUMBER);
        for (right, minor) in SUMMARY.into_iter().zip([tax.net_minor, tax.tax_minor, tax.gross_minor]) {
            let text = amount(minor.into(), &document.currency);
            sheet.canvas.number(right, y, SUMMARY_WIDTH, &text, SMALL_NUMBER);
        }
        sheet.y += ROW;
        sheet.canvas.panel(LEFT, sheet.y - 0.5, SUMMARY[2] - LEFT, 0.5, HAIRLINE);
    }
}

fn summary_head(sheet: &mut Sheet<'_>) {
    let y = sheet.y + 10.0;
    sheet.canvas.text(LEFT, y, "Tax rate", CAPTION);
    for (right, caption) in SUMMARY.into_iter().zip(["Net", "Tax", "Gross"]) {
        sheet.canvas.text_right(right, y, caption, CAPTION);
    }
    sheet.y += HEAD;
    sheet.canvas.panel(LEFT, sheet.y - 3.0, SUMMARY[2] - LEFT, 0.5, ACCENT);
}

fn note(document: &InvoiceDocument) -> Vec<String> {
    let width = WIDTH - 2.0 * NOTE_PADDING - 4.0;
    let measure = Measure { weight: NOTE.weight, size: NOTE.size, width, max_lines: 6 };
    document.paid_note.as_deref().map(|note| wrap(note, measure)).unwrap_or_default()
}

fn panel_height(lines: usize) -> f32 {
    2.0 * NOTE_PADDING + 11.0 + (lines.max(1) - 1) as f32 * leading(NOTE)
}
