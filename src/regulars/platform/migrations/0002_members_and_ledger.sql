-- The ledger and the members. Ledger rows carry an opaque account id and nothing of a person.

-- `available` and `held` are sums of the entries, `entries` is how many there are.
create table ledger_accounts (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    unit        text not null,
    available   bigint not null default 0 check (available >= 0),
    held        bigint not null default 0 check (held >= 0),
    entries     bigint not null default 0 check (entries >= 0),
    created_at  timestamptz not null,
    primary key (merchant_id, id)
);

-- What is set aside until an order is complete. amount = settled + released + what is still open.
create table ledger_holds (
    merchant_id uuid not null,
    id          uuid not null,
    account_id  uuid not null,
    amount      bigint not null check (amount > 0),
    settled     bigint not null default 0 check (settled >= 0),
    released    bigint not null default 0 check (released >= 0),
    created_at  timestamptz not null,
    times_out   timestamptz not null,
    closed_at   timestamptz,
    primary key (merchant_id, id),
    foreign key (merchant_id, account_id) references ledger_accounts (merchant_id, id),
    check (settled + released <= amount),
    check ((closed_at is not null) = (settled + released = amount))
);

-- The points of one earning, with their own expiry. earned = remaining + expired + taken back (by a
-- voided sale, or by hand) + what draws took and did not give back.
create table ledger_lots (
    merchant_id uuid not null,
    id          uuid not null,
    account_id  uuid not null,
    earned      bigint not null check (earned > 0),
    remaining   bigint not null check (remaining >= 0),
    expired     bigint not null default 0 check (expired >= 0),
    taken_back  bigint not null default 0 check (taken_back >= 0),
    earned_at   timestamptz not null,
    expires_at  timestamptz,
    primary key (merchant_id, id),
    foreign key (merchant_id, account_id) references ledger_accounts (merchant_id, id),
    check (remaining + expired + taken_back <= earned)
);
-- Spending takes the soonest to expire first, then the oldest.
create index ledger_lots_spendable on ledger_lots (merchant_id, account_id, expires_at, id)
    where remaining > 0;
create index ledger_lots_expiring on ledger_lots (merchant_id, expires_at)
    where remaining > 0 and expires_at is not null;

-- Which lots a hold drew from, so that whatever comes back goes to the same lots.
create table ledger_draws (
    merchant_id uuid not null,
    hold_id     uuid not null,
    lot_id      uuid not null,
    amount      bigint not null check (amount > 0),
    returned    bigint not null default 0 check (returned >= 0),
    primary key (merchant_id, hold_id, lot_id),
    foreign key (merchant_id, hold_id) references ledger_holds (merchant_id, id),
    foreign key (merchant_id, lot_id) references ledger_lots (merchant_id, id),
    check (returned <= amount)
);

-- Entries are the truth: never changed, never deleted. `number` counts them within an account.
-- `available` and `held` are what the entry moved, `available_after` and `held_after` what it left,
-- `short` what was asked for and not there. `lots` and `lot_points` say what each lot lost or gained.
-- `key` is the request's, `natural_key` says which real thing it was (store, order, kind, version);
-- both are unique, and `input_hash` tells the same request from another one under the same key.
create table ledger_entries (
    merchant_id     uuid not null,
    id              uuid not null,
    account_id      uuid not null,
    number          bigint not null check (number > 0),
    kind            text not null check (kind in
                        ('earn', 'hold', 'settle', 'release', 'expire', 'take_back', 'adjust')),
    available       bigint not null,
    held            bigint not null,
    available_after bigint not null check (available_after >= 0),
    held_after      bigint not null check (held_after >= 0),
    short           bigint not null check (short >= 0),
    hold_id         uuid,
    lot_id          uuid,
    lots            uuid[] not null,
    lot_points      bigint[] not null,
    key             text not null,
    natural_key     text,
    input_hash      bytea not null,
    reason          jsonb not null,
    at              timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, key),
    unique (merchant_id, natural_key),
    unique (merchant_id, account_id, number),
    foreign key (merchant_id, account_id) references ledger_accounts (merchant_id, id),
    foreign key (merchant_id, hold_id) references ledger_holds (merchant_id, id),
    foreign key (merchant_id, lot_id) references ledger_lots (merchant_id, id),
    check (cardinality(lots) = cardinality(lot_points))
);

create table members (
    merchant_id    uuid not null references merchants (merchant_id),
    id             uuid not null,
    account_id     uuid not null,
    code           text not null check (code ~ '^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$'),
    card_number    text,
    first_name     text not null check (length(first_name) between 1 and 80),
    last_name      text not null default '' check (length(last_name) <= 80),
    email          text collate "C",
    phone          text collate "C" check (phone ~ '^\+[0-9]{4,17}$'),
    picture_url    text,
    -- Folded for search: no accents, lower case, single blanks (members/rules.py).
    -- Compared byte by byte, so that a plain index finds what begins with a text.
    forward_name   text collate "C" not null,
    backward_name  text collate "C" not null,
    search_text    text not null,
    enrolled_at    timestamptz not null,
    enrolled_store integer,
    updated_at     timestamptz not null,
    last_seen_at   timestamptz,
    primary key (merchant_id, id),
    unique (merchant_id, account_id),
    unique (merchant_id, code),
    unique (merchant_id, card_number),
    unique (merchant_id, email),
    unique (merchant_id, phone),
    foreign key (merchant_id, account_id) references ledger_accounts (merchant_id, id)
);
create index members_forward on members (merchant_id, forward_name);
create index members_backward on members (merchant_id, backward_name);
-- However a number is typed, its last digits are the same.
create index members_phone_end on members (merchant_id, reverse(phone));
create index members_domain on members (merchant_id, split_part(email, '@', 2));
create index members_search on members using gin (merchant_id, search_text gin_trgm_ops);
create index members_newest on members (merchant_id, enrolled_at desc, id desc);
