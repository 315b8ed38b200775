//! What every engine behind the port does: the same questions to the embedded one and to a search server.

use std::path::Path;
use std::time::Duration;

use domain::search::{Answer, Document, Filter, Place, Question, SearchEngine, Sort};
use platform::search::{Embedded, Meilisearch, MeilisearchSettings};
use uuid::Uuid;

use crate::shop::meilisearch::{self, Meilisearch as Server};

const NOW: i64 = 500;

pub fn client(server: &Server, commit: Duration) -> Meilisearch {
    let settings = MeilisearchSettings {
        url: server.url.clone(),
        api_key: meilisearch::KEY.into(),
        index_prefix: "contract_".into(),
        timeout: Duration::from_secs(5),
        commit,
    };
    Meilisearch::new(settings).unwrap()
}

/// Asks one after the other, each with an index of those products.
async fn both(products: Vec<Document>, ask: impl AsyncFn(&dyn SearchEngine)) {
    platform::crypto::install();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("engine-{}", Uuid::new_v4().simple()));
    let server = Server::open().await;
    let engines: [Box<dyn SearchEngine>; 2] =
        [Box::new(Embedded::open(&folder).unwrap()), Box::new(client(&server, Duration::from_secs(10)))];
    for engine in engines {
        assert_eq!(engine.position().await.unwrap(), None, "the index was just made");
        engine.clear().await.unwrap();
        engine.put(products.clone()).await.unwrap();
        engine.commit("1@1").await.unwrap();
        ask(engine.as_ref()).await;
    }
    assert_eq!(server.refused(), [""; 0]);
    server.close().await;
    let _ = std::fs::remove_dir_all(&folder);
}

fn product(nth: u128, title: &str) -> Document {
    Document {
        id: Uuid::from_u128(nth),
        title: title.into(),
        price_minor: Some(1_000),
        in_stock: true,
        created_at: i64::try_from(nth).unwrap(),
        visible: (0, i64::MAX),
        ..Document::default()
    }
}

fn keys(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(facet, value)| ((*facet).to_owned(), (*value).to_owned())).collect()
}

fn shop() -> Vec<Document> {
    let description = |text: &str| text.to_owned();
    vec![
        Document {
            brand: "Kiln".into(),
            description: description("Keeps tea hot on the way to work."),
            keys: keys(&[
                ("brand", "kiln"),
                ("attribute:colour", "blue"),
                ("has", "colour"),
                ("has", "width"),
            ]),
            numbers: vec![("width".into(), 10_500)],
            price_minor: Some(1_500),
            ..product(1, "Blue travel mug")
        },
        Document {
            keys: keys(&[
                ("brand", "kiln"),
                ("attribute:colour", "red"),
                ("has", "colour"),
                ("has", "width"),
            ]),
            numbers: vec![("width".into(), 11_500)],
            price_minor: Some(900),
            in_stock: false,
            ..product(2, "Mug tree")
        },
        Document {
            description: description("A laptop for every day."),
            keys: keys(&[("brand", "dune"), ("attribute:colour", "red"), ("has", "colour")]),
            price_minor: Some(90_000),
            ..product(3, "Notebook computer 14")
        },
        Document {
            codes: vec!["TN-2110".into(), "4006381333931".into()],
            price_minor: None,
            ..product(4, "Toner cartridge")
        },
        Document { visible: (1_000, 2_000), ..product(5, "Winter bowl") },
    ]
}

fn question(text: &str) -> Question {
    Question { text: text.into(), now: NOW, limit: 20, ..Question::default() }
}

fn ids(answer: &Answer) -> Vec<u128> {
    answer.hits.iter().map(|hit| hit.id.as_u128()).collect()
}

fn sorted(answer: &Answer) -> Vec<u128> {
    let mut ids = ids(answer);
    ids.sort_unstable();
    ids
}

fn colour(values: &[&str]) -> Filter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Filter::Values { facet: "attribute:colour".into(), values }
}

fn between(facet: &str, least: Option<i64>, most: Option<i64>) -> Filter {
    Filter::Between { facet: facet.into(), least, most }
}

