"""An account of points to try the ledger on, and short ways to say what it is asked."""

import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from regulars.kernel.ids import AccountId, HoldId, LotId, MerchantId, uuid7
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.check import check
from regulars.ledger.earn import earn
from regulars.ledger.give_back import give_back
from regulars.ledger.hold import hold
from regulars.ledger.model import Balance, Discrepancy, Posting
from regulars.ledger.open_account import open_account
from regulars.ledger.reasons import (
    Adjusted,
    Earned,
    GivenBack,
    Granted,
    Moved,
    Redeemed,
    Released,
    Reversed,
    Settled,
    Spent,
    TakenBack,
)
from regulars.ledger.release import release
from regulars.ledger.reverse import reverse
from regulars.ledger.settle import settle
from regulars.ledger.spend import spend
from regulars.ledger.statement import balance, lots_of
from regulars.ledger.take_back import take_back
from regulars.ledger.touch import touch
from regulars.ledger.transfer import transfer
from regulars.platform.db import Database, Transaction

T = TypeVar("T")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)

SALE = Earned("1001", 7, 1250, "AUD")
COFFEE = Redeemed("Free coffee", "1002", 7)
DRUNK = Settled("Free coffee", "1002", 7)
DELETED = Released("Free coffee", "1002", "deleted")
VOIDED = TakenBack("1001", 7, 1250, "AUD")
LUNCH = Spent("1003", 7, "LUNCH")
GOODWILL = Adjusted("The soup was cold", "user:1")
REFUNDED = GivenBack("1003", 7, "refunded")

ADD_MERCHANT = """
    insert into merchants (merchant_id, name, country, currency, locale, time_zone, created_at)
    values ($1, 'Café Meridian', 'AU', 'AUD', 'en_AU', 'Australia/Sydney', $2)
"""


