-- The floor of a store, its services, bookings and walk-ins, and their orders on the till.

-- A table is refused to a second party by an exclusion constraint over merchant, table and time.
create extension if not exists btree_gist;

-- A room, a terrace, a bar. `columns` and `rows` are the size of its plan, in squares of half a metre.
-- One that was taken away stays for the past of its tables.
create table floor_sections (
    merchant_id uuid not null,
    id          uuid not null,
    store_id    integer not null,
    name        text not null check (length(name) between 1 and 40),
    columns     smallint not null default 24 check (columns between 6 and 80),
    rows        smallint not null default 16 check (rows between 4 and 80),
    position    integer not null,
    removed_at  timestamptz,
    primary key (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);
create unique index floor_sections_by_name
    on floor_sections (merchant_id, store_id, lower(name)) where removed_at is null;

-- A physical table. `name` is what the till calls it too. `x`, `y`, `width` and `height` are squares of
-- its section's plan, `turned` is in degrees. A table that was taken away keeps its past bookings.
create table floor_tables (
    merchant_id uuid not null,
    id          uuid not null,
    store_id    integer not null,
    section_id  uuid not null,
    name        text not null check (length(name) between 1 and 20),
    least       smallint not null check (least between 1 and 200),
    most        smallint not null check (most between 1 and 200),
    shape       text not null check (shape in ('round', 'square', 'long', 'bar')),
    x           smallint not null check (x between 0 and 80),
    y           smallint not null check (y between 0 and 80),
    width       smallint not null check (width between 1 and 40),
    height      smallint not null check (height between 1 and 40),
    turned      smallint not null default 0 check (turned between 0 and 359),
    online      boolean not null default true,
    position    integer not null,
    removed_at  timestamptz,
    primary key (merchant_id, id),
    foreign key (merchant_id, section_id) references floor_sections (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    check (least <= most)
);
create unique index floor_tables_by_name
    on floor_tables (merchant_id, store_id, lower(name)) where removed_at is null;

-- Tables that may be pushed together, for parties between `least` and `most`.
create table floor_combinations (
    merchant_id uuid not null,
    id          uuid not null,
    store_id    integer not null,
    least       smallint not null check (least between 1 and 400),
    most        smallint not null check (most between 1 and 400),
    position    integer not null,
    primary key (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    check (least <= most)
);

create table floor_combination_tables (
    merchant_id    uuid not null,
    combination_id uuid not null,
    table_id       uuid not null,
    primary key (merchant_id, combination_id, table_id),
    foreign key (merchant_id, combination_id) references floor_combinations (merchant_id, id)
        on delete cascade,
    foreign key (merchant_id, table_id) references floor_tables (merchant_id, id)
);

-- A time of day in which parties are taken: lunch, dinner, an event. The minutes are of the store's
-- own clock from midnight of the day that the service belongs to; a day begins at four, so 1500 is one
-- in the morning after. `weekdays` has a bit for each day, Monday's the lowest. `durations` is how long
-- parties stay: [{"covers": 2, "minutes": 90}, …], each up to so many covers, rising. `turn_minutes` is
-- what a table needs before the next party. `slot_covers` is how many may begin in one slot; null is no
-- limit. No sections means the whole floor.
create table services (
    merchant_id  uuid not null,
    id           uuid not null,
    store_id     integer not null,
    name         text not null check (length(name) between 1 and 40),
    kind         text not null check (kind in ('breakfast', 'lunch', 'dinner', 'event', 'all_day')),
    weekdays     smallint not null check (weekdays between 1 and 127),
    first_day    date,
    last_day     date,
    first_minute smallint not null check (first_minute between 240 and 1679),
    last_minute  smallint not null check (last_minute between 240 and 1679),
    slot_minutes smallint not null check (slot_minutes between 5 and 120),
    slot_covers  integer check (slot_covers > 0),
    durations    jsonb not null,
    turn_minutes smallint not null default 0 check (turn_minutes between 0 and 240),
    sections     uuid[] not null default '{}',
    online       boolean not null default true,
    policy       text not null default '' check (length(policy) <= 500),
    active       boolean not null default true,
    position     integer not null,
    primary key (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    check (first_minute <= last_minute),
    check (first_day is null or last_day is null or first_day <= last_day)
);
create unique index services_by_name on services (merchant_id, store_id, lower(name));

-- A time in which nothing is taken: at some tables, or in the whole store where none is named.
create table blockouts (
    merchant_id uuid not null,
    id          uuid not null,
    store_id    integer not null,
    during      tstzrange not null check (not isempty(during)),
    tables      uuid[] not null default '{}',
    online_only boolean not null default false,
    reason      text not null check (length(reason) between 1 and 120),
    created_at  timestamptz not null,
    created_by  text not null,
    primary key (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);
create index blockouts_by_time on blockouts using gist (merchant_id, store_id, during);

-- One day of a store's diary. Whoever adds covers to the day locks the row, so that pacing holds.
create table diary_days (
    merchant_id uuid not null,
    store_id    integer not null,
    day         date not null,
    note        text not null default '' check (length(note) <= 2000),
    primary key (merchant_id, store_id, day),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);

-- A venue's own statuses. What one does hangs on its type.
create table booking_statuses (
    merchant_id uuid not null references merchants (merchant_id),
    code        text not null check (code ~ '^[a-z0-9_]{2,30}$'),
    name        text not null check (length(name) between 1 and 30),
    type        text not null,
    active      boolean not null default true,
    position    integer not null,
    primary key (merchant_id, code)
);

-- Somebody who books. A member's name and contact are the member's own; everybody else's are here.
-- `search` is folded for finding (bookings/rules.py).
create table guests (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    member_id   uuid,
    first_name  text not null default '' check (length(first_name) <= 80),
    last_name   text not null default '' check (length(last_name) <= 80),
    email       text check (length(email) <= 254),
    phone       text check (length(phone) <= 20),
    vip         boolean not null default false,
    tags        text[] not null default '{}',
    note        text not null default '' check (length(note) <= 1000),
    birth_month smallint check (birth_month between 1 and 12),
    birth_day   smallint check (birth_day between 1 and 31),
    search      text not null default '',
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, member_id),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);
create unique index guests_by_phone on guests (merchant_id, phone) where member_id is null;
create unique index guests_by_email on guests (merchant_id, email) where member_id is null;
create index guests_by_search on guests using gin (merchant_id, search gin_trgm_ops)
    where member_id is null;

-- A visit that was planned, or was not. `day` is the day of the diary it belongs to, which begins at
-- four in the morning. `status` is a system status or a code of `booking_statuses`; `status_type` is
-- what it does. A party without tables `waits` on a list. `starts_at` and `duration_minutes` become
-- those of the visit when the party is seated; `booked_for` and `booked_minutes` stay what was agreed.
-- `version` counts changes, and
-- `told_version` is the one that the till was last brought up to, when the status was `told_type`.
create table bookings (
    merchant_id      uuid not null,
    id               uuid not null,
    store_id         integer not null,
    code             text not null check (code ~ '^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$'),
    kind             text not null check (kind in ('booking', 'walk_in')),
    source           text not null check (source in
        ('online', 'phone', 'in_person', 'email', 'api', 'walk_in')),
    waits            text check (waits in ('waitlist', 'standby')),
    status           text not null,
    status_type      text not null check (status_type in
        ('unconfirmed', 'confirmed', 'arrived', 'partially_seated', 'seated', 'ordered',
         'entrees_away', 'mains_away', 'desserts_away', 'billed', 'paid', 'finished', 'cancelled',
         'no_show')),
    day              date not null,
    starts_at        timestamptz not null,
    duration_minutes smallint not null check (duration_minutes between 5 and 1440),
    booked_for       timestamptz not null,
    booked_minutes   smallint not null check (booked_minutes between 5 and 1440),
    turn_minutes     smallint not null default 0 check (turn_minutes between 0 and 240),
    covers           smallint not null check (covers between 1 and 400),
    service_id       uuid,
    guest_id         uuid,
    name             text not null default '' check (length(name) <= 160),
    request          text not null default '' check (length(request) <= 1000),
    note             text not null default '' check (length(note) <= 1000),
    tags             text[] not null default '{}',
    payment_type     text check (payment_type in ('deposit', 'prepayment')),
    payment_minor    bigint check (payment_minor > 0),
    quoted_minutes   smallint check (quoted_minutes between 0 and 600),
    arrived_at       timestamptz,
    seated_at        timestamptz,
    finished_at      timestamptz,
    version          integer not null default 1,
    told_version     integer not null default 0,
    told_type        text,
    told_until       timestamptz,
    created_at       timestamptz not null,
    created_by       text not null,
    updated_at       timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, code),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, service_id) references services (merchant_id, id),
    foreign key (merchant_id, guest_id) references guests (merchant_id, id),
    check ((payment_type is null) = (payment_minor is null))
);
create index bookings_by_day on bookings (merchant_id, store_id, day);
create index bookings_by_guest on bookings (merchant_id, guest_id, starts_at desc);

-- One physical table of a booking. `holds` while nobody else may have it in `during`, the time to turn
-- it included; `seated` while the party sits there.
create table booking_tables (
    merchant_id uuid not null,
    booking_id  uuid not null,
    table_id    uuid not null,
    during      tstzrange not null check (not isempty(during)),
    holds       boolean not null,
    seated      boolean not null default false,
    primary key (merchant_id, booking_id, table_id),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id),
    foreign key (merchant_id, table_id) references floor_tables (merchant_id, id),
    constraint one_party_at_a_table
        exclude using gist (merchant_id with =, table_id with =, during with &&) where (holds)
);
create unique index booking_tables_seated on booking_tables (merchant_id, table_id) where seated;

-- A booking taking its tables: when, by whom, and until when. `waited` is the list that it was on
-- until then, to which it goes back when the seating was a slip.
create table seatings (
    merchant_id uuid not null,
    id          uuid not null,
    booking_id  uuid not null,
    tables      text[] not null,
    covers      smallint not null,
    waited      text check (waited in ('waitlist', 'standby')),
    seated_at   timestamptz not null,
    seated_by   text not null,
    left_at     timestamptz,
    left_by     text,
    undone      boolean not null default false,
    primary key (merchant_id, id),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id)
);
create unique index seatings_now on seatings (merchant_id, booking_id) where left_at is null;

