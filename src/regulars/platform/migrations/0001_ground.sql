-- The ground: merchants and who works for them, connections to tills, the journal, the inbox.
-- Every row belongs to a merchant, and merchant_id leads every key, so that the tables can be
-- distributed by merchant. Tables that cannot be (sign_ins) are small and read by key alone.

create extension if not exists pg_trgm;
create extension if not exists btree_gin;

create table merchants (
    merchant_id uuid primary key,
    name        text not null check (length(name) between 1 and 120),
    country     text not null check (country ~ '^[A-Z]{2}$'),
    currency    text not null check (currency ~ '^[A-Z]{3}$'),
    locale      text not null,
    time_zone   text not null,
    created_at  timestamptz not null
);

create table stores (
    merchant_id uuid not null references merchants (merchant_id),
    id          integer not null check (id > 0),
    name        text not null check (length(name) between 1 and 120),
    country     text not null check (country ~ '^[A-Z]{2}$'),
    time_zone   text not null,
    created_at  timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, name)
);

create table users (
    merchant_id   uuid not null references merchants (merchant_id),
    id            uuid not null,
    email         text not null,
    name          text not null,
    role          text not null check (role in ('owner', 'manager', 'staff')),
    password_hash text not null,
    created_at    timestamptz not null,
    disabled_at   timestamptz,
    primary key (merchant_id, id),
    unique (merchant_id, email)
);

-- Reference table: which merchant an e-mail address signs in to. One row a user.
create table sign_ins (
    email        text primary key,
    merchant_id  uuid not null,
    user_id      uuid not null,
    failures     integer not null default 0,
    locked_until timestamptz
);

create table sessions (
    merchant_id uuid not null,
    token_hash  bytea not null,
    user_id     uuid not null,
    csrf_token  text not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    primary key (merchant_id, token_hash),
    foreign key (merchant_id, user_id) references users (merchant_id, id)
);

-- An app enabled for a merchant. Credentials and tokens are encrypted by the program
-- (platform/secrets.py); `key_version` is part of the unguessable key in the till's URLs, so that
-- raising it takes the old URLs out of use.
create table connections (
    merchant_id  uuid not null references merchants (merchant_id),
    id           uuid not null,
    app          text not null check (app in ('kounta')),
    status       text not null check (status in ('enabled', 'authorised', 'disabled')),
    company_id   text,
    company_name text,
    key_version  integer not null default 1,
    settings     jsonb not null,
    credentials  bytea,
    created_at   timestamptz not null,
    updated_at   timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, app)
);

-- The tokens of one connection. `generation` counts refreshes; `refreshing_until` is the lease of
-- the one process that refreshes, so that many which meet an expired token ask once.
create table connection_tokens (
    merchant_id      uuid not null,
    connection_id    uuid not null,
    access_token     bytea not null,
    refresh_token    bytea,
    expires_at       timestamptz not null,
    generation       integer not null,
    refreshing_until timestamptz,
    primary key (merchant_id, connection_id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id)
);

-- Which of the till's sites is which store: one to one. `swept_at` is when the site's finished orders
-- were last compared with the sales that we have.
create table connection_sites (
    merchant_id   uuid not null,
    connection_id uuid not null,
    site_id       text not null,
    site_name     text not null,
    store_id      integer not null,
    swept_at      timestamptz,
    primary key (merchant_id, connection_id, site_id),
    unique (merchant_id, connection_id, store_id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);

-- The webhooks that we registered with the till, so that they can be found and taken away again.
create table connection_webhooks (
    merchant_id   uuid not null,
    connection_id uuid not null,
    topic         text not null,
    remote_id     text not null,
    primary key (merchant_id, connection_id, topic),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id)
);

-- Requests a minute that a connection may make, as one row and one upsert (GCRA): `next_free` is when
-- the budget would be whole again. Jobs stop earlier than a cashier does.
create table rate_budgets (
    merchant_id   uuid not null,
    connection_id uuid not null,
    next_free     timestamptz not null,
    primary key (merchant_id, connection_id),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id)
);

-- The journal: one row for each committed thing that happened. Never changed or deleted.
create table facts (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    kind        text not null,
    subject     text not null,
    actor       text not null,
    data        jsonb not null,
    at          timestamptz not null,
    primary key (merchant_id, id)
);
create index facts_by_subject on facts (merchant_id, subject, id desc);

-- The inbox: what outside systems told us, kept before it is answered and worked on afterwards.
create table inbox (
    merchant_id   uuid not null references merchants (merchant_id),
    id            uuid not null,
    connection_id uuid not null,
    topic         text not null,
    delivery      bytea not null,
    body          jsonb not null,
    received_at   timestamptz not null,
    received      integer not null default 1,
    handled_at    timestamptz,
    primary key (merchant_id, id),
    unique (merchant_id, connection_id, delivery),
    foreign key (merchant_id, connection_id) references connections (merchant_id, id)
);
create index inbox_waiting on inbox (merchant_id, received_at) where handled_at is null;
