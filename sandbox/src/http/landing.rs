//! The front page: which cards there are.

use poem::{Response, handler};

use super::page::page;
use crate::cards::CARDS;

#[handler]
pub(super) fn show() -> Response {
    let rows: String = CARDS
        .iter()
        .map(|card| {
            format!("<tr><td><code>{}</code></td><td>{}</td></tr>\n", grouped(card.number), card.note)
        })
        .collect();
    let main = format!(
        "<main>\n<h1>Payment and parcel sandbox</h1>\n\
         <p>No money moves here and no parcel leaves. These are the cards it knows; any expiry in the future \
         and any CVC will do.</p>\n\
         <table>\n<thead><tr><th>Card number</th><th>What happens</th></tr></thead>\n\
         <tbody>\n{rows}</tbody>\n</table>\n</main>"
    );
    page("Payment and parcel sandbox", &main)
}

/// The number in groups of four.
fn grouped(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    digits.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}
