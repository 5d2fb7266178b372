"""A merchant whose members come and go, for the tests of members."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from regulars.kernel.ids import HoldId, MerchantId, StoreId
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.hold import hold
from regulars.ledger.reasons import Adjusted, Redeemed
from regulars.members.model import Member, NewMember
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import NewMerchant, NewOwner
from regulars.merchants.stores import stores
from regulars.platform.db import Database, Transaction
from regulars.programs.join import join

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
NUMBERS = count()


@dataclass
class Club:
    """A merchant with one store, in Australia."""

    db: Database
    merchant: MerchantId
    store: StoreId

    async def enrol(
        self, first_name: str, last_name: str = "", *, points: int = 0, held: int = 0, **more: Any
    ) -> Member:
        new = NewMember(first_name, last_name, store=self.store, **more)
        member = await join(self.db, self.merchant, new, at=AT, actor="test")

        async def give(tx: Transaction) -> None:
            await earn(
                tx, self.merchant, member.account, Points(points), key=f"give:{uuid4()}",
                natural_key=None, expires_at=None, reason=Adjusted("to begin with", "test"), at=AT,
            )  # fmt: skip

        async def set_aside(tx: Transaction) -> None:
            await hold(
                tx, self.merchant, member.account, Points(held), hold=HoldId(uuid4()),
                key=f"hold:{uuid4()}", reason=Redeemed("$5 off", "1", self.store), at=AT,
                times_out=AT + timedelta(days=2),
            )  # fmt: skip

        if points:
            await self.db.tx(give)
        if held:
            await self.db.tx(set_aside)
        return member

    async def another(self) -> "Club":
        """Another merchant's, on the same hub."""
        return await club_of(self.db)


async def club_of(db: Database) -> Club:
    number = next(NUMBERS)
    business = NewMerchant(f"Club {number}", "AU", "AUD", "en_AU", "Australia/Sydney")
    owner = NewOwner(f"owner{number}@example.test", "Mia", "correct horse battery")
    merchant = await create_merchant(db, business, owner, "Harbour", at=AT)
    [store] = await stores(db, merchant.id)
    return Club(db, merchant.id, store.id)
