//! Mails in the shop's own words: what they may say, and what becomes of words that are wrong.

use domain::notifications::wording::{least, sample};
use domain::notifications::{Template, Typesetter, Wording};
use serde_json::json;

use crate::mail::JinjaTypesetter;

fn wording(subject: &str, text: &str) -> Wording {
    let body = format!(
        "<mjml><mj-body><mj-section><mj-column><mj-text>{text}</mj-text></mj-column></mj-section></mj-body></mjml>"
    );
    Wording { subject: subject.to_owned(), body, text: None }
}

fn problems(template: Template, wording: &Wording) -> Vec<String> {
    let wrong = JinjaTypesetter::new().unwrap().check(template, wording);
    wrong.into_iter().map(|one| format!("{}: {}", one.field, one.message)).collect()
}

#[test]
fn the_shipped_words_are_good_words() {
    let typesetter = JinjaTypesetter::new().unwrap();
    for template in Template::ALL {
        let shipped = typesetter.shipped(*template);
        assert_eq!(problems(*template, &shipped), Vec::<String>::new(), "{template:?}");
        for data in [sample(*template), least(*template)] {
            let own = typesetter.typeset_as(&shipped, &data).unwrap();
            assert_eq!(own, typesetter.typeset(*template, &data).unwrap(), "{template:?}");
            // Without a text, there is one all the same.
            let made = typesetter.typeset_as(&Wording { text: None, ..shipped.clone() }, &data).unwrap();
            assert!(made.text.len() > 40 && !made.text.contains(['<', '{']), "{template:?}: {}", made.text);
        }
    }
}

#[test]
fn what_is_wrong_is_told_by_field_with_what_to_do() {
    for (wording, expected) in [
        (
            wording("{{ order.nmber }}", "x"),
            "subject: there is no order.nmber in this mail; did you mean order.number?",
        ),
        (wording("x", "{{ invoice.number }}"), "body: there is no invoice.number in this mail"),
        (wording("x", "{% if order.paid %}x{% endif %}"), "body: there is no order.paid in this mail"),
        (wording("x", "{{ order.number"), "body: line 1: syntax error"),
        (wording("x", "{{ order.number | shout }}"), "body: line 1: unknown filter"),
        (wording("x", "{{ customer.name | safe }}"), "body: line 1: unknown filter"),
        (
            wording("x", "{%- autoescape false %}{{ customer.name }}{% endautoescape %}"),
            "body: must not switch escaping",
        ),
        (
            wording("x", "{{ order.shipping_address.line2 }}"),
            "body: line 1: asks for something that is not always there",
        ),
        (
            wording("x", "{% for a in range(5000) %}{% for b in range(5000) %}x{% endfor %}{% endfor %}"),
            "body: does not come to an end",
        ),
        (
            wording("x", &format!("{{% for a in range(100) %}}{}{{% endfor %}}", "x".repeat(20_000))),
            "body: makes a mail of more than",
        ),
        (wording("x", "<mj-button>in a text</mj-button>"), "body: is no MJML: "),
        (wording("x", "{% include \"secrets\" %}"), "body: line 1: there is no such template"),
    ] {
        let found = problems(Template::OrderReceived, &wording);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{expected}: {found:?}");
    }
    let text = Wording { text: Some("{{ order.total }}".into()), ..wording("x", "y") };
    assert_eq!(problems(Template::OrderReceived, &text).len(), 1);
}

#[test]
fn what_people_write_stays_what_they_wrote() {
    let typesetter = JinjaTypesetter::new().unwrap();
    let mut data = sample(Template::OrderReceived);
    data["customer"]["name"] = json!("</mj-text><mj-raw><script>alert(1)</script>\r\nBcc: all@example.org");
    let said = typesetter
        .typeset_as(
            &wording(
                "For {{ customer.name }}",
                "Dear {{ customer.name }} {% set again = customer.name %}{{ again }}",
            ),
            &data,
        )
        .unwrap();
    assert!(!said.html.contains("<script") && said.html.contains("&lt;script"), "{}", said.html);
    assert!(!said.subject.contains(['\r', '\n']) && !said.text.contains("\nBcc:"), "{said:?}");
}

#[test]
fn a_part_of_the_shipped_words_can_be_changed() {
    let typesetter = JinjaTypesetter::new().unwrap();
    let body = "{% extends \"layout.mjml.jinja\" %}\n{% block heading %}Merci{% endblock %}\n\
        {% block content %}<p>C'est noté.</p>{% endblock %}\n{% block details %}{% include \"order.mjml.jinja\" %}{% endblock %}";
    let own = Wording { subject: "Merci".into(), body: body.into(), text: None };
    assert_eq!(problems(Template::OrderReceived, &own), Vec::<String>::new());
    let said = typesetter.typeset_as(&own, &sample(Template::OrderReceived)).unwrap();
    assert!(said.html.contains("C'est noté.") && said.html.contains("Stoneware mug"));
    assert!(said.text.starts_with("Penden\n") || said.text.contains("Merci"), "{}", said.text);
    assert!(said.text.contains("19 % tax included"), "{}", said.text);
}
