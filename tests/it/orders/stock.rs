//! Who gets the last one.

use futures_util::future::join_all;

use crate::shop::{Shop, card, order_with};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_mug_is_sold_once_to_twenty_who_want_it() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let guests: Vec<_> = (0..20).map(|_| shop.guest()).collect();
    for guest in &guests {
        guest.add(&mug, 1).await;
    }

    let body = order_with(card::GOOD);
    let answers = join_all(guests.iter().map(|guest| guest.place("one", &body))).await;
    let mut sold = 0;
    for answer in answers {
        match answer.status {
            201 => sold += 1,
            _ => answer.refuses(409, "out_of_stock"),
        }
    }
    assert_eq!(sold, 1);
    assert_eq!(shop.stock(&mug).await, (1, 1));
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (0, 0));
    assert_eq!(shop.bank.captures().await.len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seven_of_ten_buyers_of_different_quantities_never_oversell() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 7).await, shop.product("Tea pot", 4500, 7).await);
    let guests: Vec<_> = (0..10).map(|_| shop.guest()).collect();
    for (place, guest) in guests.iter().enumerate() {
        // In both orders, so that a deadlock would show.
        let things = if place % 2 == 0 { [&mug, &pot] } else { [&pot, &mug] };
        for thing in things {
            guest.add(thing, 1).await;
        }
    }

    let body = order_with(card::GOOD);
    let answers = join_all(guests.iter().map(|guest| guest.place("one", &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 7);
    for answer in answers.into_iter().filter(|answer| answer.status != 201) {
        answer.refuses(409, "out_of_stock");
    }
    shop.run_jobs().await;
    assert_eq!((shop.stock(&mug).await, shop.stock(&pot).await), ((0, 0), (0, 0)));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_cart_is_checked_out_once_under_two_keys() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let body = order_with(card::GOOD);
    let (one, two) = tokio::join!(guest.place("one", &body), guest.place("two", &body));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 404], "{} {}", one.body, two.body);
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (9, 0));
    shop.close().await;
}