#[tokio::test]
async fn products_are_found_by_words_mistakes_and_part_numbers() {
    both(shop(), async |engine| {
        let ask = async |text: &str| engine.search(question(text)).await.unwrap();
        assert_eq!(sorted(&ask("").await), [1, 2, 3, 4], "without a word, all that is visible");
        assert_eq!(sorted(&ask("MUG").await), [1, 2]);
        assert_eq!(ids(&ask("laptop").await), [3], "descriptions count");
        assert_eq!(ids(&ask("kiln travel").await), [1]);
        let answer = ask("notebok").await;
        assert_eq!((ids(&answer), answer.did_you_mean.as_deref()), (vec![3], Some("notebook")));
        assert!(answer.is_corrected);
        for typed in ["TN-2110", "tn2110", "tn 2110", "toner tn-2110", "4006381-333931"] {
            assert_eq!(ids(&ask(typed).await).first(), Some(&4), "{typed}");
        }
        let answer = ask("TN-2111").await;
        assert!(answer.total == 0 || answer.is_relaxed, "a part number has no mistakes");
        let answer = ask("blue toner").await;
        assert!(answer.is_relaxed && answer.total > 0, "something instead of nothing");
        let answer = ask("xyzzyplugh").await;
        assert_eq!((answer.total, answer.is_relaxed), (0, false));
        let marked = engine.passage("Blue travel mug", &ask("mugs").await.terms, 100);
        assert_eq!(marked.marks, [(12, 15)]);
    })
    .await;
}

#[tokio::test]
async fn beginnings_are_completed() {
    both(shop(), async |engine| {
        let complete = async |typed: &str| {
            let found = engine.suggest(typed.into(), 8).await.unwrap();
            found.into_iter().map(|one| (one.text, one.products)).collect::<Vec<_>>()
        };
        assert_eq!(complete("mu").await, [("mug".to_owned(), 2)]);
        assert_eq!(complete("Blue t").await, [("blue travel".to_owned(), 1)], "tree and toner are not blue");
        assert_eq!(complete("").await, []);
        assert_eq!(complete("zzz").await, []);
    })
    .await;
}

#[tokio::test]
async fn answers_are_narrowed_and_counted() {
    both(shop(), async |engine| {
        for (filters, expected) in [
            (vec![colour(&["red"])], vec![2, 3]),
            (vec![colour(&["red", "blue"])], vec![1, 2, 3]),
            (vec![colour(&[])], vec![]),
            (vec![between("width", Some(11_000), None)], vec![2]),
            (vec![between("width", Some(10_500), Some(11_500))], vec![1, 2]),
            (vec![between("price", None, Some(1_500))], vec![1, 2]),
            (vec![Filter::InStock(true)], vec![1, 3, 4]),
            (vec![colour(&["red"]), Filter::InStock(false)], vec![2]),
        ] {
            let answer = engine.search(Question { filters: filters.clone(), ..question("") }).await.unwrap();
            assert_eq!(
                (sorted(&answer), answer.total),
                (expected.clone(), expected.len() as u64),
                "{filters:?}"
            );
        }
        let asked = Question {
            filters: vec![colour(&["red"]), between("price", Some(1_000), None)],
            facets: vec!["attribute:colour".into(), "brand".into(), "has".into()],
            ranges: vec!["width".into(), "price".into()],
            ..question("")
        };
        let answer = engine.search(asked).await.unwrap();
        assert_eq!(ids(&answer), [3]);
        let counts = |facet: &str| -> Vec<(String, u64)> {
            let (_, counts) = answer.facets.iter().find(|(one, _)| one == facet).unwrap();
            let mut counts: Vec<_> = counts.iter().map(|one| (one.value.clone(), one.products)).collect();
            counts.sort();
            counts
        };
        let pairs = |expected: &[(&str, u64)]| -> Vec<(String, u64)> {
            expected.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect()
        };
        assert_eq!(counts("attribute:colour"), pairs(&[("blue", 1), ("red", 1)]), "without its own filter");
        assert_eq!(counts("brand"), pairs(&[("dune", 1)]));
        assert_eq!(counts("has"), pairs(&[("colour", 1)]));
        let price = answer.ranges.iter().find(|range| range.facet == "price").unwrap();
        assert_eq!((price.least, price.most, price.products), (900, 90_000, 2), "without its own filter");
        assert!(!answer.ranges.iter().any(|range| range.facet == "width"), "nothing that was found has one");
    })
    .await;
}

