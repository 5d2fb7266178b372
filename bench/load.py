"""Fills a database with members and their points by COPY, as PostgreSQL takes them fastest."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import asyncpg

from bench.history import ACCOUNT, LENGTH, MEMBER, NUMBER, STRETCHES, History, histories, text
from bench.people import Person, people
from regulars.kernel.ids import MerchantId, StoreId
from regulars.members import rules

Say = Callable[[str, float], None]
"""Told what is being done, and which part of it is."""

TABLES = {
    "members": (
        "merchant_id, id, account_id, code, card_number, first_name, last_name, email, phone, "
        "forward_name, backward_name, search_text, enrolled_at, enrolled_store, updated_at, "
        "last_seen_at"
    ),
    "ledger_accounts": "merchant_id, id, unit, available, held, entries, created_at",
    "ledger_entries": (
        "merchant_id, id, account_id, number, kind, available, held, available_after, held_after, "
        "short, hold_id, lot_id, lots, lot_points, key, natural_key, input_hash, reason, at"
    ),
    "ledger_lots": (
        "merchant_id, id, account_id, earned, remaining, expired, taken_back, earned_at, expires_at"
    ),
    "ledger_holds": (
        "merchant_id, id, account_id, amount, settled, released, created_at, times_out, closed_at"
    ),
    "ledger_draws": "merchant_id, hold_id, lot_id, amount, returned",
}
WALLET = "01900000-0000-7002-8000-"
PURSE = "01900000-0000-7003-8000-"
"""What the ids of wallets and of their accounts begin with; the number of the member follows."""

WALLETS = f"""
    with fresh as (
        select m.id as member_id, m.code, m.enrolled_at, merchant.currency,
               ('{PURSE}' || right(m.id::text, 12))::uuid as account_id,
               ('{WALLET}' || right(m.id::text, 12))::uuid as voucher_id
          from members m join merchants merchant using (merchant_id)
         where m.merchant_id = $1
    ), accounts as (
        insert into ledger_accounts (merchant_id, id, unit, created_at)
        select $1, account_id, currency, enrolled_at from fresh
    ), vouchers as (
        insert into vouchers (merchant_id, id, code, folded_code, source, discount_type, use_type,
                              face_minor, account_id, member_id, created_at, updated_at)
        select $1, voucher_id, code, code, 'LOYALTY', 'MONETARY', 'ONE_TIME_USE', 0, account_id,
               member_id, enrolled_at, enrolled_at
          from fresh
    )
    insert into wallets (merchant_id, member_id, voucher_id)
    select $1, member_id, voucher_id from fresh
"""
"""Everybody has a wallet, as who joins gets one."""

MERCHANT = "%"
AT_ONCE = 1 << 20
CHECKED = 2_000
"""So many members are compared with what members/rules.py makes of them."""


async def load(
    url: str, merchant: MerchantId, store: StoreId, *, members: int, entries: int, say: Say
) -> None:
    """Fill the merchant's tables. `url` is a superuser's: references are right by construction."""
    now = datetime.now(UTC).replace(microsecond=0)
    ways = histories(max(1, entries // members), until=now - timedelta(hours=2))
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set session_replication_role = replica")
        await connection.execute("set maintenance_work_mem = '512MB'")
        async with later_indexes(connection, say):
            for table, rows in sources(ways, merchant, store, members, now, say):
                columns = [name.strip() for name in TABLES[table].split(",")]
                await connection.copy_to_table(table, source=rows, columns=columns, format="text")
        say("wallets", 0)
        await connection.execute(WALLETS, merchant, timeout=3600)
        say("wallets", 1)
        say("vacuum analyze", 0)
        await connection.execute("vacuum (analyze)", timeout=3600)
        await connection.execute("checkpoint", timeout=3600)
        say("vacuum analyze", 1)
    finally:
        await connection.close()


def sources(
    ways: Sequence[History],
    merchant: MerchantId,
    store: StoreId,
    members: int,
    now: datetime,
    say: Say,
) -> Iterator[tuple[str, AsyncIterator[bytes]]]:
    """Each table with its rows."""
    yield "members", pieces("members", member_rows(merchant, store, members, now), members, say)
    accounts = account_rows(ways, merchant, members, now)
    yield "ledger_accounts", pieces("accounts", accounts, members, say)
    for table in ("entries", "lots", "holds", "draws"):
        rows = history_rows(table, ways, merchant, members)
        yield f"ledger_{table}", pieces(table, rows, members * STRETCHES, say)


def member_rows(merchant: MerchantId, store: StoreId, members: int, now: datetime) -> Iterator[str]:
    began = now - LENGTH - timedelta(days=2)
    for number, person in enumerate(people(members), start=1):
        if number <= CHECKED:
            check(person)
        at = (began + timedelta(seconds=number * 0.08)).isoformat()
        hexadecimal = f"{number:012x}"
        fields = (
            merchant,
            f"{MEMBER}{hexadecimal}",
            f"{ACCOUNT}{hexadecimal}",
            person.code,
            person.card_number,
            person.first_name,
            person.last_name,
            person.email,
            person.phone,
            person.forward_name,
            person.backward_name,
            person.search_text,
            at,
            store,
            at,
            at,
        )
        yield "\t".join(map(text, fields)) + "\n"


def check(person: Person) -> None:
    """Raises AssertionError where a member's search text is not what enrolling would have made."""
    details = person.details
    assert rules.forward_name(details) == person.forward_name, person
    assert rules.backward_name(details) == person.backward_name, person
    assert rules.search_text(details, person.code) == person.search_text, person


