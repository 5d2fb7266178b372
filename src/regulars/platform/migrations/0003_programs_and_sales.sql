-- The program of a merchant, what it gives, what was redeemed, and the sales it earns on.

create table programs (
    merchant_id       uuid not null references merchants (merchant_id),
    name              text not null check (length(name) between 1 and 60),
    points_label      text not null check (length(points_label) between 1 and 30),
    earn_points       integer not null check (earn_points between 0 and 1000000),
    earn_per_minor    bigint not null check (earn_per_minor > 0),
    tax_included      boolean not null,
    earn_when_redeeming boolean not null,
    points_expire_after_months integer check (points_expire_after_months between 1 and 120),
    intro_text        text not null default '' check (length(intro_text) <= 200),
    updated_at        timestamptz not null,
    primary key (merchant_id)
);

-- Something bought with points. `points` is its price; for points_for_money it is the most that may be
-- chosen, and `value_minor` is what `points_unit` points are worth.
create table rewards (
    merchant_id  uuid not null references merchants (merchant_id),
    id           uuid not null,
    title        text not null check (length(title) between 1 and 80),
    terms        text not null default '' check (length(terms) <= 200),
    action_label text not null check (length(action_label) between 1 and 20),
    benefit      text not null check (benefit in ('amount_off', 'percent_off', 'points_for_money')),
    value_minor  bigint check (value_minor > 0),
    basis_points integer check (basis_points between 1 and 10000),
    max_minor    bigint check (max_minor > 0),
    points       bigint not null check (points > 0),
    points_unit  bigint check (points_unit > 0),
    active       boolean not null,
    position     integer not null,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    primary key (merchant_id, id),
    check ((benefit = 'percent_off') = (basis_points is not null)),
    check ((benefit = 'percent_off') = (value_minor is null)),
    check ((benefit = 'points_for_money') = (points_unit is not null))
);

-- A coupon: the same benefits and no points. For everybody, or for one member.
create table offers (
    merchant_id      uuid not null references merchants (merchant_id),
    id               uuid not null,
    title            text not null check (length(title) between 1 and 80),
    terms            text not null default '' check (length(terms) <= 200),
    action_label     text not null check (length(action_label) between 1 and 20),
    benefit          text not null check (benefit in ('amount_off', 'percent_off')),
    value_minor      bigint check (value_minor > 0),
    basis_points     integer check (basis_points between 1 and 10000),
    max_minor        bigint check (max_minor > 0),
    member_id        uuid,
    starts_at        timestamptz,
    ends_at          timestamptz,
    limit_total      bigint check (limit_total > 0),
    limit_per_member bigint check (limit_per_member > 0),
    used             bigint not null default 0 check (used >= 0),
    active           boolean not null,
    position         integer not null,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    primary key (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    check ((benefit = 'percent_off') = (basis_points is not null)),
    check ((benefit = 'percent_off') = (value_minor is null)),
    check (limit_total is null or used <= limit_total),
    check (starts_at is null or ends_at is null or starts_at < ends_at)
);

-- How often one member has used one offer; the limit is copied so that the database refuses.
create table offer_uses (
    merchant_id uuid not null,
    offer_id    uuid not null,
    member_id   uuid not null,
    used        bigint not null check (used >= 0),
    most        bigint,
    primary key (merchant_id, offer_id, member_id),
    foreign key (merchant_id, offer_id) references offers (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    check (most is null or used <= most)
);

-- One reward or offer on one order of a till. `quantity` is the points that were asked for; `points`
-- are held, which is less where the bill needs less.
--   asked     held here, the till has not answered yet
--   applied   the till has it on the bill
--   settled   the order is complete and carried it
--   released  it came off again, or the order did not come about
--   refused   the till would not take it
create table redemptions (
    merchant_id    uuid not null,
    id             uuid not null,
    claim          uuid not null,
    quantity       bigint not null check (quantity >= 0),
    connection_id  uuid not null,
    store_id       integer not null,
    order_ref      text not null,
    order_number   text not null,
    member_id      uuid not null,
    reward_id      uuid,
    offer_id       uuid,
    title          text not null,
    points         bigint not null check (points >= 0),
    hold_id        uuid,
    discount_minor bigint not null check (discount_minor > 0),
    carried_minor  bigint check (carried_minor >= 0),
    state          text not null check (state in ('asked', 'applied', 'settled', 'released', 'refused')),
    reason         text not null default '',
    requested_at   timestamptz not null,
    decided_at     timestamptz,
    look_again_at  timestamptz not null,
    primary key (merchant_id, id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    foreign key (merchant_id, reward_id) references rewards (merchant_id, id),
    foreign key (merchant_id, offer_id) references offers (merchant_id, id),
    foreign key (merchant_id, hold_id) references ledger_holds (merchant_id, id),
    check ((reward_id is null) <> (offer_id is null))
);
-- One reward stands once on one order for one member, whatever button was pressed how often.
create unique index redemptions_reward_once
    on redemptions (merchant_id, connection_id, order_ref, member_id, reward_id)
    where reward_id is not null and state in ('asked', 'applied', 'settled');
create unique index redemptions_offer_once
    on redemptions (merchant_id, connection_id, order_ref, member_id, offer_id)
    where offer_id is not null and state in ('asked', 'applied', 'settled');
create index redemptions_of_order on redemptions (merchant_id, connection_id, order_ref);
create index redemptions_of_member on redemptions (merchant_id, member_id, id desc);
create index redemptions_open on redemptions (look_again_at) where state in ('asked', 'applied');

-- A finished order. `version` counts how often the bill has been read with other content; the hash is
-- of the newest. What was posted for it is in the ledger under (store, order, kind, version).
create table sales (
    merchant_id    uuid not null,
    id             uuid not null,
    store_id       integer not null,
    connection_id  uuid not null,
    order_ref      text not null,
    number         text not null default '',
    version        integer not null check (version > 0),
    bill_hash      bytea not null,
    status         text not null check (status in ('complete', 'void')),
    member_id      uuid,
    total_minor    bigint not null,
    tax_minor      bigint not null,
    tips_minor     bigint not null,
    discount_minor bigint not null,
    points_earned  bigint not null default 0 check (points_earned >= 0),
    lot_id         uuid,
    lines          jsonb not null,
    payments       jsonb not null,
    completed_at   timestamptz not null,
    recorded_at    timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, store_id, order_ref),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);
create index sales_of_order on sales (merchant_id, connection_id, order_ref);
create index sales_newest on sales (merchant_id, completed_at desc, id desc);
create index sales_of_member on sales (merchant_id, member_id, completed_at desc)
    where member_id is not null;
