//! Workers that die at each await point of a job in turn: whatever it was about to do, a worker that comes after it leaves
//! exactly one of each effect.

mod batches;
pub mod mortal;

use domain::entity::states::EntryKind;
use domain::entity::{invoice, order_history, payment_entry};
use domain::events;
use domain::jobs::Ticket;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub use self::mortal::work_until;
use crate::mails::server::MailServer;
use crate::shop::{Actor, Order, Product, Setup, Shop, card};

/// No worker comes to wait so often while it has a single job to do.
const NEVER: usize = 100_000;
/// Fewer deaths than this would mean that the worker did its job without ever waiting for anything.
pub const FEWEST_DEATHS: usize = 2;
/// So many workers in a row must have lived to see their job done before all its await points count as tried: not every
/// run comes to wait as often as another.
pub const SURVIVORS: usize = 3;

/// A shop whose bank, mails and ledger are watched while its workers die.
struct Scene {
    shop: Shop,
    server: MailServer,
    mug: Product,
    guest: Actor,
    orders: Vec<Order>,
    refunds: usize,
    deaths: usize,
    survivors: usize,
}

impl Scene {
    async fn open() -> Self {
        let server = MailServer::start(&[]).await;
        let env = vec![("PENDEN_MAIL__SMTP_URL", server.url)];
        let shop = Shop::open_with(Setup { silent_bank: true, env, ..Setup::default() }).await;
        let mug = shop.product("Mug", 900, 1_000).await;
        shop.run_jobs().await;
        Self {
            guest: shop.guest(),
            shop,
            server,
            mug,
            orders: Vec::new(),
            refunds: 0,
            deaths: 0,
            survivors: 0,
        }
    }

    /// A new order whose first event waits in the outbox.
    async fn order(&mut self) -> Order {
        self.guest = self.shop.guest();
        let order = self.guest.buy(&self.mug, card::GOOD).await;
        self.orders.push(order.clone());
        order
    }

    /// Publishes what waits in the outbox. The tickets stay here: only those that are asked for are worked on.
    async fn publish(&self) -> Vec<Ticket> {
        events::flush(&self.shop.services.store).await.unwrap().1
    }

    /// A worker that lives takes the job of that kind, and publishes what follows from it.
    async fn past(&self, kind: &str, tickets: Vec<Ticket>) -> Vec<Ticket> {
        assert!(!self.work(&[kind], tickets, NEVER).await);
        self.publish().await
    }

    /// A worker takes the jobs of those kinds, and dies at that moment if it is not done before. Returns whether it died.
    async fn work(&self, kinds: &[&str], tickets: Vec<Ticket>, moment: usize) -> bool {
        let mut wanted = Vec::new();
        let mut ids = Vec::new();
        for ticket in tickets {
            if let Ticket::Run { job_id, kind, .. } = &ticket
                && kinds.contains(&kind.as_str())
            {
                ids.push(*job_id);
                wanted.push(ticket);
            }
        }
        assert_eq!(wanted.len(), kinds.len(), "{wanted:?}");
        work_until(&self.shop, wanted, moment, async || self.shop.are_done(&ids).await).await
    }

