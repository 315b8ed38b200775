-- The least that an order needs: what pgbench measures beside the shop (scripts/bench).
create table product (id int primary key, stock int not null);
create table purchase (id bigserial primary key, email text not null, total bigint not null, address jsonb not null,
    created_at timestamptz not null default now());
create table purchase_line (id bigserial primary key, purchase_id bigint not null references purchase, product_id int not null,
    quantity int not null, price bigint not null);
create table event (id bigserial primary key, purchase_id bigint not null, kind text not null, payload jsonb not null);
insert into product select id, 10000000 from generate_series(1, 2000) id;
