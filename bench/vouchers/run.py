"""The voucher API's part of a run: its own database, its own served hub, its own rows."""

import asyncio
from pathlib import Path

import msgspec
from rich.console import Console

from bench import report
from bench.hub import plan_of, serving, settings_for
from bench.measure import Bench
from bench.people import code_of
from bench.prepare import VOUCHERS, loading, prepared, say_check
from bench.statements import write_scripts
from bench.venue import Facts
from bench.vouchers.asked import VoucherRequests
from bench.vouchers.hot import Emptied, empty, fill
from bench.vouchers.scripts import scripts
from bench.vouchers.stock import STORES, Stock, issue, let_in
from regulars.platform.db import Database
from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.vouchers.check import check

ENTRIES_OF_ONE = 3
"""Entries of points that a member has. Orders only add to them."""


def measure_vouchers(
    out: Console,
    bench: Bench,
    postgres: EmbeddedPostgres,
    folder: Path,
    *,
    members: int,
    vouchers: int,
    scripts_to: Path | None,
) -> None:
    """Load, compare, empty a wallet, and look whether all books are right after it."""
    facts = prepared(out, postgres, folder, VOUCHERS, members, members * ENTRIES_OF_ONE)
    stock = stocked(out, postgres, folder, facts, vouchers)
    url = postgres.url_of(VOUCHERS)
    asyncio.run(fill(url, facts.merchant))
    with serving(facts, url) as hub:
        heard = asyncio.run(scripts(settings_for(url), facts, plan_of(facts, 1), stock))
        if scripts_to:
            write_scripts(scripts_to, heard)
        requests = VoucherRequests(hub.plan, stock)
        hub.requests = requests
        report.show(out, "The voucher API", *bench.compare(hub, heard))
        say_emptied(out, empty(hub, requests, clients=bench.clients), bench.clients)
    say_check(out, url)
    say_vouchers_check(out, url, facts)


def stocked(
    out: Console, postgres: EmbeddedPostgres, folder: Path, facts: Facts, vouchers: int
) -> Stock:
    """The stock of a loaded database: one that is there already, or a new one."""
    kept = folder / f"{VOUCHERS}.stock.json"
    if kept.exists():
        stock = msgspec.json.decode(kept.read_bytes(), type=Stock)
        assert stock.vouchers == vouchers, f"{kept} has {stock.vouchers} vouchers"
        return stock
    out.print(
        f"Issuing {vouchers:,} vouchers in {STORES} stores, beside {facts.members:,} wallets …"
    )
    owner = postgres.url_of(VOUCHERS, role="postgres")
    with loading(out) as say:
        asyncio.run(issue(owner, facts.merchant, members=facts.members, vouchers=vouchers, say=say))
    url = postgres.url_of(VOUCHERS)
    stock = asyncio.run(with_till(url, facts, vouchers))
    say_check(out, url)
    say_vouchers_check(out, url, facts)
    kept.write_bytes(msgspec.json.encode(stock))
    return stock


async def with_till(url: str, facts: Facts, vouchers: int) -> Stock:
    db = await Database.open(url, connections=1)
    try:
        return await let_in(db, facts, vouchers=vouchers)
    finally:
        await db.close()


def say_emptied(out: Console, found: Emptied, clients: int) -> None:
    colour = "green" if found.is_right else "red"
    out.print(
        f"A wallet with {found.there.major}, emptied by {clients} tills with {found.orders} orders "
        f"of 5.00: [{colour}]{found.drawn.major} drawn, {found.left.major} left[/], "
        f"{found.short} orders got less than they gave."
    )


def say_vouchers_check(out: Console, url: str, facts: Facts) -> None:
    """The check of all books of vouchers, but those of wallets that are `pgbench`'s."""
    theirs = {code_of(number) for number in range(1, facts.members + 1, 2)}

    async def found() -> list[str]:
        db = await Database.open(url)
        try:
            return [one.sentence async for one in check(db) if one.code not in theirs]
        finally:
            await db.close()

    sentences = asyncio.run(found())
    for sentence in sentences[:5]:
        out.print(f"[red]{sentence}[/]")
    out.print(f"Voucher check: {len(sentences) or 'nothing'} off.")
