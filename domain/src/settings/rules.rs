//! What settings may be, wherever they come from.

use super::ShopSettings;
use crate::error::FieldError;

impl ShopSettings {
    /// Everything that is wrong, with the path of the field. Whether mails can be sent as the sender is not looked at.
    pub fn violations(&self) -> Vec<FieldError> {
        let mut wrong = Vec::new();
        let mut check = |is_fine: bool, field: String, message: &str| {
            if !is_fine {
                wrong.push(FieldError { field: field.into(), message: message.to_owned() });
            }
        };
        check(is_line(&self.name, 100), "name".into(), "must be one line of 1 to 100 characters");
        check(is_code(&self.currency, 3), "currency".into(), "must be a code of ISO 4217, such as EUR");
        check((1..=100_000).contains(&self.hold_minutes), "hold_minutes".into(), "must be 1 to 100000");
        check((1..=10_000).contains(&self.cart_idle_hours), "cart_idle_hours".into(), "must be 1 to 10000");
        check((0..=3650).contains(&self.return_days), "return_days".into(), "must be 0 (never) to 3650");
        let reminders = &self.reminders;
        for (field, value, most) in [
            ("unpaid_minutes", reminders.unpaid_minutes, 100_000),
            ("cart_hours", reminders.cart_hours, 10_000),
            ("review_days", reminders.review_days, 365),
        ] {
            let message = format!("must be 0 (never) to {most}");
            check((0..=most).contains(&value), format!("reminders/{field}"), &message);
        }
        for (field, url) in [("order_url", &self.order_url), ("account_url", &self.account_url)] {
            let is_url = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
            let message = "must begin with https:// or http://, or be empty";
            check(is_url && url.len() <= 500 && !url.contains(char::is_control), field.into(), message);
        }
        let seller = &self.seller;
        let country = &seller.address.country;
        check(is_code(country, 2), "seller/address/country".into(), "must be two capitals, such as DE");
        for (field, text) in
            [("tax_id", &seller.tax_id), ("email", &seller.email), ("website", &seller.website)]
        {
            let is_fine = text.is_empty() || is_line(text, 200);
            check(is_fine, format!("seller/{field}"), "must be one line of at most 200 characters");
        }
        check(seller.footer.len() <= 5, "seller/footer".into(), "must be 5 lines at most");
        for (index, line) in seller.footer.iter().enumerate() {
            let message = "must be one line of 1 to 200 characters";
            check(is_line(line, 200), format!("seller/footer/{index}"), message);
        }
        for (index, country) in self.countries.iter().enumerate() {
            let field = format!("countries/{index}");
            check(is_code(country, 2), field.clone(), "must be two capitals, such as DE");
            check(!self.countries[..index].contains(country), field, "is there twice");
        }
        let transfer = &self.payments.bank_transfer;
        let days = "payments/bank_transfer/days";
        check((1..=365).contains(&transfer.days), days.into(), "must be 1 to 365");
        for (field, text, is_needed) in [
            ("holder", &transfer.holder, transfer.enabled),
            ("iban", &transfer.iban, transfer.enabled),
            ("bic", &transfer.bic, false),
        ] {
            let is_fine = if text.is_empty() { !is_needed } else { is_line(text, 100) };
            let message =
                "must be one line of at most 100 characters, and there when bank transfers are offered";
            check(is_fine, format!("payments/bank_transfer/{field}"), message);
        }
        check(self.countries.len() <= 300, "countries".into(), "must be 300 at most");
        wrong
    }
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_line(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}
