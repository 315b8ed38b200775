#![allow(clippy::unwrap_used)]
use entity::states::AttributeKind;
use entity::{attribute, attribute_choice};
use uuid::Uuid;

use super::*;
use crate::catalog::attributes::Attribute;
use crate::clock::now;
use crate::prompts::QuestionPart;

fn attribute(code: &str, name: &str, kind: AttributeKind, unit: Option<&str>, choices: &[&str]) -> Attribute {
    let id = Uuid::now_v7();
    let choice = |(position, label): (i32, &&str)| attribute_choice::Model {
        attribute_id: id,
        code: label.to_lowercase().replace(' ', "-"),
        label: (*label).to_owned(),
        position,
    };
    let row = attribute::Model {
        id,
        code: code.to_owned(),
        name: name.to_owned(),
        kind,
        unit: unit.map(str::to_owned),
        filterable: true,
        position: 0,
        version: 1,
        created_at: now(),
        updated_at: now(),
    };
    Attribute { row, choices: (0..).zip(choices).map(choice).collect() }
}

fn shop() -> Words {
    let attributes = vec![
        attribute("colour", "Colour", AttributeKind::Choice, None, &["Black", "Navy blue", "2"]),
        attribute("touchscreen", "Touchscreen", AttributeKind::Boolean, None, &[]),
        attribute("memory", "Memory", AttributeKind::Number, Some("GB"), &[]),
    ];
    let named = |(nth, name): (u128, &str)| Named {
        id: Uuid::from_u128(nth),
        slug: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
    };
    Words::of(attributes, [(1, "Acer"), (2, "Stone & Fire"), (3, "7")].map(named).into())
}

fn price(typed: &str) -> (String, Option<i64>, Option<i64>) {
    let reading = read(typed, &shop(), "EUR", &[]);
    let rest = reading.words.join(" ");
    match reading.price.map(|understood| understood.meaning) {
        Some(Meaning::Price { least, most }) => (rest, least, most),
        _ => (rest, None, None),
    }
}

#[test]
fn bounds_of_the_price_are_read_and_other_numbers_are_left_alone() {
    for (typed, rest, least, most) in [
        ("black laptop under 800", "black laptop", None, Some(80_000)),
        ("laptop under €1,299.50 for school", "laptop for school", None, Some(129_950)),
        ("Laptop unter 1.299,50 Euro", "Laptop", None, Some(129_950)),
        ("mug more than 5 eur", "mug", Some(500), None),
        ("mug between 5 and 10", "mug", Some(500), Some(1_000)),
        ("mug 5-10 €", "mug", Some(500), Some(1_000)),
        ("mug from $5 to $10", "mug", Some(500), Some(1_000)),
        ("max 20€ mug", "mug", None, Some(2_000)),
        ("iphone pro max 256", "iphone pro max 256", None, None),
        ("laptop under 15 inch", "laptop under 15 inch", None, None),
        ("laptop under 16 gb", "laptop under 16 gb", None, None),
        ("under", "under", None, None),
        ("2019-2020 calendar", "2019-2020 calendar", None, None),
        ("between 10 and 5", "between 10 and 5", None, None),
        ("under 99999999999999999999", "under 99999999999999999999", None, None),
        ("", "", None, None),
    ] {
        assert_eq!(price(typed), (rest.to_owned(), least, most), "{typed}");
    }
    assert_eq!(
        read("mug under 800", &shop(), "JPY", &[]).price.unwrap().meaning,
        Meaning::Price { least: None, most: Some(800) }
    );
}

#[test]
fn words_of_the_catalogue_are_candidates() {
    let reading = read("navy blue touchscreen laptop 16gb", &shop(), "EUR", &[]);
    let texts: Vec<&str> = reading.candidates.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["navy blue", "touchscreen", "16gb"]);
    assert_eq!(reading.without(&reading.candidates.iter().collect::<Vec<_>>()), "laptop");
    assert_eq!(reading.without(&[&reading.candidates[1]]), "navy blue laptop 16gb");
    assert!(matches!(&reading.candidates[2].meanings[..], [Meaning::Number { milli: 16_000, .. }]));
}

#[test]
fn names_of_brands_are_candidates() {
    let reading = read("Acer laptop stone fire 7", &shop(), "EUR", &[]);
    let texts: Vec<&str> = reading.candidates.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["Acer", "stone fire"]);
    assert!(
        matches!(&reading.candidates[0].meanings[..], [Meaning::Brand(Named { slug, .. })] if slug == "acer")
    );
    assert_eq!(read("Acer laptop", &shop(), "EUR", &["acer".to_owned()]).candidates, []);
}

#[test]
fn what_is_taken_literally_does_not_name_the_thing() {
    let literal = ["under 800".to_owned(), "Navy Blue".to_owned()];
    let reading = read("black laptop navy blue under 800", &shop(), "EUR", &literal);
    let taken: Vec<&Candidate> = reading.candidates.iter().collect();
    assert_eq!(taken.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["black"]);
    assert_eq!(reading.thing(&taken), "laptop");
    assert_eq!(reading.without(&taken), "laptop navy blue under 800");
    let reading = read("black laptop", &shop(), "EUR", &["laptop".to_owned()]);
    assert_eq!(reading.thing(&[&reading.candidates[0]]), "laptop", "unless nothing else does");
}

#[test]
fn what_is_to_be_taken_literally_is() {
    let literal = ["BLACK".to_owned(), "under 800".to_owned()];
    let reading = read("black laptop under 800", &shop(), "EUR", &literal);
    assert_eq!((reading.price, reading.candidates.len()), (None, 0));
    assert_eq!(read("2 laptops", &shop(), "EUR", &[]).candidates, [], "a bare number says nothing");
    let long = "black ".repeat(2_000);
    assert_eq!(read(&long, &shop(), "EUR", &[]).words, [long]);
}

#[test]
fn what_a_model_says_of_a_text_of_any_length_breaks_nothing() {
    let known = Words::default();
    for typed in ["x".repeat(300), "x y".repeat(300), String::new(), "a b".to_owned()] {
        let mut reading = read(&typed, &known, "EUR", &[]);
        let part = |text: &str, code: &str, value: &str| QuestionPart {
            text: text.into(),
            code: code.into(),
            value: value.into(),
        };
        reading.add(
            &[part(&typed, "price", "..5"), part("a", "price", "1.."), part("b", "hue", "red")],
            &known,
            "EUR",
        );
        assert!(reading.candidates.is_empty(), "{typed}");
    }
}