def account_rows(
    ways: Sequence[History], merchant: MerchantId, members: int, now: datetime
) -> Iterator[str]:
    began = (now - LENGTH - timedelta(days=2)).isoformat()
    for number, way in zip(range(1, members + 1), cycle(ways), strict=False):
        yield (
            f"{merchant}\t{ACCOUNT}{number:012x}\tpoints\t{way.available}\t0\t"
            f"{len(way.entries)}\t{began}\n"
        )


def history_rows(
    table: str, ways: Sequence[History], merchant: MerchantId, members: int
) -> Iterator[str]:
    """The first stretch of every member's history, then the second of every member's, …"""
    cut = [[one.replace(MERCHANT, str(merchant)) for one in way.stretches(table)] for way in ways]
    for stretch in range(STRETCHES):
        for number, way in zip(range(1, members + 1), cycle(cut), strict=False):
            yield way[stretch].replace(NUMBER, f"{number:012x}")


async def pieces(what: str, rows: Iterator[str], count: int, say: Say) -> AsyncIterator[bytes]:
    """`rows` in pieces of a good size to send."""
    piece: list[str] = []
    size = 0
    for done, one in enumerate(rows):
        piece.append(one)
        size += len(one)
        if size > AT_ONCE:
            yield "".join(piece).encode()
            say(what, done / count)
            piece, size = [], 0
    yield "".join(piece).encode()
    say(what, 1)


@asynccontextmanager
async def later_indexes(connection: "asyncpg.Connection[Any]", say: Say) -> AsyncIterator[None]:
    """Indexes are taken away and built again when the rows are there, which is far faster.

    Primary keys that other tables refer to stay.
    """
    constraints = await connection.fetch(
        """select conrelid::regclass::text as table, conname as name,
                  pg_get_constraintdef(oid) as definition
             from pg_constraint
            where conrelid = any($1::regclass[])
              and (contype = 'u' or contype = 'p' and conrelid = 'ledger_entries'::regclass)""",
        list(TABLES),
    )
    indexes = await connection.fetch(
        """select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
             from pg_index i
            where i.indrelid = any($1::regclass[])
              and not exists (select from pg_constraint where conindid = i.indexrelid)""",
        list(TABLES),
    )
    for one in constraints:
        await connection.execute(f"alter table {one['table']} drop constraint {one['name']}")
    for one in indexes:
        await connection.execute(f"drop index {one['name']}")
    yield
    again = [
        *(
            f"alter table {c['table']} add constraint {c['name']} {c['definition']}"
            for c in constraints
        ),
        *(index["definition"] for index in indexes),
    ]
    for done, statement in enumerate(again):
        say("indexes", done / len(again))
        await connection.execute(statement, timeout=3600)
    say("indexes", 1)
