//! Whatever is in the catalogue and however it is asked for: the pages of a list are a partition of it.

use std::collections::BTreeSet;

use domain::Store;
use domain::catalog::categories::{self, NewCategory};
use domain::catalog::products::{self, NewProduct, ProductFilter, Sort};
use domain::catalog::variants::NewVariant;
use domain::entity::states::ProductStatus;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use crate::shop::Shop;

#[derive(Debug, Clone)]
struct Entry {
    name: &'static str,
    price_minor: Option<i64>,
    is_active: bool,
}

fn entry() -> impl Strategy<Value = Entry> {
    let name = prop::sample::select(vec!["a", "A", "ä", "a b", "z", "Ω", "_", "~"]);
    (name, prop::option::of(0..4_i64), any::<bool>()).prop_map(|(name, price_minor, is_active)| Entry {
        name,
        price_minor,
        is_active,
    })
}

fn sort() -> impl Strategy<Value = Sort> {
    prop::sample::select(vec![Sort::Newest, Sort::PriceAsc, Sort::PriceDesc, Sort::NameAsc])
}

/// Fills a category of its own; returns its slug and which products should be found.
async fn fill(store: &Store, entries: &[Entry]) -> (String, BTreeSet<Uuid>) {
    let slug = Uuid::new_v4().simple().to_string();
    let work = async |txn: &domain::Txn| {
        let category = NewCategory { slug: slug.clone(), name: slug.clone(), ..NewCategory::default() };
        let category = categories::create(txn, category).await?;
        let mut active = BTreeSet::new();
        for entry in entries {
            let variants = entry.price_minor.map(|price_minor| NewVariant {
                sku: Uuid::new_v4().simple().to_string(),
                price_minor,
                ..NewVariant::default()
            });
            let new = NewProduct {
                slug: Some(Uuid::new_v4().simple().to_string()),
                name: entry.name.into(),
                category_id: Some(category.id),
                status: if entry.is_active { ProductStatus::Active } else { ProductStatus::Draft },
                variants: variants.into_iter().collect(),
                ..NewProduct::default()
            };
            let product = products::create(txn, "EUR", new).await?;
            if entry.is_active {
                active.insert(product.id);
            }
        }
        Ok(active)
    };
    let active = store.write(work).await.unwrap();
    (slug, active)
}

async fn walk(store: &Store, mut filter: ProductFilter) -> Vec<Vec<Uuid>> {
    let mut pages = Vec::new();
    loop {
        let page = products::list(store.read(), &filter).await.unwrap();
        pages.push(page.items.iter().map(|item| item.product.id).collect());
        match page.next {
            None => return pages,
            next => filter.cursor = next,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_a_list_hold_everything_once() {
    let shop = Shop::open().await;
    let store = shop.services.store.clone();
    let runtime = tokio::runtime::Handle::current();
    let cases = (prop::collection::vec(entry(), 0..20), sort(), 1..8_u64);
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    tokio::task::block_in_place(|| {
        let outcome = runner.run(&cases, |(entries, sort, limit)| {
            let (pages, active) = runtime.block_on(async {
                let (slug, active) = fill(&store, &entries).await;
                let filter = ProductFilter { category: Some(slug), sort, limit, ..ProductFilter::default() };
                (walk(&store, filter).await, active)
            });
            let all: Vec<Uuid> = pages.concat();
            prop_assert_eq!(all.len(), active.len());
            prop_assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), active);
            let (last, full) = pages.split_last().unwrap();
            prop_assert!(full.iter().all(|page| page.len() as u64 == limit));
            prop_assert!(last.len() as u64 <= limit);
            Ok(())
        });
        outcome.unwrap();
    });
    shop.run_jobs().await;
    shop.close().await;
}