class Account:
    """One account, used by as many tills as the test likes. Keys are new unless they are given."""

    def __init__(self, db: Database, merchant: MerchantId, id_: AccountId) -> None:
        self.db = db
        self.merchant = merchant
        self.id = id_
        self.keys = (f"{id_} {number}" for number in itertools.count())

    async def earn(
        self,
        points: int,
        *,
        at: datetime = NOON,
        expires_at: datetime | None = None,
        matures_at: datetime | None = None,
        idle_months: int | None = None,
        key: str | None = None,
        natural_key: str | None = None,
        reason: Earned | Granted = SALE,
    ) -> Posting:
        return await self._post(
            earn,
            self.id,
            Points(points),
            key=key or next(self.keys),
            natural_key=natural_key,
            expires_at=expires_at,
            matures_at=matures_at,
            idle_months=idle_months,
            reason=reason,
            at=at,
        )

    async def hold(
        self, points: int, *, at: datetime = NOON, key: str | None = None, id_: HoldId | None = None
    ) -> Posting:
        return await self._post(
            hold,
            self.id,
            Points(points),
            hold=id_ or HoldId(uuid7(at)),
            key=key or next(self.keys),
            reason=COFFEE,
            at=at,
            times_out=at + DAY,
        )

    async def settle(
        self,
        held: Posting,
        points: int | None = None,
        *,
        at: datetime = NOON,
        key: str | None = None,
        natural_key: str | None = None,
    ) -> Posting:
        assert held.hold
        return await self._post(
            settle,
            held.hold,
            None if points is None else Points(points),
            key=key or next(self.keys),
            natural_key=natural_key,
            reason=DRUNK,
            at=at,
        )

    async def release(
        self, held: Posting, *, at: datetime = NOON, key: str | None = None
    ) -> Posting:
        assert held.hold
        return await self._post(
            release, held.hold, key=key or next(self.keys), reason=DELETED, at=at
        )

    async def take_back(
        self,
        points: int,
        *,
        lot: LotId | None = None,
        owe: bool = False,
        at: datetime = NOON,
        key: str | None = None,
        natural_key: str | None = None,
    ) -> Posting:
        return await self._post(
            take_back,
            self.id,
            Points(points),
            key=key or next(self.keys),
            natural_key=natural_key,
            lot=lot,
            owe=owe,
            reason=VOIDED,
            at=at,
        )

    async def spend(
        self,
        points: int,
        *,
        fewer_will_do: bool = False,
        at: datetime = NOON,
        key: str | None = None,
        natural_key: str | None = None,
    ) -> Posting:
        return await self._post(
            spend,
            self.id,
            Points(points),
            hold=HoldId(uuid7(at)),
            key=key or next(self.keys),
            natural_key=natural_key,
            reason=LUNCH,
            at=at,
            fewer_will_do=fewer_will_do,
        )

    async def give_back(
        self,
        spent: Posting,
        points: int,
        *,
        at: datetime = NOON,
        key: str | None = None,
        natural_key: str | None = None,
    ) -> Posting:
        assert spent.hold
        return await self._post(
            give_back,
            spent.hold,
            Points(points),
            key=key or next(self.keys),
            natural_key=natural_key,
            reason=REFUNDED,
            at=at,
        )

    async def adjust(
        self,
        points: int,
        *,
        at: datetime = NOON,
        expires_at: datetime | None = None,
        key: str | None = None,
    ) -> Posting:
        return await self._post(
            adjust,
            self.id,
            Points(points),
            key=key or next(self.keys),
            expires_at=expires_at,
            reason=GOODWILL,
            at=at,
        )

    async def reverse(
        self,
        posting: Posting,
        *,
        at: datetime = NOON,
        key: str | None = None,
        note: str = "A slip",
    ) -> Posting:
        reason = Reversed(note, "user:1", str(posting.entry))
        return await self._post(
            reverse, posting.entry, key=key or next(self.keys), reason=reason, at=at
        )

    async def transfer(
        self, target: "Account", *, at: datetime = NOON, key: str | None = None
    ) -> Posting | None:
        async def work(tx: Transaction) -> Posting | None:
            return await transfer(
                tx,
                self.merchant,
                self.id,
                target.id,
                key=key or next(self.keys),
                reason=Moved("one", "other"),
                at=at,
            )

        return await self.db.tx(work)

    async def touch(self, *, at: datetime = NOON, time_zone: str = "UTC") -> None:
        async def work(tx: Transaction) -> None:
            await touch(tx, self.merchant, self.id, time_zone=time_zone, at=at)

        await self.db.tx(work)

    async def balance(self, *, at: datetime = NOON) -> Balance:
        return await balance(self.db, self.merchant, self.id, at=at)

    async def remaining(self) -> list[int]:
        """What is left of each lot, in the order of spending."""
        lots = await lots_of(self.db, self.merchant, self.id)
        return [lot.remaining for lot in lots]

    async def off(self) -> list[Discrepancy]:
        """What the check finds."""
        return [found async for found in check(self.db, merchant=self.merchant)]

    async def _post(
        self, verb: Callable[..., Awaitable[Posting]], *args: Any, **named: Any
    ) -> Posting:
        async def work(tx: Transaction) -> Posting:
            return await verb(tx, self.merchant, *args, **named)

        return await self.db.tx(work)


async def a_merchant(db: Database) -> MerchantId:
    merchant = MerchantId(uuid7(NOON))

    async def work(tx: Transaction) -> None:
        await tx.run(ADD_MERCHANT, merchant, NOON)

    await db.tx(work)
    return merchant


async def an_account(
    db: Database, merchant: MerchantId | None = None, *, unit: str = "points"
) -> Account:
    """A new account, of a new merchant if none is given."""
    owner = merchant or await a_merchant(db)
    account = AccountId(uuid7(NOON))

    async def work(tx: Transaction) -> None:
        await open_account(tx, owner, account, unit=unit, at=NOON)

    await db.tx(work)
    return Account(db, owner, account)
