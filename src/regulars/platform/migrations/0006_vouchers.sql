-- Vouchers and wallets, the tills that call the voucher API, orders that such a till reports, mail.

-- Value that was spent can be given back, whole or in part, to the lots that it came from.
alter table ledger_holds
    add column given_back bigint not null default 0,
    add constraint ledger_holds_given_back_check check (given_back between 0 and settled);
alter table ledger_entries drop constraint ledger_entries_kind_check;
alter table ledger_entries add constraint ledger_entries_kind_check check (kind in
    ('earn', 'hold', 'settle', 'release', 'expire', 'take_back', 'adjust', 'spend', 'give_back'));

-- A code with a benefit. What it is worth is `face_minor` for MONETARY and `basis_points` for
-- PERCENTILE. ONE_TIME_USE and MONETARY is stored value: what is left of it is the balance of
-- `account_id`, and its face is what was first put there. A wallet is the LOYALTY voucher of a member;
-- its code is the member's code, and codes of that shape are nobody else's.
-- `folded_code` is the code as it is compared (vouchers/rules.py).
-- `weekdays` has a bit for each day, Monday's the lowest; the minutes are of the store's own day, and
-- hours that end before they begin go past midnight. No stores means every store.
create table vouchers (
    merchant_id      uuid not null references merchants (merchant_id),
    id               uuid not null,
    code             text not null check (length(code) between 2 and 20),
    folded_code      text collate "C" not null,
    source           text not null check (source in ('STORE', 'LOYALTY')),
    discount_type    text not null check (discount_type in ('MONETARY', 'PERCENTILE')),
    use_type         text not null check (use_type in ('ONE_TIME_USE', 'MULTI_USE')),
    face_minor       bigint check (face_minor >= 0),
    basis_points     integer check (basis_points between 1 and 10000),
    account_id       uuid,
    member_id        uuid,
    description      text not null default '' check (length(description) <= 200),
    starts_at        timestamptz,
    ends_at          timestamptz,
    minimum_minor    bigint not null default 0 check (minimum_minor >= 0),
    limit_total      bigint check (limit_total > 0),
    limit_per_member bigint check (limit_per_member > 0),
    used             bigint not null default 0 check (used >= 0),
    stores           integer[] not null default '{}',
    weekdays         smallint not null default 127 check (weekdays between 1 and 127),
    from_minute      smallint check (from_minute between 0 and 1439),
    until_minute     smallint check (until_minute between 1 and 1440),
    public           boolean not null default false,
    active           boolean not null default true,
    external_id      text check (length(external_id) between 1 and 100),
    batch_id         uuid,
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, folded_code),
    unique (merchant_id, account_id),
    foreign key (merchant_id, account_id) references ledger_accounts (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    check ((discount_type = 'MONETARY') = (face_minor is not null)),
    check ((discount_type = 'PERCENTILE') = (basis_points is not null)),
    check ((account_id is not null) = (discount_type = 'MONETARY' and use_type = 'ONE_TIME_USE')),
    check ((source = 'LOYALTY') = (folded_code ~ '^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$')),
    check (source = 'STORE' or (account_id is not null and member_id is not null)),
    check (limit_total is null or used <= limit_total),
    check (starts_at is null or ends_at is null or starts_at < ends_at),
    check ((from_minute is null) = (until_minute is null))
);
create index vouchers_newest on vouchers (merchant_id, created_at desc, id desc);
create index vouchers_of_member on vouchers (merchant_id, member_id) where member_id is not null;
create index vouchers_public on vouchers (merchant_id, id) where public and active;
create index vouchers_of_batch on vouchers (merchant_id, batch_id, id) where batch_id is not null;

