-- Guests book, change and wait by themselves; deposits; offers on quiet slots; figures by day.

-- `remind_minutes` before the time a guest is reminded; null is never. `sites` are the websites on which
-- the page may stand in a frame. `deposits` is the list of rules, of which the first that fits counts.
alter table booking_pages
    add column remind_minutes integer default 1440 check (remind_minutes between 30 and 20160),
    add column thanks         boolean not null default true,
    add column takes_waiting  boolean not null default true,
    add column sites          text[] not null default '{}',
    add column deposits       jsonb not null default '[]';

-- A time that is kept for a guest who is typing, or for a party on a list to whom it was offered, until
-- `ends_at`. `until` is when its tables are ready for the next party, `client` who types, as far as their
-- connection says, and `begun_at` since when they have this time. Whoever writes one, or takes a booking,
-- locks the day first.
create table slot_holds (
    merchant_id uuid not null,
    key         text not null check (length(key) between 1 and 64),
    store_id    integer not null,
    day         date not null,
    service_id  uuid not null,
    starts_at   timestamptz not null,
    until       timestamptz not null,
    covers      smallint not null check (covers > 0),
    tables      uuid[] not null,
    booking_id  uuid,
    client      text not null default '',
    begun_at    timestamptz not null,
    ends_at     timestamptz not null,
    primary key (merchant_id, key),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, service_id) references services (merchant_id, id) on delete cascade,
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id),
    check (starts_at < until)
);
create index slot_holds_by_day on slot_holds (merchant_id, store_id, day);
create index slot_holds_ended on slot_holds (ends_at);

-- In which language a guest is written to, and what they were told last. Who waits takes a time within
-- `flexible_minutes` of the one that was asked for, and was offered one `calls` times, last `called_at`.
alter table booking_requests
    add column language         text not null default 'en' check (language ~ '^[a-z]{2}$'),
    add column told             text check (told in ('booked', 'waiting', 'off')),
    add column told_starts_at   timestamptz,
    add column told_covers      smallint,
    add column flexible_minutes smallint not null default 0 check (flexible_minutes between 0 and 240),
    add column calls            smallint not null default 0 check (calls >= 0),
    add column called_at        timestamptz,
    add check (told is null or told_starts_at is not null and told_covers is not null);

-- So far every guest was told at once of what became of a booking on the page.
update booking_requests as r
   set told = case when b.status_type = 'cancelled' then 'off' else 'booked' end,
       told_starts_at = b.starts_at, told_covers = b.covers
  from bookings as b
 where (b.merchant_id, b.id) = (r.merchant_id, r.booking_id);

create index bookings_waiting on bookings (merchant_id, store_id, day)
    where waits is not null and status_type in ('unconfirmed', 'confirmed', 'arrived');

-- A mail that is to go when its time comes, if it still makes sense then; `sent_at` is when it went.
create table booking_letters (
    merchant_id uuid not null,
    booking_id  uuid not null,
    what        text not null check (what in ('reminder', 'thanks')),
    due_at      timestamptz not null,
    sent_at     timestamptz,
    primary key (merchant_id, booking_id, what),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id)
);
create index booking_letters_due on booking_letters (due_at) where sent_at is null;

-- Who booked before is reminded as well, unless it is so soon that they may have booked just now.
insert into booking_letters (merchant_id, booking_id, what, due_at)
select r.merchant_id, r.booking_id, 'reminder', r.told_starts_at - interval '1 day'
  from booking_requests r
  join bookings b on (b.merchant_id, b.id) = (r.merchant_id, r.booking_id)
 where r.told = 'booked' and b.status_type in ('unconfirmed', 'confirmed')
   and r.told_starts_at > now() + interval '1 day';