-- What was paid ahead for a booking. `transaction_id` is whoever took the money's own.
create table booking_payments (
    merchant_id    uuid not null,
    id             uuid not null,
    booking_id     uuid not null,
    amount_minor   bigint not null check (amount_minor <> 0),
    transaction_id text not null check (length(transaction_id) between 1 and 100),
    paid_at        timestamptz not null,
    recorded_at    timestamptz not null,
    recorded_by    text not null,
    primary key (merchant_id, id),
    unique (merchant_id, booking_id, transaction_id),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id)
);

-- The link between a booking and its order on the till. `reference` goes with the order, so that it is
-- found again when the answer with its id was lost. `tries` counts how often the till was told to make
-- it: after more than once, a second order may turn up yet. From `sure_at` on, an order that is not found
-- was not made. `stated` is what the order says of the party.
--   asked      the till has been or will be told; the order's id is not known yet
--   waiting    on the till, staff have not taken it yet
--   open       taken
--   completed  finished and paid
--   rejected   staff did not take it
--   refused    the till would not have it
--   discarded  taken back, the seating was a slip
--   gone       deleted on the till
create table tickets (
    merchant_id   uuid not null,
    id            uuid not null,
    booking_id    uuid not null,
    connection_id uuid not null,
    site_id       text not null,
    reference     text not null,
    state         text not null check (state in ('asked', 'waiting', 'open', 'completed', 'rejected',
                                                 'refused', 'discarded', 'gone')),
    order_ref     text,
    order_number  text not null default '',
    asked_at      timestamptz not null,
    tried_at      timestamptz,
    tries         smallint not null default 0,
    sure_at       timestamptz,
    opened_at     timestamptz,
    stated        text not null default '',
    items         integer not null default 0,
    owed_minor    bigint not null default 0,
    paid_minor    bigint not null default 0,
    problem_code  text not null default '',
    problem       text not null default '',
    look_again_at timestamptz,
    updated_at    timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, reference),
    unique (merchant_id, connection_id, order_ref),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id)
);
create unique index tickets_live on tickets (merchant_id, booking_id)
    where state in ('asked', 'waiting', 'open', 'completed');