-- How often one member has used one voucher; the limit is copied so that the database refuses.
create table voucher_members (
    merchant_id uuid not null,
    voucher_id  uuid not null,
    member_id   uuid not null,
    used        bigint not null check (used >= 0),
    most        bigint,
    primary key (merchant_id, voucher_id, member_id),
    foreign key (merchant_id, voucher_id) references vouchers (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    check (most is null or used <= most)
);

-- A member's wallet: how much of the next credit has been spent for, and what is to be kept back from
-- coming credits because it was spent before its order was taken back.
create table wallets (
    merchant_id    uuid not null,
    member_id      uuid not null,
    voucher_id     uuid not null,
    progress_minor bigint not null default 0 check (progress_minor >= 0),
    owed_minor     bigint not null default 0 check (owed_minor >= 0),
    entries        bigint not null default 0 check (entries >= 0),
    primary key (merchant_id, member_id),
    unique (merchant_id, voucher_id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    foreign key (merchant_id, voucher_id) references vouchers (merchant_id, id)
);

-- Each step of a wallet's progress: what was spent (or taken back), under which rule, what credit came
-- of it or went again, and where that left the wallet. Never changed, never deleted.
create table wallet_entries (
    merchant_id    uuid not null,
    member_id      uuid not null,
    number         bigint not null check (number > 0),
    key            text not null,
    spent_minor    bigint not null,
    per_minor      bigint not null check (per_minor > 0),
    credit_minor   bigint not null check (credit_minor > 0),
    credited_minor bigint not null,
    owed_minor     bigint not null,
    progress_after bigint not null check (progress_after >= 0),
    owed_after     bigint not null check (owed_after >= 0),
    sale_id        uuid,
    at             timestamptz not null,
    primary key (merchant_id, member_id, number),
    unique (merchant_id, key),
    foreign key (merchant_id, member_id) references wallets (merchant_id, member_id)
);

-- The wallet scheme of a program: `wallet_credit_minor` for every `wallet_per_minor` spent. And the
-- voucher that a guest may use on a first order.
alter table programs
    add column wallet_per_minor    bigint check (wallet_per_minor > 0),
    add column wallet_credit_minor bigint check (wallet_credit_minor > 0),
    add column new_guest_voucher   uuid,
    add constraint programs_wallet_check
        check ((wallet_per_minor is null) = (wallet_credit_minor is null)),
    add constraint programs_new_guest_voucher_fkey
        foreign key (merchant_id, new_guest_voucher) references vouchers (merchant_id, id);

-- Whether the answer about a member's vouchers lists the public ones of this store too.
alter table stores add column lists_public_vouchers boolean not null default false;

-- Sales that no till connection brought: reported by the voucher API, or ordered by our own channel.
-- `wallet_spent_minor` is what of a sale counts towards its member's next credit, `credit_minor` what
-- credit came of it and stands.
alter table sales
    alter column connection_id drop not null,
    add column channel text not null default 'till' check (channel in ('till', 'external', 'own')),
    add column wallet_spent_minor bigint not null default 0 check (wallet_spent_minor >= 0),
    add column credit_minor bigint not null default 0,
    add column refunded_minor bigint not null default 0 check (refunded_minor >= 0),
    add constraint sales_connection_check check ((channel = 'till') = (connection_id is not null)),
    drop constraint sales_merchant_id_store_id_order_ref_key,
    add constraint sales_order_key unique (merchant_id, store_id, channel, order_ref);

-- One voucher on one order.
--   held        set aside at a till whose order is still open
--   used        the order carried it
--   given_back  it came off again, or its order was taken back whole
-- `discount_minor` is what the bill got, `drawn_minor` what left the voucher's stored value,
-- `given_back_minor` what of that came back. `counted` says whether the use counts against the limits:
-- a till that is the master may use what was used up. `problem` is then what was wrong.
create table voucher_uses (
    merchant_id      uuid not null,
    id               uuid not null,
    voucher_id       uuid not null,
    state            text not null check (state in ('held', 'used', 'given_back')),
    store_id         integer not null,
    order_ref        text not null,
    sale_id          uuid,
    redemption_id    uuid,
    member_id        uuid,
    hold_id          uuid,
    discount_minor   bigint not null check (discount_minor >= 0),
    drawn_minor      bigint not null check (drawn_minor >= 0),
    given_back_minor bigint not null default 0 check (given_back_minor between 0 and drawn_minor),
    counted          boolean not null,
    problem          text not null default '',
    used_at          timestamptz not null,
    ended_at         timestamptz,
    primary key (merchant_id, id),
    foreign key (merchant_id, voucher_id) references vouchers (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    foreign key (merchant_id, member_id) references members (merchant_id, id),
    foreign key (merchant_id, hold_id) references ledger_holds (merchant_id, id),
    foreign key (merchant_id, redemption_id) references redemptions (merchant_id, id),
    foreign key (merchant_id, sale_id) references sales (merchant_id, id),
    check ((state = 'given_back') = (ended_at is not null))
);
create index voucher_uses_of_voucher on voucher_uses (merchant_id, voucher_id, used_at desc, id desc);
create index voucher_uses_of_sale on voucher_uses (merchant_id, sale_id) where sale_id is not null;
create index voucher_uses_of_redemption on voucher_uses (merchant_id, redemption_id)
    where redemption_id is not null;

-- A voucher on a till's order is a redemption like a reward or an offer.
alter table redemptions
    add column voucher_id uuid,
    add constraint redemptions_voucher_fkey
        foreign key (merchant_id, voucher_id) references vouchers (merchant_id, id),
    drop constraint redemptions_check,
    add constraint redemptions_subject_check
        check (num_nonnulls(reward_id, offer_id, voucher_id) = 1);
create unique index redemptions_voucher_once
    on redemptions (merchant_id, connection_id, order_ref, voucher_id)
    where voucher_id is not null and state in ('asked', 'applied', 'settled');

-- Money of a sale that went back to the guest, and what went back with it: value to the voucher, and
-- from the member points and wallet credit. `points_short` were spent already. `key` is the caller's
-- own name for the refund; the same key with other content is refused by `input_hash`.
create table sale_refunds (
    merchant_id   uuid not null,
    id            uuid not null,
    sale_id       uuid not null,
    key           text not null check (length(key) between 1 and 100),
    input_hash    bytea not null,
    amount_minor  bigint not null check (amount_minor >= 0),
    voucher_minor bigint not null check (voucher_minor >= 0),
    points        bigint not null check (points >= 0),
    points_short  bigint not null check (points_short >= 0),
    credit_minor  bigint not null check (credit_minor >= 0),
    at            timestamptz not null,
    primary key (merchant_id, id),
    unique (merchant_id, sale_id, key),
    foreign key (merchant_id, sale_id) references sales (merchant_id, id)
);

-- What could not be done as it was asked, or was done although something was wrong. `request` is what
-- came, for a resend. A failure is open until it was sent again or put aside; a notice is for reading.
create table exceptions (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    kind        text not null,
    code        text not null,
    sentence    text not null,
    store_id    integer,
    subject     text not null,
    request     jsonb not null,
    times       integer not null default 1 check (times > 0),
    state       text not null check (state in ('open', 'notice', 'resolved', 'put_aside')),
    created_at  timestamptz not null,
    last_at     timestamptz not null,
    ended_at    timestamptz,
    ended_by    text not null default '',
    primary key (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id)
);
create index exceptions_newest on exceptions (merchant_id, last_at desc, id desc);
create unique index exceptions_once on exceptions (merchant_id, kind, subject, code)
    where state in ('open', 'notice');

-- Tills that call the voucher API: a user name and a password, or a token that stays. No stores means
-- every store.
create table api_accounts (
    merchant_id   uuid not null references merchants (merchant_id),
    id            uuid not null,
    username      text not null check (length(username) between 3 and 60),
    name          text not null check (length(name) between 1 and 80),
    password_hash text not null,
    stores        integer[] not null default '{}',
    created_at    timestamptz not null,
    disabled_at   timestamptz,
    primary key (merchant_id, id),
    unique (merchant_id, username)
);

-- Reference table: which merchant a user name signs in to. One row an account.
create table api_sign_ins (
    username     text primary key,
    merchant_id  uuid not null,
    account_id   uuid not null,
    failures     integer not null default 0,
    locked_until timestamptz
);

-- Tokens as hashes. `family` is the sign-in that access and refresh tokens come from, so that it can be
-- ended as a whole.
create table api_tokens (
    merchant_id uuid not null,
    token_hash  bytea not null,
    account_id  uuid not null,
    kind        text not null check (kind in ('access', 'refresh', 'fixed')),
    family      uuid not null,
    name        text not null default '',
    hint        text not null default '',
    created_at  timestamptz not null,
    expires_at  timestamptz,
    revoked_at  timestamptz,
    primary key (merchant_id, token_hash),
    foreign key (merchant_id, account_id) references api_accounts (merchant_id, id),
    check ((kind = 'fixed') = (expires_at is null))
);
create index api_tokens_of_account on api_tokens (merchant_id, account_id, created_at desc);
create index api_tokens_of_family on api_tokens (merchant_id, family);

-- A guest proves an address with a code that was mailed to it, and is signed in for a while. `codes`
-- is how many were mailed since `first_at`, so that nobody can go on guessing for ever.
create table guest_codes (
    merchant_id uuid not null,
    member_id   uuid not null,
    code_hash   bytea not null,
    tries       integer not null default 0,
    codes       integer not null,
    first_at    timestamptz not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    primary key (merchant_id, member_id),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);
create table guest_tokens (
    merchant_id uuid not null,
    token_hash  bytea not null,
    member_id   uuid not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    revoked_at  timestamptz,
    primary key (merchant_id, token_hash),
    foreign key (merchant_id, member_id) references members (merchant_id, id)
);

-- Many vouchers made or changed at once: issued by number, or from a file. `done` counts on while a
-- worker goes through it; a worker that takes over goes on after what is done.
create table voucher_batches (
    merchant_id uuid not null references merchants (merchant_id),
    id          uuid not null,
    kind        text not null check (kind in ('issue', 'import')),
    name        text not null check (length(name) between 1 and 120),
    wish        jsonb not null,
    state       text not null check (state in ('preview', 'waiting', 'working', 'done', 'cancelled')),
    total       integer not null check (total >= 0),
    done        integer not null default 0 check (done between 0 and total),
    failed      integer not null default 0 check (failed >= 0),
    created_by  text not null,
    created_at  timestamptz not null,
    ended_at    timestamptz,
    primary key (merchant_id, id)
);
create index voucher_batches_newest on voucher_batches (merchant_id, created_at desc, id desc);

-- The rows of a file that is imported, as they were read, with what became of each.
create table voucher_batch_rows (
    merchant_id uuid not null,
    batch_id    uuid not null,
    number      integer not null check (number > 0),
    cells       jsonb not null,
    outcome     text not null check (outcome in
                    ('insert', 'update', 'same', 'bad', 'inserted', 'updated', 'failed')),
    sentence    text not null default '',
    primary key (merchant_id, batch_id, number),
    foreign key (merchant_id, batch_id) references voucher_batches (merchant_id, id)
);

-- Gift cards: a voucher that was sold. It has no value before it is paid for, and none once it is
-- cancelled. `key` names the sale, so that a form that comes twice sells one; `mailed_at` is when the
-- newest mail of it was written.
create table gift_cards (
    merchant_id     uuid not null,
    voucher_id      uuid not null,
    key             text not null check (length(key) between 1 and 100),
    input_hash      bytea not null,
    state           text not null check (state in ('unpaid', 'paid', 'cancelled')),
    value_minor     bigint not null check (value_minor > 0),
    price_minor     bigint not null check (price_minor >= 0),
    store_id        integer,
    buyer_name      text not null default '' check (length(buyer_name) <= 120),
    buyer_email     text,
    recipient_name  text not null default '' check (length(recipient_name) <= 120),
    recipient_email text,
    message         text not null default '' check (length(message) <= 500),
    payment         text not null default '' check (length(payment) <= 120),
    sold_by         text not null,
    sold_at         timestamptz not null,
    paid_at         timestamptz,
    mailed_at       timestamptz,
    cancelled_at    timestamptz,
    primary key (merchant_id, voucher_id),
    unique (merchant_id, key),
    foreign key (merchant_id, voucher_id) references vouchers (merchant_id, id),
    foreign key (merchant_id, store_id) references stores (merchant_id, id),
    check (state <> 'paid' or paid_at is not null),
    check ((state = 'cancelled') = (cancelled_at is not null))
);
create index gift_cards_newest on gift_cards (merchant_id, sold_at desc, voucher_id desc);

-- Mail that is to leave, and what became of it. Without a mail server it is `kept`, to be read here.
-- What a `confidential` one says is forgotten once it was sent.
create table mails (
    merchant_id  uuid not null references merchants (merchant_id),
    id           uuid not null,
    sender       text not null,
    recipient    text not null,
    subject      text not null,
    body         text not null,
    html         text,
    about        text not null,
    confidential boolean not null default false,
    state        text not null check (state in ('waiting', 'sent', 'kept', 'failed')),
    problem      text not null default '',
    created_at   timestamptz not null,
    ended_at     timestamptz,
    primary key (merchant_id, id),
    check ((state = 'waiting') = (ended_at is null))
);
create index mails_newest on mails (merchant_id, created_at desc, id desc);
create index mails_about on mails (merchant_id, about, created_at desc, id desc);
create index mails_waiting on mails (created_at) where state = 'waiting';

-- Everybody who is a member already gets a wallet.
with fresh as (
    select m.merchant_id, m.id as member_id, m.code, merchant.currency, m.enrolled_at,
           gen_random_uuid() as account_id, gen_random_uuid() as voucher_id
      from members as m join merchants as merchant using (merchant_id)
),
accounts as (
    insert into ledger_accounts (merchant_id, id, unit, created_at)
    select merchant_id, account_id, currency, enrolled_at from fresh
),
opened as (
    insert into vouchers (merchant_id, id, code, folded_code, source, discount_type, use_type,
                          face_minor, account_id, member_id, created_at, updated_at)
    select merchant_id, voucher_id, code, code, 'LOYALTY', 'MONETARY', 'ONE_TIME_USE',
           0, account_id, member_id, enrolled_at, enrolled_at
      from fresh
)
insert into wallets (merchant_id, member_id, voucher_id)
select merchant_id, member_id, voucher_id from fresh;
