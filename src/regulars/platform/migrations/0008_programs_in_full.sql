-- Rules in versions, conditions and limits of rewards and offers, tiers, and bills in versions.

-- Points that cannot be spent before `matures_at`. With `idle_months` their last day moves on with
-- each thing the member does. What moved here from another account names the lot it began as.
alter table ledger_lots
    add column matures_at  timestamptz,
    add column idle_months integer check (idle_months between 1 and 120),
    add column origin      uuid,
    add check (idle_months is null or expires_at is not null);
create index ledger_lots_maturing on ledger_lots (merchant_id, account_id, matures_at)
    where remaining > 0 and matures_at is not null;

-- What was to go back and was spent already: the next points that come in pay it. `active_at` is
-- when whoever has the account last earned or redeemed, in the time zone where they did.
alter table ledger_accounts
    add column debt      bigint not null default 0 check (debt >= 0),
    add column active_at timestamptz,
    add column active_in text,
    add check ((active_at is null) = (active_in is null));
alter table ledger_entries
    add column owed bigint not null default 0,
    drop constraint ledger_entries_kind_check,
    add constraint ledger_entries_kind_check check (kind in
        ('earn', 'hold', 'settle', 'release', 'expire', 'take_back', 'adjust', 'spend', 'give_back',
         'repay', 'reverse', 'transfer'));

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
-- Sales ask whether there ever were points that wait for the next visit.
create index program_versions_idle on program_versions (merchant_id)
    where terms -> 'expiry' ->> 'kind' = 'idle';

alter table programs
    add column version integer not null default 0 check (version >= 0),
    add column at_till jsonb not null default '{}',
    add column catalogue bigint not null default 0;

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

-- What comes back to the account of a member who was merged goes on to the one who was kept.
alter table ledger_accounts
    add column moved_to  uuid,
    add column moved_why jsonb;

-- The wallet of somebody who was merged: whoever names its code means the other's.
alter table vouchers add column replaced_by uuid;
-- What somebody who was merged owed of their credit, and the other owes now.
alter table wallet_entries add column moved_minor bigint not null default 0;

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
-- The day and the version that all members' tiers were last looked at for, and the last day whose
-- birthdays were, where the merchant is.
alter table programs
    add column tiers_on      date,
    add column tiers_version integer not null default 0,
    add column birthdays_on  date;

-- Conditions. `used` and `spent_minor` are what stands, holds included. `what` is the benefit.
alter table rewards
    add column what             jsonb,
    add column stores           integer[] not null default '{}',
    add column weekdays         integer not null default 127 check (weekdays between 1 and 127),
    add column from_minute      integer check (from_minute between 0 and 1439),
    add column until_minute     integer check (until_minute between 1 and 1440),
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
    add constraint rewards_limit_check check (limit_total is null or used <= limit_total),
    add constraint rewards_budget_check check (budget_minor is null or spent_minor <= budget_minor),
    add check (starts_at is null or ends_at is null or starts_at < ends_at);

alter table offers
    add column what             jsonb,
    add column stores           integer[] not null default '{}',
    add column weekdays         integer not null default 127 check (weekdays between 1 and 127),
    add column from_minute      integer check (from_minute between 0 and 1439),
    add column until_minute     integer check (until_minute between 1 and 1440),
    add column minimum_minor    bigint check (minimum_minor > 0),
    add column per              text not null default 'ever'
        check (per in ('ever', 'day', 'week', 'month', 'year')),
    add column budget_minor     bigint check (budget_minor > 0),
    add column spent_minor      bigint not null default 0 check (spent_minor >= 0),
    add column audience         jsonb not null default '{"kind": "everybody"}',
    add column alone            boolean not null default false,
    add column picture_id       uuid,
    add foreign key (merchant_id, picture_id) references pictures (merchant_id, id),
    add constraint offers_budget_check check (budget_minor is null or spent_minor <= budget_minor);

-- What the columns said, as one benefit and one audience.
update rewards r
   set what = case r.benefit
           when 'percent_off' then jsonb_build_object(
               'kind', 'percent_off', 'basis_points', r.basis_points, 'most',
               case when r.max_minor is null then null else
                   jsonb_build_object('minor', r.max_minor, 'currency', m.currency) end)
           when 'points_for_money' then jsonb_build_object(
               'kind', 'points_for_money', 'unit', r.points_unit,
               'value', jsonb_build_object('minor', r.value_minor, 'currency', m.currency))
           else jsonb_build_object(
               'kind', 'amount_off',
               'value', jsonb_build_object('minor', r.value_minor, 'currency', m.currency)) end
  from merchants m
 where m.merchant_id = r.merchant_id;