#[tokio::test]
async fn pages_show_each_product_once_in_every_order() {
    // Many with the same price and the same age, some without a price.
    let many = (1..=26).map(|nth| Document {
        price_minor: (nth % 5 > 0).then(|| 100 * i64::try_from(nth % 5).unwrap()),
        created_at: i64::try_from(nth % 3).unwrap(),
        ..product(nth, "Mug")
    });
    let many: Vec<Document> = many.collect();
    both(many.clone(), async |engine| {
        for sort in [Sort::Relevance, Sort::Newest, Sort::PriceAsc, Sort::PriceDesc] {
            let (mut found, mut after): (Vec<u128>, Option<Place>) = (Vec::new(), None);
            loop {
                let asked = Question { sort, after, limit: 4, ..question("mug") };
                let answer = engine.search(asked).await.unwrap();
                assert_eq!(answer.total, 26, "{sort:?}");
                found.extend(ids(&answer));
                after = answer.next;
                if after.is_none() {
                    break;
                }
            }
            let key = |id: &u128| {
                let product = many.iter().find(|one| one.id.as_u128() == *id).unwrap();
                match sort {
                    Sort::Relevance => 0,
                    Sort::Newest => -product.created_at,
                    Sort::PriceAsc => product.price_minor.unwrap_or(i64::MAX),
                    Sort::PriceDesc => product.price_minor.map_or(i64::MAX, |price| -price),
                }
            };
            assert!(found.is_sorted_by_key(key), "{sort:?}: {found:?}");
            found.sort_unstable();
            assert_eq!(found, (1..=26).collect::<Vec<_>>(), "{sort:?}");
        }
        let none = engine.search(Question { limit: 0, ..question("mug") }).await.unwrap();
        assert_eq!((none.total, none.hits.len()), (26, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_removed_or_not_visible_is_not_found_and_an_index_is_made_anew_at_once() {
    both(shop(), async |engine| {
        let found = async |text: &str, now: i64| {
            sorted(&engine.search(Question { now, ..question(text) }).await.unwrap())
        };
        let expected: [&[u128]; 4] = [&[], &[5], &[5], &[]];
        for (now, expected) in [999, 1_000, 1_999, 2_000].into_iter().zip(expected) {
            assert_eq!(found("bowl", now).await, expected, "{now}");
        }
        engine.remove(vec![Uuid::from_u128(1), Uuid::from_u128(77)]).await.unwrap();
        engine.put(vec![product(2, "Beaker tree")]).await.unwrap();
        engine.commit("2@2").await.unwrap();
        assert_eq!((found("mug", NOW).await, found("beaker", NOW).await), (vec![], vec![2]));
        assert_eq!(engine.position().await.unwrap().as_deref(), Some("2@2"));

        engine.clear().await.unwrap();
        engine.put(vec![product(9, "Lamp")]).await.unwrap();
        assert_eq!(found("", NOW).await, [2, 3, 4], "the old one answers until the commit");
        engine.commit("3@3").await.unwrap();
        assert_eq!(found("", NOW).await, [9]);
        assert_eq!(engine.position().await.unwrap().as_deref(), Some("3@3"));
    })
    .await;
}

#[tokio::test]
async fn words_that_mean_the_same_find_the_same() {
    both(shop(), async |engine| {
        let found = async |text: &str| sorted(&engine.search(question(text)).await.unwrap());
        assert_eq!(found("beaker").await, [0; 0]);
        engine.set_synonyms(vec![vec!["beaker".into(), "travel mug".into()]]).await.unwrap();
        engine.commit("2@2").await.unwrap();
        assert_eq!(found("beaker").await, [1]);
        engine.set_synonyms(Vec::new()).await.unwrap();
        engine.commit("3@3").await.unwrap();
        assert_eq!(found("beaker").await, [0; 0]);
    })
    .await;
}
