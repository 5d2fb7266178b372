-- Rules in versions, conditions and limits of rewards and offers, tiers, and bills in versions.

-- Points that cannot be spent before `matures_at`. With `idle_months` their last day moves on with
-- each thing the member does.
alter table ledger_lots
    add column matures_at  timestamptz,
    add column idle_months integer check (idle_months between 1 and 120);

-- What was to go back and was spent already: the next points that come in pay it.
alter table ledger_accounts add column debt bigint not null default 0 check (debt >= 0);
alter table ledger_entries add column owed bigint not null default 0;

alter table members
    add column birth_month integer check (birth_month between 1 and 12),
    add column birth_day   integer check (birth_day between 1 and 31),
    add column birth_year  integer check (birth_year between 1900 and 2200),
    add column merged_into uuid,
    add foreign key (merchant_id, merged_into) references members (merchant_id, id),
    add check ((birth_month is null) = (birth_day is null)),
    add check (birth_year is null or birth_month is not null);
create index members_birthday on members (merchant_id, birth_month, birth_day)
    where birth_month is not null;
create index members_merged on members (merchant_id, merged_into) where merged_into is not null;

-- All that decides what a sale earns, as it was from `from_at` on. Never changed.
create table program_versions (
    merchant_id uuid not null references merchants (merchant_id),
    version     integer not null check (version > 0),
    from_at     timestamptz not null,
    terms       jsonb not null,
    changed_by  text not null,
    primary key (merchant_id, version)
);
create index program_versions_at on program_versions (merchant_id, from_at desc, version desc);

alter table programs
    add column version integer not null default 0 check (version >= 0),
    add column at_till jsonb not null default '{}';

-- What the columns said becomes the first version. Its one rule has the id of every first rule.
insert into program_versions (merchant_id, version, from_at, terms, changed_by)
select p.merchant_id, 1, p.updated_at, jsonb_build_object(
           'rules', jsonb_build_array(jsonb_build_object(
               'id', '00000000-0000-0000-0000-000000000001', 'name', 'Every bill',
               'gives', jsonb_build_object(
                   'kind', 'per_amount', 'points', p.earn_points, 'per', jsonb_build_object(
                       'minor', p.earn_per_minor, 'currency', m.currency)))),
           'tax_included', p.tax_included,
           'earn_when_redeeming', p.earn_when_redeeming,
           'expiry', case when p.points_expire_after_months is null
                          then jsonb_build_object('kind', 'never')
                          else jsonb_build_object('kind', 'months',
                                                  'months', p.points_expire_after_months) end),
       'system'
  from programs p join merchants m using (merchant_id);
update programs set version = 1;
alter table programs
    drop column earn_points,
    drop column earn_per_minor,
    drop column tax_included,
    drop column earn_when_redeeming,
    drop column points_expire_after_months;

-- What the tills sell, as it was when it was last read.
create table goods (
    merchant_id   uuid not null,
    id            text not null,
    connection_id uuid not null,
    kind          text not null check (kind in ('product', 'category')),
    name          text not null,
    categories    text[] not null default '{}',
    sold          boolean not null,
    read_at       timestamptz not null,
    primary key (merchant_id, id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id)
);
create index goods_by_name on goods (merchant_id, kind, lower(name));

create table pictures (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    media_type  text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
    content     bytea not null check (length(content) <= 1000000),
    added_at    timestamptz not null,
    primary key (merchant_id, id)
);

create table segments (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    name        text not null check (length(name) between 1 and 60),
    criteria    jsonb not null,
    updated_at  timestamptz not null,
    primary key (merchant_id, id)
);
create unique index segments_by_name on segments (merchant_id, lower(name));

-- The tier that a member has now; the journal has those before.
create table member_tiers (
    merchant_id uuid not null,
    member_id   uuid not null,
    tier_id     uuid not null,
    since       timestamptz not null,
    until       timestamptz,
    primary key (merchant_id, member_id),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);
create index member_tiers_ending on member_tiers (until) where until is not null;

-- Conditions. `used` and `spent_minor` are what stands, holds included. `what` is the benefit.
alter table rewards
    add column what             jsonb,
    add column stores           integer[] not null default '{}',
    add column weekdays         integer not null default 127 check (weekdays between 1 and 127),
    add column from_minute      integer check (from_minute between 0 and 1439),
    add column until_minute     integer check (until_minute between 0 and 1439),
    add column starts_at        timestamptz,
    add column ends_at          timestamptz,
    add column minimum_minor    bigint check (minimum_minor > 0),
    add column limit_total      bigint check (limit_total > 0),
    add column limit_per_member bigint check (limit_per_member > 0),
    add column per              text not null default 'ever'
        check (per in ('ever', 'day', 'week', 'month', 'year')),
    add column budget_minor     bigint check (budget_minor > 0),
    add column used             bigint not null default 0 check (used >= 0),
    add column spent_minor      bigint not null default 0 check (spent_minor >= 0),
    add column audience         jsonb not null default '{"kind": "everybody"}',
    add column alone            boolean not null default false,
    add column picture_id       uuid,
    add foreign key (merchant_id, picture_id) references pictures (merchant_id, id),
    add check (limit_total is null or used <= limit_total),
    add check (budget_minor is null or spent_minor <= budget_minor),
    add check (starts_at is null or ends_at is null or starts_at < ends_at);

