-- One order. The lower product first, so that no two orders wait for each other.
\set a random(1, 1999)
\set b random(:a + 1, 2000)
begin;
update product set stock = stock - 1 where id = :a and stock >= 1;
update product set stock = stock - 1 where id = :b and stock >= 1;
insert into purchase (email, total, address) values ('ada@shop.example', 3998, '{"name": "Ada Example", "line1": "Beispielweg 7", "city": "Berlin"}') returning id \gset
insert into purchase_line (purchase_id, product_id, quantity, price) values (:id, :a, 1, 1999), (:id, :b, 1, 1999);
insert into event (purchase_id, kind, payload) values (:id, 'order_placed', '{"total": 3998}');
commit;
