#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;

use domain::invoices::{InvoiceLine, InvoiceTax, Party};

use super::*;

fn line(name: &str, quantity: i64, unit_price_minor: i64) -> InvoiceLine {
    InvoiceLine {
        sku: "MUG-GRN-350".into(),
        name: name.into(),
        quantity,
        unit_price_minor,
        tax_rate_bp: 1900,
        total_minor: quantity.saturating_mul(unit_price_minor),
        notes: Vec::new(),
    }
}

fn invoice(lines: Vec<InvoiceLine>) -> InvoiceDocument {
    let total = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.total_minor));
    let net = i64::try_from(i128::from(total) * 100 / 119).unwrap();
    InvoiceDocument {
        number: "INV-2026-000042".into(),
        issued_on: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap(),
        supplied_on: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
        currency: "EUR".into(),
        order_number: "A-1007".into(),
        prices_include_tax: true,
        seller: Party {
            name: "Töpferei & Söhne".into(),
            address: vec!["Lindenallee 14".into(), "10115 Berlin".into()],
            tax_id: Some("DE312884501".into()),
            contact: vec!["billing@example.org".into()],
        },
        buyer: Party {
            name: "Zażółć Gęślą".into(), address: vec!["Αθήνα".into()], ..Party::default()
        },
        ship_to: None,
        lines,
        shipping: None,
        taxes: vec![InvoiceTax { rate_bp: 1900, net_minor: net, tax_minor: total - net, gross_minor: total }],
        net_minor: net,
        tax_minor: total - net,
        total_minor: total,
        paid_note: Some("Paid by card on 3 March 2026.".into()),
        footer: vec!["Register entry HRB 184221".into()],
        credits: None,
        logo: None,
    }
}

fn mugs(count: usize) -> InvoiceDocument {
    invoice((1..=count).map(|n| line(&format!("Mug number {n}"), 1, 1000)).collect())
}

/// What a reader sees on each page: every piece of text, in the order drawn.
fn pages(document: &InvoiceDocument) -> Vec<Vec<String>> {
    let (contents, fonts) = layout::draw(document, false);
    contents.iter().map(|content| texts(content, &fonts)).collect()
}

fn texts(content: &[u8], fonts: &[fonts::FontInUse; 2]) -> Vec<String> {
    let mut shown = Vec::new();
    let mut font = &fonts[0];
    for operation in content.split(|byte| *byte == b'\n') {
        if operation.starts_with(b"/F") {
            font = &fonts[usize::from(operation[2] - b'1')];
        } else if operation.ends_with(b" Tj") {
            let codes = decoded(&operation[..operation.len() - 3]);
            let character = |code: &[u8]| font.glyphs[usize::from(u16::from_be_bytes([code[0], code[1]]))].0;
            shown.push(codes.chunks(2).map(character).collect());
        }
    }
    shown
}