alter table offers
    add column what             jsonb,
    add column stores           integer[] not null default '{}',
    add column weekdays         integer not null default 127 check (weekdays between 1 and 127),
    add column from_minute      integer check (from_minute between 0 and 1439),
    add column until_minute     integer check (until_minute between 0 and 1439),
    add column minimum_minor    bigint check (minimum_minor > 0),
    add column per              text not null default 'ever'
        check (per in ('ever', 'day', 'week', 'month', 'year')),
    add column budget_minor     bigint check (budget_minor > 0),
    add column spent_minor      bigint not null default 0 check (spent_minor >= 0),
    add column audience         jsonb not null default '{"kind": "everybody"}',
    add column alone            boolean not null default false,
    add column picture_id       uuid,
    add foreign key (merchant_id, picture_id) references pictures (merchant_id, id),
    add check (budget_minor is null or spent_minor <= budget_minor);

-- How often one member has used one offer or reward in one period; the limit is copied so that the
-- database refuses. `since` is the period's first day, and -infinity for one that never ends.
alter table offer_uses
    add column since date not null default '-infinity',
    drop constraint offer_uses_pkey,
    add primary key (merchant_id, offer_id, member_id, since);
create table reward_uses (
    merchant_id uuid not null,
    reward_id   uuid not null,
    member_id   uuid not null,
    since       date not null default '-infinity',
    used        bigint not null check (used >= 0),
    most        bigint,
    primary key (merchant_id, reward_id, member_id, since),
    foreign key (merchant_id, reward_id) references rewards (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    check (most is null or used <= most)
);

-- Not everything that is redeemed takes money off. `since` is the period it counts in.
alter table redemptions
    add column since date not null default '-infinity',
    add column what  jsonb,
    drop constraint redemptions_discount_minor_check,
    add constraint redemptions_discount_minor_check check (discount_minor >= 0);

-- By which rules a sale was worked out, from what, and what came of it: one row for each version of
-- its bill. `left` is what stands of it after what went back.
create table sale_versions (
    merchant_id     uuid not null,
    sale_id         uuid not null,
    version         integer not null check (version > 0),
    member_id       uuid,
    program_version integer,
    basket          jsonb not null,
    standing        jsonb not null,
    worked          jsonb not null,
    at              timestamptz not null,
    primary key (merchant_id, sale_id, version),
    foreign key (merchant_id, sale_id) references sales (merchant_id, id)
);

-- What stands of rules that count a member's day or time between visits. A sale's newest version
-- takes the place of the one before. The rule of all zeros is all rules together.
create table earned_by_rule (
    merchant_id uuid not null,
    sale_id     uuid not null,
    rule_id     uuid not null,
    member_id   uuid not null,
    day         date not null,
    at          timestamptz not null,
    points      bigint not null check (points > 0),
    primary key (merchant_id, sale_id, rule_id),
    foreign key (merchant_id, sale_id) references sales (merchant_id, id)
);
create index earned_by_rule_of_member on earned_by_rule (merchant_id, member_id, rule_id, at desc);

-- `program_version` is the one that the sale keeps to. `by_hand` says that somebody set its member,
-- so that reading the till again does not.
alter table sales
    add column program_version integer,
    add column by_hand         boolean not null default false;

-- Orders of a till with which money of another order went back. Kept also before that one is known.
create table till_refunds (
    merchant_id   uuid not null,
    connection_id uuid not null,
    order_ref     text not null,
    refund_of     text not null,
    store_id      integer not null,
    number        text not null default '',
    status        text not null check (status in ('complete', 'void')),
    total_minor   bigint not null check (total_minor >= 0),
    lines         jsonb not null,
    refunded_at   timestamptz not null,
    recorded_at   timestamptz not null,
    primary key (merchant_id, connection_id, order_ref),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);
create index till_refunds_of on till_refunds (merchant_id, connection_id, refund_of);

create index sales_standing on sales (merchant_id, member_id, completed_at)
    include (status, total_minor, refunded_minor, points_earned)
    where member_id is not null;
