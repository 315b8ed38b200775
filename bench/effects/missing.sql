-- Orders since the mark that are not paid, or lack their invoice or one of their three mails.
select count(*) filter (
    where o.state <> 'placed'
        or not exists (select from invoices i where i.order_id = o.id and i.sha256 is not null)
        or (select count(*) from mails m where m.order_id = o.id) <> 3
) || ' of ' || count(*)
from orders o where o.created_at >= :'mark';
