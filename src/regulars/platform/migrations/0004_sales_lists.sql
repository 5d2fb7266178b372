-- The console's lists of sales, each along an index in the list's own order.

create index sales_of_store on sales (merchant_id, store_id, completed_at desc, id desc);
create index sales_with_member on sales (merchant_id, completed_at desc, id desc)
    where member_id is not null;
create index sales_without_member on sales (merchant_id, completed_at desc, id desc)
    where member_id is null;
-- Compared byte by byte, so that a plain index finds what begins with a text.
create index sales_by_number on sales (merchant_id, number collate "C");