/// A PDF string, literal or hexadecimal (ISO 32000-1, 7.3.4).
fn decoded(string: &[u8]) -> Vec<u8> {
    let inner = &string[1..string.len() - 1];
    if string[0] == b'<' {
        let digits = std::str::from_utf8(inner).unwrap();
        return (0..digits.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
            .collect();
    }
    let mut bytes = Vec::new();
    let mut rest = inner;
    while let [first, tail @ ..] = rest {
        let (byte, used) = match (first, tail) {
            (b'\\', [b'0'..=b'7', ..]) => {
                (u8::from_str_radix(std::str::from_utf8(&tail[..3]).unwrap(), 8).unwrap(), 4)
            }
            (b'\\', [b'n', ..]) => (b'\n', 2),
            (b'\\', [b'r', ..]) => (b'\r', 2),
            (b'\\', [b't', ..]) => (b'\t', 2),
            (b'\\', [b'b', ..]) => (8, 2),
            (b'\\', [b'f', ..]) => (12, 2),
            (b'\\', [escaped, ..]) => (*escaped, 2),
            _ => (*first, 1),
        };
        bytes.push(byte);
        rest = &rest[used..];
    }
    bytes
}

#[test]
fn equal_documents_give_equal_bytes() {
    assert_eq!(render(&mugs(12), None).unwrap(), render(&mugs(12), None).unwrap());
    assert_ne!(render(&mugs(12), None).unwrap(), render(&mugs(13), None).unwrap());
}

#[test]
fn everything_a_bookkeeper_needs_is_printed() {
    let mut document = invoice(vec![line("Stoneware mug", 2, 61_728)]);
    document.shipping = Some(InvoiceLine { sku: String::new(), ..line("Parcel", 1, 495) });
    document.lines[0].notes = vec!["Summer (SUN10): -2.00 EUR".into()];
    document.ship_to = Some(Party { name: "Елена Ґанок".into(), ..Party::default() });
    let shown = pages(&document).concat();
    for expected in [
        "Töpferei & Söhne",
        "Lindenallee 14",
        "Tax ID DE312884501",
        "billing@example.org", // the seller
        "Zażółć Gęślą",
        "Αθήνα",
        "Елена Ґанок", // the buyer and the recipient
        "INV-2026-000042",
        "3 March 2026",
        "2 March 2026",
        "A-1007", // numbers and dates
        "Stoneware mug",
        "MUG-GRN-350",
        "Summer (SUN10): -2.00 EUR",
        "2",
        "617.28",
        "19%",
        "1,234.56",
        "Parcel",
        "4.95", // lines
        "1,037.44",
        "197.12",
        "1,234.56 EUR",
        "Paid by card on 3 March 2026.", // totals
        "Register entry HRB 184221",
        "Page 1 of 1",
    ] {
        assert!(shown.iter().any(|text| text == expected), "{expected} is missing from {shown:?}");
    }
}

#[test]
fn every_line_appears_once_and_sums_are_carried_from_page_to_page() {
    for count in [1, 12, 60, 300] {
        let pages = pages(&mugs(count));
        let mut seen = 0;
        for (index, page) in pages.iter().enumerate() {
            let after = |caption: &str| page.iter().skip_while(|text| *text != caption).nth(1).cloned();
            let carried = |lines: usize| Some(amounts::amount(lines as i128 * 1000, "EUR"));
            let rows = page.iter().filter(|text| text.starts_with("Mug number ")).count();
            assert!(rows > 0, "page {index} of {count} lines has no row");
            assert!(page.contains(&"Description".to_owned()), "page {index} repeats the header");
            assert!(page.contains(&format!("Page {} of {}", index + 1, pages.len())));
            assert_eq!(after("Brought forward"), carried(seen).filter(|_| index > 0));
            seen += rows;
            assert_eq!(after("Carried forward"), carried(seen).filter(|_| index + 1 < pages.len()));
            assert_eq!(page.contains(&"Net total".to_owned()), index + 1 == pages.len());
        }
        assert_eq!(seen, count);
    }
}

#[test]
fn the_totals_never_stand_alone_wherever_the_page_ends() {
    for count in 10..60 {
        let last = pages(&mugs(count)).pop().unwrap();
        assert!(last.contains(&format!("Mug number {count}")), "{count} lines");
        assert!(last.contains(&"Net total".to_owned()), "{count} lines");
    }
}

#[test]
fn a_character_the_font_lacks_is_shown_as_missing() {
    let shown = pages(&invoice(vec![line("茶碗 tea bowl 🍵", 1, 100)])).concat();
    assert!(shown.contains(&"\u{fffd}\u{fffd} tea bowl \u{fffd}".to_owned()));
}

#[test]
fn extreme_documents_stay_on_the_page() {
    let mut document = invoice(vec![line(&"W".repeat(5000), i64::MAX, i64::MAX), line("", -1, i64::MIN)]);
    document.taxes = vec![document.taxes[0].clone(); 90];
    document.footer = vec!["Small print. ".repeat(500); 20];
    document.paid_note = Some("Note. ".repeat(5000));
    document.seller.address = vec!["Street ".repeat(90); 40];
    document.number = "9".repeat(500);
    let pages = pages(&document);
    let rates = pages.iter().flatten().filter(|text| *text == "19%").count();
    assert_eq!(rates, 92);
    assert!(pages.len() < 9, "{} pages", pages.len());

    let (contents, _) = layout::draw(&document, false);
    for content in contents {
        let content = String::from_utf8_lossy(&content).into_owned();
        for operation in content.lines().filter(|operation| operation.ends_with(" Td")) {
            let mut numbers = operation.split(' ').map_while(|number| number.parse::<f32>().ok());
            let (x, y) = (numbers.next().unwrap(), numbers.next().unwrap());
            assert!((50.0..545.0).contains(&x) && (10.0..800.0).contains(&y), "{operation}");
        }
    }
}

#[test]
fn the_file_claims_pdf_a_3b_and_says_what_it_is() {
    let bytes = render(&mugs(1), None).unwrap();
    let file = String::from_utf8_lossy(&bytes);
    assert!(file.starts_with("%PDF-1.7"));
    for expected in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "Invoice INV-2026-000042</rdf:li>",
        "Töpferei &amp; Söhne</rdf:li>",
        "<xmp:CreateDate>2026-03-03T00:00:00Z</xmp:CreateDate>",
        "(D:20260303000000Z)",
        "/CalRGB",
        "/Lang (en)",
    ] {
        assert!(file.contains(expected), "{expected} is missing");
    }
    assert!(!file.contains("/DeviceRGB"));
}
