//! What was invoiced and credited at which rate, and where it went: what a tax return asks for.

use chrono::{Days, NaiveDate, NaiveTime};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use crate::error::Result;

/// Of one country, currency and rate. Amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct TaxSum {
    /// To which the goods went, ISO 3166-1 alpha-2.
    pub country: String,
    pub currency: String,
    /// Basis points.
    pub rate_bp: i64,
    pub invoiced_net_minor: i64,
    pub invoiced_tax_minor: i64,
    pub invoiced_gross_minor: i64,
    /// Positive.
    pub credited_net_minor: i64,
    pub credited_tax_minor: i64,
    pub credited_gross_minor: i64,
}

/// Invoices, those that another took the place of, and credit notes that were issued from `from` to `to` (inclusive, UTC). One
/// query, which reads all of them.
pub async fn taxes(db: &impl ConnectionTrait, from: NaiveDate, to: NaiveDate) -> Result<Vec<TaxSum>> {
    let begin = from.and_time(NaiveTime::MIN).and_utc();
    let end = to.checked_add_days(Days::new(1)).unwrap_or(to).and_time(NaiveTime::MIN).and_utc();
    let backend = db.get_database_backend();
    let (country, each, part) = match backend {
        DbBackend::Postgres => (
            "o.shipping_address->>'country'",
            "CROSS JOIN LATERAL jsonb_array_elements(CAST(d.document AS jsonb)->'taxes') AS t(value)",
            (|name: &str| format!("CAST(t.value->>'{name}' AS bigint)")) as fn(&str) -> String,
        ),
        _ => (
            "json_extract(o.shipping_address, '$.country')",
            "JOIN json_each(d.document, '$.taxes') t",
            (|name: &str| format!("json_extract(t.value, '$.{name}')")) as fn(&str) -> String,
        ),
    };
    let sums = [("invoiced", "invoice"), ("credited", "note")].map(|(as_name, kind)| {
        ["net_minor", "tax_minor", "gross_minor"].map(|name| {
            let amount = part(name);
            format!("CAST(SUM(CASE WHEN d.kind = '{kind}' THEN {amount} ELSE 0 END) AS bigint) AS {as_name}_{name}")
        })
    });
    let sums = sums.concat().join(", ");
    let documents = [("invoices", "invoice"), ("former_invoices", "invoice"), ("credit_notes", "note")];
    let documents = documents.map(|(table, kind)| {
        format!(
            "SELECT order_id, currency, document, '{kind}' AS kind FROM {table} \
             WHERE issued_at >= $1 AND issued_at < $2"
        )
    });
    let documents = documents.join(" UNION ALL ");
    let rate = part("rate_bp");
    let sql = format!(
        "SELECT {country} AS country, d.currency AS currency, {rate} AS rate_bp, {sums} FROM ({documents}) d \
         JOIN orders o ON o.id = d.order_id {each} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 DESC"
    );
    let rows = Statement::from_sql_and_values(backend, sql, [begin.into(), end.into()]);
    Ok(TaxSum::find_by_statement(rows).all(db).await?)
}
