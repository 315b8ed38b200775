//! An order as it goes on: one look a second at all orders that somebody follows in this process, and none while nobody
//! does. Who follows one is sent it again whenever something about it has changed.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::Store;
use domain::accounts::Permission;
use domain::orders::{self, Stamp, Viewer};
use futures_util::{Stream, StreamExt};
use platform::database::aside;
use poem::http::StatusCode;
use poem_openapi::param::Path;
use poem_openapi::payload::EventStream;
use poem_openapi::{Enum, Object, OpenApi};
use tokio::sync::watch;
use uuid::Uuid;

use super::endpoints::viewer;
use super::order::Order;
use crate::auth::{CartToken, MaybeCustomer};
use crate::openapi::Tag;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct LiveOrders(pub Shared);

/// What became of the mail with the invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Confirmation {
    Waiting,
    Sent,
    /// It could not be sent; somebody of the shop looks after it.
    Failed,
}

impl From<orders::Confirmation> for Confirmation {
    fn from(confirmation: orders::Confirmation) -> Self {
        match confirmation {
            orders::Confirmation::Waiting => Self::Waiting,
            orders::Confirmation::Sent => Self::Sent,
            orders::Confirmation::Failed => Self::Failed,
        }
    }
}

/// An order in this moment.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderMoment {
    pub order: Order,
    /// Of the mail with the invoice. Absent before the invoice is written, and some days after it was sent.
    pub confirmation: Option<Confirmation>,
}

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(700);
/// A look takes at most this share of the time: 1 / 5. Where the database is slow, updates become rarer.
const SHARE: u32 = 5;
/// Streams of one process. Who finds no place looks at the order from time to time instead.
const MOST: usize = 500;
/// Of one order: a few tabs.
const MOST_OF_ONE: usize = 8;
/// A proxy that closes quiet connections leaves one alone on which something is said this often.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// Whose order it is was looked at when the stream began; a client comes back.
const LONGEST: Duration = Duration::from_secs(600);

type Feed = Pin<Box<dyn Stream<Item = OrderMoment> + Send>>;

#[OpenApi(prefix_path = "/api/v1/orders", tag = "Tag::Orders")]
impl LiveOrders {
    /// Follow an order
    ///
    /// Server-sent events: the order as it is, and again whenever it, its invoice or the mail with it has changed. The
    /// stream ends after ten minutes, or when the process stops; come back then. For those who may see the order. Answers
    /// 503 when too many follow orders at once: look at the order from time to time then.
    #[oai(path = "/:id/live", method = "get", operation_id = "followOrder")]
    async fn follow(
        &self,
        customer: MaybeCustomer,
        #[oai(name = "Cart-Token")] cart_token: CartToken,
        /// The order.
        id: Path<Uuid>,
    ) -> Result<EventStream<Feed>> {
        let viewer = viewer(customer, cart_token, Permission::OrdersRead);
        let store = self.0.store().clone();
        orders::require_visible(store.read(), id.0, &viewer).await?;
        let receiver = self.0.followed.join(&store, id.0).ok_or_else(|| {
            let failure = Failure::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_streams",
                "too many follow orders right now; look at the order from time to time instead",
            );
            failure.retry_after(Duration::from_secs(30))
        })?;
        let watching = Watching { store, viewer, order_id: id.0, receiver, is_first: true };
        let moments = futures_util::stream::unfold(watching, Watching::next);
        let stopping = self.0.stopping();
        let over = async move {
            let _ = tokio::time::timeout(LONGEST, stopping.cancelled()).await;
        };
        Ok(EventStream::new(moments.take_until(Box::pin(over)).boxed()).keep_alive(KEEP_ALIVE))
    }
}

/// Somebody who follows an order.
struct Watching {
    store: Store,
    viewer: Viewer,
    order_id: Uuid,
    receiver: watch::Receiver<Stamp>,
    is_first: bool,
}

impl Watching {
    /// The order at once, and then after each change. Ends when it cannot be seen any more.
    async fn next(mut self) -> Option<(OrderMoment, Self)> {
        if !std::mem::take(&mut self.is_first) {
            self.receiver.changed().await.ok()?;
        }
        let known = *self.receiver.borrow_and_update();
        let moment = self.look(known).await;
        match moment {
            Ok(moment) => Some((moment, self)),
            Err(error) => {
                tracing::debug!(error = error.chain(), "a stream about order {} ends", self.order_id);
                None
            }
        }
    }

    async fn look(&self, known: Stamp) -> domain::Result<OrderMoment> {
        let view = orders::find(self.store.read(), self.order_id, &self.viewer).await?;
        Ok(OrderMoment { order: view.try_into()?, confirmation: known.confirmation.map(Into::into) })
    }
}

/// The orders that are followed in this process.
#[derive(Default)]
pub struct Followed {
    orders: Mutex<HashMap<Uuid, watch::Sender<Stamp>>>,
}

impl Followed {
    /// Joins those who follow the order; the first of all starts the looking. `None` when there are too many.
    fn join(self: &Arc<Self>, store: &Store, order_id: Uuid) -> Option<watch::Receiver<Stamp>> {
        let mut orders = self.orders();
        let all: usize = orders.values().map(watch::Sender::receiver_count).sum();
        let is_idle = orders.is_empty();
        let of_this = orders.get(&order_id).map_or(0, watch::Sender::receiver_count);
        if all >= MOST || of_this >= MOST_OF_ONE {
            return None;
        }
        let receiver =
            orders.entry(order_id).or_insert_with(|| watch::Sender::new(Stamp::default())).subscribe();
        if is_idle {
            tokio::spawn(keep_looking(Arc::clone(self), store.clone()));
        }
        Some(receiver)
    }

    /// Those that somebody still follows; forgets the others.
    fn wanted(&self) -> Vec<Uuid> {
        let mut orders = self.orders();
        orders.retain(|_, sender| sender.receiver_count() > 0);
        orders.keys().copied().collect()
    }

    fn tell(&self, stamps: &HashMap<Uuid, Stamp>) {
        for (id, sender) in self.orders().iter() {
            if let Some(stamp) = stamps.get(id) {
                sender.send_if_modified(|known| std::mem::replace(known, *stamp) != *stamp);
            }
        }
    }

    fn orders(&self) -> MutexGuard<'_, HashMap<Uuid, watch::Sender<Stamp>>> {
        self.orders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends with the last who follows. Whoever comes at that moment finds the map empty and starts another.
async fn keep_looking(followed: Arc<Followed>, store: Store) {
    loop {
        let begun = Instant::now();
        let wanted = followed.wanted();
        if wanted.is_empty() {
            return;
        }
        match aside(orders::stamps(store.read(), &wanted)).await {
            Ok(stamps) => followed.tell(&stamps),
            Err(error) => {
                tracing::debug!(error = error.chain(), "the followed orders could not be looked at")
            }
        }
        let took = begun.elapsed();
        tokio::time::sleep(PAUSE.max(took * SHARE).saturating_sub(took)).await;
    }
}
