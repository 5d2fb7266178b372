"""A stock of vouchers in a hundred stores, beside the wallet that every member has.

Of four vouchers one is a share of the bill, one an amount for many times, and two are stored value,
one of them a member's. Half of all can be used in one store only. All is made by the server itself
and by number, so that any of it can be asked for again without being looked up.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from bench.history import MEMBER
from bench.load import PURSE, WALLET, Say
from bench.venue import Facts
from regulars.kernel.ids import ApiAccountId, MerchantId
from regulars.merchants.api_accounts import create_account
from regulars.merchants.api_tokens import make_token
from regulars.merchants.model import NewApiAccount
from regulars.platform.db import Database

STORES = 100
FIRST_STORE = 771_000_000
VOUCHER = "01900000-0000-7004-8000-"
VALUE = "01900000-0000-7005-8000-"
"""What the ids of vouchers and of their accounts begin with; the number follows."""

KINDS = 4
SHARE, AMOUNT, STORED, MEMBERS = range(KINDS)
"""What a voucher is, by the rest of its number."""


class Stock(msgspec.Struct, frozen=True):
    """How many vouchers there are beside the wallets, and the till that asks about them."""

    vouchers: int
    account: ApiAccountId
    token: str


def store_of(number: int) -> int:
    """The store where a voucher can be used, whether it is limited to it or not."""
    return FIRST_STORE + number % STORES


def voucher_code(number: int) -> str:
    return f"BENCH-{number:09d}"


def voucher_id(number: int) -> UUID:
    return UUID(f"{VOUCHER}{number:012x}")


def value_id(number: int) -> UUID:
    """The account of a voucher that is stored value."""
    return UUID(f"{VALUE}{number:012x}")


def wallet_id(member: int) -> UUID:
    return UUID(f"{WALLET}{member:012x}")


def purse_id(member: int) -> UUID:
    """The account of a member's wallet."""
    return UUID(f"{PURSE}{member:012x}")


def numbered(prefix: str, number: str) -> str:
    """The id of a number, as SQL."""
    return f"('{prefix}' || lpad(to_hex({number}), 12, '0'))::uuid"


STORES_OPENED = f"""
    insert into stores (merchant_id, id, name, country, time_zone, created_at)
    select $1, {FIRST_STORE} + n, 'Harbour Kitchen ' || n, 'AU', 'Australia/Sydney', now()
      from generate_series(0, {STORES - 1}) as n
"""

SCHEME = """
    update programs set wallet_per_minor = 5000, wallet_credit_minor = 500 where merchant_id = $1
"""

ISSUED = f"""
    insert into vouchers (merchant_id, id, code, folded_code, source, discount_type, use_type,
                          face_minor, basis_points, account_id, member_id, stores, created_at,
                          updated_at)
    select $1, {numbered(VOUCHER, "n")}, code, code, 'STORE',
           case n % {KINDS} when {SHARE} then 'PERCENTILE' else 'MONETARY' end,
           case when n % {KINDS} in ({SHARE}, {AMOUNT}) then 'MULTI_USE' else 'ONE_TIME_USE' end,
           case n % {KINDS} when {SHARE} then null when {AMOUNT} then 300 else 5000 end,
           case n % {KINDS} when {SHARE} then 1000 end,
           case when n % {KINDS} in ({STORED}, {MEMBERS}) then {numbered(VALUE, "n")} end,
           case n % {KINDS} when {MEMBERS} then {numbered(MEMBER, "1 + n % $3")} end,
           case when n % (2 * {KINDS}) < {KINDS} then array[{FIRST_STORE} + n % {STORES}]
                else '{{}}' end,
           now() - n * interval '1 second', now()
      from generate_series(1, $2::integer) as n,
           lateral (select 'BENCH-' || lpad(n::text, 9, '0') as code) as named
"""

VALUES_PUT_IN = f"""
    with value as (
        select {numbered(VALUE, "n")} as account, gen_random_uuid() as lot, 5000 as points,
               'voucher:' || {numbered(VOUCHER, "n")} || ':issued' as key, 'earn' as kind,
               jsonb_build_object('kind', 'issued', 'code', 'BENCH-' || lpad(n::text, 9, '0'),
                                  'what', '') as reason
          from generate_series(1, $2::integer) as n
         where n % {KINDS} in ({STORED}, {MEMBERS})
    ), accounts as (
        insert into ledger_accounts (merchant_id, id, unit, available, entries, created_at)
        select $1, account, 'AUD', points, 1, now() from value
    ),
"""

PURSES_FILLED = """
    with value as (
        select v.account_id as account, gen_random_uuid() as lot, 100000 as points,
               'bench:purse:' || w.member_id as key, 'adjust' as kind,
               jsonb_build_object('kind', 'adjusted', 'note', 'To begin with', 'by', 'bench')
                   as reason
          from wallets as w
          join vouchers as v on (v.merchant_id, v.id) = (w.merchant_id, w.voucher_id)
         where w.merchant_id = $1
    ), accounts as (
        update ledger_accounts as a
           set available = value.points, entries = 1
          from value
         where a.merchant_id = $1 and a.id = value.account
    ),
"""

POSTED = """
    lots as (
        insert into ledger_lots (merchant_id, id, account_id, earned, remaining, earned_at)
        select $1, lot, account, points, points, now() from value
    )
    insert into ledger_entries (
        merchant_id, id, account_id, number, kind, available, held, available_after, held_after,
        short, lot_id, lots, lot_points, key, input_hash, reason, at)
    select $1, gen_random_uuid(), account, 1, kind, points, 0, points, 0,
           0, lot, array[lot], array[points], key, sha256(key::bytea), reason, now()
      from value
"""


async def issue(url: str, merchant: MerchantId, *, members: int, vouchers: int, say: Say) -> None:
    """Open the stores and fill them. `url` is a superuser's: references are right already."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(url, command_timeout=3600)
    steps: tuple[tuple[str, str, tuple[object, ...]], ...] = (
        ("stores", STORES_OPENED, (merchant,)),
        ("scheme", SCHEME, (merchant,)),
        ("vouchers", ISSUED, (merchant, vouchers, members)),
        ("their value", VALUES_PUT_IN + POSTED, (merchant, vouchers)),
        ("wallets' value", PURSES_FILLED + POSTED, (merchant,)),
        ("vacuum analyze", "vacuum (analyze)", ()),
        ("checkpoint", "checkpoint", ()),
    )
    try:
        await connection.execute("set session_replication_role = replica")
        for what, sql, values in steps:
            say(what, 0)
            await connection.execute(sql, *values)
            say(what, 1)
    finally:
        await connection.close()


async def let_in(db: Database, facts: Facts, *, vouchers: int) -> Stock:
    """A till with a token that stays, for every store."""
    at = datetime.now(UTC)
    new = NewApiAccount("bench", "The bench", "correct horse battery")
    account = await create_account(db, facts.merchant, new, at=at)
    token = await make_token(db, facts.merchant, account.id, "bench", at=at)
    return Stock(vouchers, account.id, token)