update offers o
   set what = case o.benefit
           when 'percent_off' then jsonb_build_object(
               'kind', 'percent_off', 'basis_points', o.basis_points, 'most',
               case when o.max_minor is null then null else
                   jsonb_build_object('minor', o.max_minor, 'currency', m.currency) end)
           else jsonb_build_object(
               'kind', 'amount_off',
               'value', jsonb_build_object('minor', o.value_minor, 'currency', m.currency)) end,
       audience = case when o.member_id is null then o.audience
                       else jsonb_build_object('kind', 'member', 'member', o.member_id) end
  from merchants m
 where m.merchant_id = o.merchant_id;
alter table rewards
    alter column what set not null,
    drop column benefit,
    drop column value_minor,
    drop column basis_points,
    drop column max_minor,
    drop column points_unit;
alter table offers
    alter column what set not null,
    drop column benefit,
    drop column value_minor,
    drop column basis_points,
    drop column max_minor,
    drop column member_id;

-- How often one member has used one offer or reward in one period; the limit is copied so that the
-- database refuses. `since` is the period's first day, and -infinity for one that never ends.
alter table offer_uses
    add column since date not null default '-infinity',
    drop constraint offer_uses_pkey,
    add primary key (merchant_id, member_id, offer_id, since);
create table reward_uses (
    merchant_id uuid not null,
    reward_id   uuid not null,
    member_id   uuid not null,
    since       date not null default '-infinity',
    used        bigint not null check (used >= 0),
    most        bigint,
    primary key (merchant_id, member_id, reward_id, since),
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
update redemptions x
   set what = coalesce((select r.what from rewards r
                         where (r.merchant_id, r.id) = (x.merchant_id, x.reward_id)),
                       (select o.what from offers o
                         where (o.merchant_id, o.id) = (x.merchant_id, x.offer_id)));

-- Who redeemed it, where that one has been merged since: two cards may have been on one bill.
alter table redemptions add column redeemed_by uuid;
drop index redemptions_reward_once;
drop index redemptions_offer_once;
create unique index redemptions_reward_once
    on redemptions (merchant_id, connection_id, order_ref, coalesce(redeemed_by, member_id),
                    reward_id)
    where reward_id is not null and state in ('asked', 'applied', 'settled');
create unique index redemptions_offer_once
    on redemptions (merchant_id, connection_id, order_ref, coalesce(redeemed_by, member_id),
                    offer_id)
    where offer_id is not null and state in ('asked', 'applied', 'settled');

-- Rewards count their uses from now on: those that stand are counted.
update rewards r
   set used = stands.used, spent_minor = stands.spent
  from (select merchant_id, reward_id, count(*) as used,
               sum(coalesce(carried_minor, discount_minor)) as spent
          from redemptions
         where reward_id is not null and state in ('asked', 'applied', 'settled')
         group by merchant_id, reward_id) as stands
 where (r.merchant_id, r.id) = (stands.merchant_id, stands.reward_id);
update offers o
   set spent_minor = stands.spent
  from (select merchant_id, offer_id, sum(coalesce(carried_minor, discount_minor)) as spent
          from redemptions
         where offer_id is not null and state in ('asked', 'applied', 'settled')
         group by merchant_id, offer_id) as stands
 where (o.merchant_id, o.id) = (stands.merchant_id, stands.offer_id);
insert into reward_uses (merchant_id, reward_id, member_id, used)
select merchant_id, reward_id, member_id, count(*)
  from redemptions
 where reward_id is not null and state in ('asked', 'applied', 'settled')
 group by merchant_id, reward_id, member_id;

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

-- `let_go` is what of `points_earned` should have gone back, was spent, and nobody owes.
-- `program_version` is the one that the sale keeps to. `by_hand` says that somebody set its member,
-- so that reading the till again does not.
alter table sales
    add column let_go          bigint not null default 0 check (let_go >= 0),
    add column program_version integer,
    add column by_hand         boolean not null default false;

-- Since when a site's finished orders are compared with ours in both directions. A sale from before
-- may be of another company's till, which knows nothing of it.
alter table connection_sites add column first_swept_at timestamptz;

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

-- In the order of the one that it takes the place of, with what a tier's figures are made of.
drop index sales_of_member;
create index sales_standing on sales (merchant_id, member_id, completed_at)
    include (status, total_minor, refunded_minor, points_earned)
    where member_id is not null;
