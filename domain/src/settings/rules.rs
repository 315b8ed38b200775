//! What settings may be, wherever they come from.

use iban::Iban;

use super::ShopSettings;
use crate::error::FieldError;
use crate::money::is_currency;
use crate::shipping::is_country;

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
        check(is_currency(&self.currency), "currency".into(), "must be a code of ISO 4217, such as EUR");
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
        let leads_to_it = self.order_url.is_empty() || self.order_url.contains("{id}");
        check(leads_to_it, "order_url".into(), "must have {id} where the id of the order goes");
        let takes_tokens = ["{action}", "{token}"].iter().all(|part| self.account_url.contains(part));
        let message = "must have {action} and {token} where they go";
        check(self.account_url.is_empty() || takes_tokens, "account_url".into(), message);
        let seller = &self.seller;
        let country = &seller.address.country;
        check(is_country(country), "seller/address/country".into(), COUNTRY);
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
            check(is_country(country), field.clone(), COUNTRY);
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
        let message = "is no IBAN: a digit or a letter of it is wrong";
        check(is_account(&transfer.iban), "payments/bank_transfer/iban".into(), message);
        let message = "must be 8 or 11 capitals and digits, such as COBADEFFXXX";
        check(is_bic(&transfer.bic), "payments/bank_transfer/bic".into(), message);
        check(self.countries.len() <= 300, "countries".into(), "must be 300 at most");
        wrong
    }
}

const COUNTRY: &str = "must be a code of ISO 3166-1, such as DE or GB";

/// An IBAN (ISO 13616) as people write it, or the number of an account where there are none.
fn is_account(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let looks_like_one = compact.len() > 4
        && compact.bytes().take(2).all(|byte| byte.is_ascii_alphabetic())
        && compact.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit());
    !looks_like_one || compact.to_uppercase().parse::<Iban>().is_ok()
}

/// By its form (ISO 9362): bank, country, place, and the branch if it is named.
fn is_bic(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_uppercase();
    let is_sign = |byte: u8| is_letter(byte) || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    text.is_empty()
        || matches!(text.len(), 8 | 11)
            && bytes[..6].iter().all(|byte| is_letter(*byte))
            && bytes[6..].iter().all(|byte| is_sign(*byte))
}

fn is_line(text: &str, longest: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_told_from_a_mistyped_one_and_from_the_number_of_an_account() {
        for fine in ["DE89 3704 0044 0532 0130 00", "gb82west12345698765432", "123456789 / 021000021", ""] {
            assert!(is_account(fine), "{fine}");
        }
        for wrong in ["DE89 3704 0044 0532 0130 01", "DE00 1", "DE8937040044053201300"] {
            assert!(!is_account(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_bic_has_eight_or_eleven_signs() {
        for fine in ["", "COBADEFF", "COBADEFFXXX", "DEUTDEDB110"] {
            assert!(is_bic(fine), "{fine}");
        }
        for wrong in ["COBADEF", "cobadeff", "C0BADEFF", "COBADEFFXX", "COBADEFFÄÖ"] {
            assert!(!is_bic(wrong), "{wrong}");
        }
    }
}
