//! What came after the orders of the demo's past had arrived: some things went back, some were talked about.

use anyhow::Context;
use domain::Txn;
use domain::entity::states::ReturnReason;
use domain::orders::OrderView;
use domain::returns::{self, AskReturn, AskedLine};
use domain::reviews::{self, NewReview};
use uuid::Uuid;

use super::order_story::{Deed, pay_back};
use super::past::Stage;

pub async fn happen(stage: &Stage<'_>, view: &OrderView, deed: Deed) -> anyhow::Result<()> {
    let (store, order_id) = (&stage.services.store, view.order.id);
    let line = view.lines.first().context("an order has lines")?;
    match deed {
        Deed::AskReturn => {
            let line =
                AskedLine { order_line_id: line.id, quantity: 1, reason: ReturnReason::NotAsDescribed };
            let message = "The colour is another one by daylight.".to_owned();
            let request = AskReturn { order_id, lines: vec![line], message };
            let days = stage.services.shop().return_days;
            store.write(async |txn: &Txn| returns::ask(txn, &request, days).await).await?;
        }
        Deed::ApproveReturn => {
            let id = asked(stage, order_id).await?;
            let answer = Some("Gladly. Please wrap it as it came.".to_owned());
            store.write(async |txn: &Txn| returns::approve(txn, id, answer).await).await?;
        }
        Deed::RejectReturn => {
            let id = asked(stage, order_id).await?;
            let answer = "It was written in, and so cannot be sold again.".to_owned();
            store.write(async |txn: &Txn| returns::reject(txn, id, answer).await).await?;
        }
        Deed::ReceiveReturn => {
            let id = asked(stage, order_id).await?;
            let restock = [(line.id, 1)];
            store.write(async |txn: &Txn| returns::receive(txn, id, &restock).await).await?;
        }
        Deed::RefundReturn => {
            let id = asked(stage, order_id).await?;
            store.write(async |txn: &Txn| returns::refund(txn, id).await).await?;
            pay_back(stage, order_id).await?;
        }
        Deed::Praise => {
            let text =
                "It is heavier than it looks, in a good way, and has been in use every day since it came.";
            say(stage, view, 5, "Exactly as hoped", text, false).await?;
        }
        Deed::Grumble => {
            let text = "Nice to look at.\nFor every day I would have wished for one that is easier to clean.";
            say(stage, view, 3, "Well, yes", text, true).await?;
        }
        _ => {}
    }
    Ok(())
}

async fn asked(stage: &Stage<'_>, order_id: Uuid) -> anyhow::Result<Uuid> {
    let all = returns::of_orders(stage.services.store.writer(), [order_id]).await?;
    Ok(all.first().context("nothing was asked for")?.row.id)
}

async fn say(
    stage: &Stage<'_>,
    view: &OrderView,
    rating: i32,
    title: &str,
    text: &str,
    waits: bool,
) -> anyhow::Result<()> {
    let user_id = view.order.user_id.context("who ordered as a guest says nothing")?;
    let product_id = view.lines.first().context("an order has lines")?.product_id;
    let new = NewReview { rating, title: title.to_owned(), text: text.to_owned() };
    let say = async |txn: &Txn| reviews::write(txn, product_id, user_id, new, waits).await;
    stage.services.store.write(say).await?;
    Ok(())
}
