"""How long it took. What clients saw comes from the replay's report, the rest from the times in the tables."""

from found import moment

# After these events and the jobs that follow from them, an order is paid, invoiced, told about and listed.
EFFECTS = ("order_placed", "order_paid", "invoice_issued")


def print_latencies(report, found):
    print()
    if report:
        print(f"{report['orders_per_second']:,.1f} orders/s with {report['clients']} clients; "
              f"the server was killed {report['kills']} times")
        for name, key in (("placing an order", "placing_ms"), ("first look until paid", "checkout_ms")):
            print_line(name, (report[key][percentile] for percentile in ("p50", "p95", "p99")))
    waits = waits_until_all_effects(found)
    if waits:
        # Nearest rank: the smallest wait that so many percent do not exceed.
        print_line("placed until all effects", (waits[-(-len(waits) * percent // 100) - 1] for percent in (50, 95, 99)))


def print_line(name, values):
    shown = ", ".join(f"{percentile} {value:,.0f} ms" for percentile, value in zip(("p50", "p95", "p99"), values))
    print(f"{name:32}{shown}")


def waits_until_all_effects(found):
    """Milliseconds from the order until the last of its jobs ended, sorted."""
    query = f"""SELECT e.aggregate_id, j.finished_at FROM events e JOIN jobs j ON j.event_id = e.id
                WHERE e.aggregate = 'order' AND e.kind IN {EFFECTS} AND j.finished_at IS NOT NULL"""
    ends = {}
    for row in found.database.rows(query):
        end = moment(row["finished_at"])
        ends[row["aggregate_id"]] = max(end, ends.get(row["aggregate_id"], end))
    return sorted((ends[row["id"]] - moment(row["created_at"])).total_seconds() * 1000
                  for row in found.order_rows if row["id"] in ends)
