-- The events of :orders orders over the last three months, six each, as the shop records them. For an empty database.
CREATE TEMP TABLE made AS
SELECT n,
       now() - interval '90 days' * (1 - n::float8 / :orders) AS at,
       (lpad(to_hex((extract(epoch FROM now() - interval '90 days' * (1 - n::float8 / :orders)) * 1000)::bigint), 12, '0')
        || '7' || substr(md5('a' || n), 1, 3) || '8' || substr(md5('b' || n), 1, 15))::uuid AS order_id,
       md5('payment' || n)::uuid AS payment_id,
       900 + n % 9000 AS minor
FROM generate_series(1, :orders) n;

INSERT INTO events (id, aggregate, aggregate_id, version, kind, payload, trace_id, recorded_at, published_at)
SELECT gen_random_uuid(), 'order', order_id, version, kind,
       CASE kind
           WHEN 'order_placed' THEN jsonb_build_object(
               'order_id', order_id, 'payment_id', payment_id, 'number', 'P-' || n, 'user_id', md5('u' || n % 5000)::uuid,
               'email', 'user' || n % 5000 || '@example.org', 'currency', 'EUR', 'items_minor', minor,
               'shipping_minor', 490, 'tax_minor', minor * 19 / 119, 'total_minor', minor + 490,
               'placed_at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
               'lines', jsonb_build_array(
                   jsonb_build_object('product_id', md5('p' || n % 800)::uuid, 'category_id', NULL, 'sku', 'SKU-' || n % 800,
                                      'name', 'Product ' || n % 800, 'quantity', 1, 'total_minor', minor / 2),
                   jsonb_build_object('product_id', md5('q' || n % 800)::uuid, 'category_id', NULL, 'sku', 'SKV-' || n % 800,
                                      'name', 'Another ' || n % 800, 'quantity', 2, 'total_minor', minor - minor / 2)))
           WHEN 'order_paid' THEN jsonb_build_object('order_id', order_id, 'payment_id', payment_id, 'amount_minor', minor + 490)
           WHEN 'invoice_issued' THEN jsonb_build_object('order_id', order_id, 'invoice_id', payment_id, 'number', '2026-' || n)
           WHEN 'order_completed' THEN jsonb_build_object('order_id', order_id)
           ELSE jsonb_build_object('order_id', order_id, 'fulfilment', fulfilment)
       END,
       md5('t' || n), at + interval '1 second' * version, at + interval '1 second' * version
FROM made, (VALUES (1, 'order_placed', NULL), (2, 'order_paid', NULL), (3, 'invoice_issued', NULL),
                   (4, 'fulfilment_changed', 'shipped'), (5, 'fulfilment_changed', 'delivered'),
                   (6, 'order_completed', NULL)) AS steps (version, kind, fulfilment)
ORDER BY at, version;
VACUUM ANALYZE events;