create index tickets_by_booking on tickets (merchant_id, booking_id, asked_at desc);
create index tickets_to_ask_about on tickets (look_again_at)
    where state in ('asked', 'waiting', 'open');

-- Who sits at an order of a till, as the diary knows it: the sale becomes theirs. `sent_member_id` is
-- whom the order was made for; where the till still names them, it is only what we told it.
create table order_guests (
    merchant_id    uuid not null,
    connection_id  uuid not null,
    order_ref      text not null,
    booking_id     uuid not null,
    member_id      uuid,
    sent_member_id uuid,
    covers         smallint not null,
    seated_at      timestamptz not null,
    primary key (merchant_id, connection_id, order_ref),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);
alter table sales
    add column booking_id uuid,
    add column covers     smallint,
    add column seated_at  timestamptz;
create index sales_by_booking on sales (merchant_id, booking_id) where booking_id is not null;

-- The public page of a store. `place` is where the store is, as guests are told.
create table booking_pages (
    merchant_id    uuid not null,
    store_id       integer not null,
    slug           text not null,
    open           boolean not null,
    most_covers    smallint not null check (most_covers between 1 and 100),
    notice_minutes integer not null check (notice_minutes between 0 and 43200),
    days_ahead     smallint not null check (days_ahead between 1 and 400),
    cancel_minutes integer not null check (cancel_minutes between 0 and 43200),
    intro          text not null default '' check (length(intro) <= 500),
    place          text not null default '' check (length(place) <= 200),
    phone          text not null default '' check (length(phone) <= 30),
    primary key (merchant_id, store_id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);

-- The addresses that booking pages stand under, of all merchants: a reference table. An address that
-- was given up still leads to its store, since it stands in mails.
create table booking_addresses (
    slug        text primary key check (slug ~ '^[a-z0-9](-?[a-z0-9]){1,60}$'),
    merchant_id uuid not null,
    store_id    integer not null
);

-- What guests asked for on booking pages, in their own words. The same form twice is one booking, by
-- its key; so is the same address twice at one time, while the booking it led to is `live`.
create table booking_requests (
    merchant_id uuid not null,
    key         text not null check (length(key) between 1 and 64),
    input_hash  bytea not null,
    store_id    integer not null,
    name        text not null,
    email       text not null,
    starts_at   timestamptz not null,
    live        boolean not null default true,
    booking_id  uuid,
    asked_at    timestamptz not null,
    primary key (merchant_id, key),
    unique (merchant_id, booking_id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id)
);
create unique index booking_requests_once
    on booking_requests (merchant_id, store_id, email, starts_at) where live;
create index booking_requests_by_email on booking_requests (merchant_id, email, asked_at);

-- What other systems took by the API, under their own ids: the same one twice is one booking.
create table booking_externals (
    merchant_id uuid not null,
    store_id    integer not null,
    external_id text not null check (length(external_id) between 1 and 100),
    input_hash  bytea not null,
    booking_id  uuid,
    primary key (merchant_id, store_id, external_id),
    unique (merchant_id, booking_id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id)
);