    /// Another worker comes and does whatever is left; then everything is there once.
    async fn finish(&self, order: &Order) {
        self.shop.end_all_leases().await;
        self.shop.run_jobs_without_waiting().await;
        let is_cancelled = self.guest.look(order).await.state() == "cancelled";
        let total = order.amount("total");
        let store = &self.shop.services.store;

        let entries = payment_entry::Entity::find().filter(payment_entry::Column::OrderId.eq(order.uuid()));
        let entries = entries.all(store.read()).await.unwrap();
        let mut booked: Vec<_> = entries.iter().map(|entry| (entry.kind, entry.amount_minor)).collect();
        booked.sort_by_key(|(kind, _)| *kind == EntryKind::Refund);
        let refund = (EntryKind::Refund, total);
        assert_eq!(
            booked,
            [(EntryKind::Capture, total)]
                .into_iter()
                .chain(is_cancelled.then_some(refund))
                .collect::<Vec<_>>()
        );
        assert_eq!(self.shop.bank.captures().await, vec![total; self.orders.len()]);
        assert_eq!(self.shop.bank.refunds().await, vec![total; self.refunds]);

        let invoices = invoice::Entity::find().all(store.read()).await.unwrap();
        assert_eq!(invoices.iter().filter(|invoice| invoice.order_id == order.uuid()).count(), 1);
        let mut numbers: Vec<i64> = invoices.iter().map(|invoice| invoice.sequence).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=self.orders.len() as i64).collect::<Vec<_>>());

        let truth = self.guest.look(order).await;
        let history =
            order_history::Entity::find_by_id(order.uuid()).one(store.read()).await.unwrap().unwrap();
        let versions = self.shop.events(order.uuid()).await;
        assert_eq!((history.state.as_str(), history.version), (truth.state(), versions.last().unwrap().0));

        let mut expected = vec!["We have your order", "Your payment for order", "Invoice"];
        if is_cancelled {
            expected.extend(["Your order", "Your refund for order"]);
        }
        self.has_mails(order, &expected);
        let stock = 1_000 - self.orders.len() + self.refunds;
        assert_eq!(self.shop.stock(&self.mug).await, (stock as i64, 0));
    }

    /// Each of these mails arrived, and if more than once, then always under the same id.
    fn has_mails(&self, order: &Order, subjects: &[&str]) {
        let mails = self.server.mails();
        let about = mails.iter().filter(|mail| mail.header("Subject").contains(order.text("number")));
        let mut ids: Vec<(&str, &str)> =
            about.map(|mail| (mail.header("Message-ID"), mail.header("Subject"))).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), subjects.len(), "{ids:?}");
        for subject in subjects {
            let same = ids.iter().filter(|(_, found)| found.starts_with(subject)).count();
            assert_eq!(same, 1, "{subject}: {ids:?}");
        }
    }

    /// When the next worker has to die.
    fn moment(&self) -> usize {
        self.deaths + self.survivors + 1
    }

    /// Notes what became of a worker. Returns whether all moments have been tried.
    fn is_enough(&mut self, died: bool) -> bool {
        self.deaths += usize::from(died);
        self.survivors = if died { 0 } else { self.survivors + 1 };
        self.survivors == SURVIVORS
    }

    async fn close(self) {
        assert!(self.deaths >= FEWEST_DEATHS, "workers died only {} times", self.deaths);
        println!("{} workers died, each at another moment", self.deaths);
        self.shop.close().await;
    }
}

/// Lets workers die at each await point while they have jobs of those kinds to do. `before` are the kinds that must be
/// done first to come there.
async fn die_everywhere_in(kinds: &[&str], before: &[&str]) {
    let mut scene = Scene::open().await;
    loop {
        let order = scene.order().await;
        let mut tickets = scene.publish().await;
        for kind in before {
            tickets = scene.past(kind, tickets).await;
        }
        let died = scene.work(kinds, tickets, scene.moment()).await;
        scene.finish(&order).await;
        if scene.is_enough(died) {
            return scene.close().await;
        }
    }
}

#[tokio::test]
async fn of_publishing_the_outbox() {
    let mut scene = Scene::open().await;
    loop {
        let order = scene.order().await;
        let is_published = async || scene.shop.unpublished().await == 0;
        let died = work_until(&scene.shop, vec![Ticket::Flush], scene.moment(), is_published).await;
        scene.finish(&order).await;
        if scene.is_enough(died) {
            return scene.close().await;
        }
    }
}

#[tokio::test]
async fn of_a_charge() {
    die_everywhere_in(&["payments.charge"], &[]).await;
}

#[tokio::test]
async fn of_an_invoice() {
    die_everywhere_in(&["invoices.issue"], &["payments.charge"]).await;
}

#[tokio::test]
async fn of_a_mail() {
    die_everywhere_in(&["notifications.send_mail"], &[]).await;
}

#[tokio::test]
async fn of_a_mail_with_the_invoice() {
    die_everywhere_in(&["notifications.send_mail"], &["payments.charge", "invoices.issue"]).await;
}

#[tokio::test]
async fn of_projections() {
    die_everywhere_in(&["read_models.project_history", "read_models.project_sales"], &[]).await;
}

#[tokio::test]
async fn of_projecting_a_purchase() {
    die_everywhere_in(&["read_models.project_purchases"], &["payments.charge"]).await;
}

#[tokio::test]
async fn of_a_refund() {
    let mut scene = Scene::open().await;
    loop {
        let order = scene.order().await;
        scene.finish(&order).await;
        scene.guest.cancel(&order).await.expect(200);
        scene.refunds += 1;
        let tickets = scene.publish().await;
        let died = scene.work(&["payments.refund"], tickets, scene.moment()).await;
        scene.finish(&order).await;
        if scene.is_enough(died) {
            return scene.close().await;
        }
    }
}
