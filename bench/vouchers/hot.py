"""Wallets that all tills use at once: two with plenty, and one that ends at exactly nothing."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

import msgspec
import uvloop

from bench.client import Till
from bench.hub import Hub
from bench.venue import aud, member_id
from bench.vouchers.asked import HOT, LITTLE, THEIR_HOT, VoucherRequests
from bench.vouchers.stock import wallet_id
from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Database
from regulars.vouchers.credit_by_hand import credit_by_hand
from regulars.vouchers.read import wallet_of

PLENTY = aud("1000000")
ODD_SUM = aud("503")
"""What is put in first, so that the last order finds less than it asks for."""

TOO_MANY = 40
"""So many orders more are sent than the wallet can pay."""

DRAWN = """
    select coalesce(sum(drawn_minor), 0)::bigint as drawn, count(*) as orders,
           count(*) filter (where problem <> '') as short
      from voucher_uses
     where merchant_id = $1 and voucher_id = $2 and used_at >= $3
"""


class Emptied(msgspec.Struct, frozen=True):
    """What was in the wallet, what was drawn, what is left, and how many orders got too little."""

    there: Money
    drawn: Money
    left: Money
    orders: int
    short: int

    @property
    def is_right(self) -> bool:
        return self.drawn == self.there and not self.left


async def fill(url: str, merchant: MerchantId) -> None:
    """Put plenty into the wallets that everybody uses."""
    db = await Database.open(url, connections=1)
    try:
        for member in (THEIR_HOT, HOT):
            await put_in(db, merchant, member, PLENTY)
    finally:
        await db.close()


def empty(hub: Hub, requests: VoucherRequests, *, clients: int) -> Emptied:
    """Have `clients` pay with one wallet until long after it is empty."""
    return uvloop.run(_empty(hub, requests, clients))


async def _empty(hub: Hub, requests: VoucherRequests, clients: int) -> Emptied:
    db = await Database.open(hub.database_url, connections=1)
    merchant, at = hub.facts.merchant, datetime.now(UTC)
    try:
        await put_in(db, merchant, LITTLE, ODD_SUM)
        there = await left_in(db, merchant)
        orders = islice(requests.emptying(), there.minor // 500 + TOO_MANY)
        await send(hub.port, orders, clients)
        left = await left_in(db, merchant)
        row = await db.one(DRAWN, merchant, wallet_id(LITTLE), at)
        drawn = Money(row["drawn"], there.currency)
        return Emptied(there, drawn, left, row["orders"], row["short"])
    finally:
        await db.close()


async def put_in(db: Database, merchant: MerchantId, member: int, amount: Money) -> None:
    await credit_by_hand(
        db,
        merchant,
        member_id(member),
        amount,
        note="To spend",
        key=uuid4(),
        at=datetime.now(UTC),
        actor="bench",
    )


async def left_in(db: Database, merchant: MerchantId) -> Money:
    wallet = await wallet_of(db, merchant, member_id(LITTLE))
    assert wallet
    return wallet.left


async def send(port: int, requests: Iterator[bytes], clients: int) -> None:
    """Each request once, by whoever is free. Every one of them is taken: the till is the master."""
    loop = asyncio.get_running_loop()

    async def keep_sending() -> None:
        _, till = await loop.create_connection(Till, "127.0.0.1", port)
        for request in requests:
            answer = await till.ask(request)
            assert answer.startswith(b"HTTP/1.1 201"), answer
        till.close()

    await asyncio.gather(*(keep_sending() for _ in range(clients)))
