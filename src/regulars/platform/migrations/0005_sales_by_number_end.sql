-- Tills put a prefix before a sale's number, and people look for what comes after it.

create index sales_by_number_end on sales (merchant_id, reverse(number) collate "C");