-- What a guest is asked to pay ahead, at a payment provider. `reference` is the provider's own name for
-- it, and `url` where the guest pays. What went back of it is `refunded_minor`, and with what is still to
-- go it comes to `back_minor`: by itself at `back_at`, if there is still a reason then. A guest who left
-- the page without paying was written to at `written_at`.
--   asked     the provider has not answered yet
--   open      the guest can pay until `ends_at`
--   paid      it was paid, and not all of it went back
--   refunding it goes back, the provider has not confirmed yet
--   refunded  all of it went back
--   ended     it was not paid in time, or the provider would not have it
create table deposit_checkouts (
    merchant_id    uuid not null,
    id             uuid not null,
    booking_id     uuid not null,
    provider       text not null,
    reference      text,
    url            text not null default '',
    amount_minor   bigint not null check (amount_minor > 0),
    refunded_minor bigint not null default 0 check (refunded_minor between 0 and amount_minor),
    back_minor     bigint not null default 0 check (back_minor between refunded_minor and amount_minor),
    back_at        timestamptz check (back_at is null or state = 'paid'),
    currency       text not null,
    state          text not null
        check (state in ('asked', 'open', 'paid', 'refunding', 'refunded', 'ended')),
    problem        text not null default '',
    created_at     timestamptz not null,
    ends_at        timestamptz not null,
    settled_at     timestamptz,
    look_again_at  timestamptz,
    written_at     timestamptz,
    primary key (merchant_id, id),
    unique (merchant_id, provider, reference),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id)
);
create unique index deposit_checkouts_once on deposit_checkouts (merchant_id, booking_id)
    where state in ('asked', 'open');
create index deposit_checkouts_of_booking on deposit_checkouts (merchant_id, booking_id, created_at);
create index deposit_checkouts_to_ask_about on deposit_checkouts (look_again_at)
    where look_again_at is not null;

-- What is given for coming when it is quiet. A slot is quiet while at most `fullest` per cent of what it
-- takes is taken. `gives` says what; `most` is the most that one booking can cost, which is set aside when
-- it is promised. The budget, `most`, `promised` and `spent` are points, or minor units for a voucher.
create table quiet_offers (
    merchant_id  uuid not null,
    id           uuid not null,
    store_id     integer not null,
    name         text not null check (length(name) between 1 and 60),
    services     uuid[] not null default '{}',
    weekdays     smallint not null default 127 check (weekdays between 1 and 127),
    from_minute  smallint check (from_minute between 0 and 1439),
    until_minute smallint check (until_minute between 1 and 1680),
    first_day    date,
    last_day     date,
    fullest      smallint not null check (fullest between 0 and 100),
    gives        jsonb not null,
    most         bigint not null check (most > 0),
    budget       bigint not null check (budget > 0),
    promised     bigint not null default 0 check (promised >= 0),
    spent        bigint not null default 0 check (spent >= 0),
    active       boolean not null default true,
    position     integer not null,
    updated_at   timestamptz not null,
    removed_at   timestamptz,
    primary key (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    check (promised + spent <= budget),
    check ((from_minute is null) = (until_minute is null) and from_minute < until_minute),
    check (first_day is null or last_day is null or first_day <= last_day)
);
create unique index quiet_offers_by_name on quiet_offers (merchant_id, store_id, lower(name))
    where removed_at is null;

-- What was promised with a booking for its time. `most` is the most that it can cost, which is set aside
-- of the offer's budget while it is promised; `given` is what it came to. Of points, `points` are due to
-- `member_id` by the `version` that was posted last, in `lot_id`; `let_go` more should have gone back, were
-- spent already, and nobody owes them. It is `given_up` when its guest chose a time that has nothing.
--   promised  the party has not paid yet
--   kept      the bill was paid
--   lapsed    the party did not come, or had nothing of it
create table slot_promises (
    merchant_id uuid not null,
    booking_id  uuid not null,
    offer_id    uuid not null,
    gives       jsonb not null,
    state       text not null check (state in ('promised', 'kept', 'lapsed')),
    starts_at   timestamptz not null,
    most        bigint not null check (most > 0),
    given       bigint not null default 0 check (given between 0 and most),
    voucher_id  uuid,
    member_id   uuid,
    lot_id      uuid,
    let_go      bigint not null default 0 check (let_go >= 0),
    version     integer not null default 0,
    given_up    boolean not null default false check (not given_up or state = 'lapsed'),
    promised_at timestamptz not null,
    settled_at  timestamptz,
    primary key (merchant_id, booking_id),
    check ((state = 'kept') = (given > 0)),
    foreign key (merchant_id, booking_id) references bookings (merchant_id, id),
    foreign key (merchant_id, offer_id) references quiet_offers (merchant_id, id),
    foreign key (merchant_id, voucher_id) references vouchers (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);
create index slot_promises_of_offer on slot_promises (merchant_id, offer_id);
create index slot_promises_open on slot_promises (starts_at) where state = 'promised';

-- What one day of one store came to, as it was when it was folded at `folded_at`. Days are of the diary,
-- which begin at four in the morning. What changed since is counted anew from the rows themselves.
create table report_days (
    merchant_id uuid not null,
    store_id    integer not null,
    day         date not null,
    figures     json not null,
    folded_at   timestamptz not null,
    primary key (merchant_id, store_id, day),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);
