"""A merchant whose tills report orders, with a program of points and of wallet credit."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.stores.people import AT, Club, club_of

from regulars.kernel.ids import MemberId, VoucherId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.check import check
from regulars.ledger.reasons import Adjusted
from regulars.ledger.statement import balance
from regulars.members.model import Member
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database, Transaction
from regulars.programs.define import set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.model import Program
from regulars.sales.exceptions import list_exceptions
from regulars.sales.external import take_order
from regulars.sales.model import (
    ExceptionState,
    ExternalOrder,
    OrderException,
    OwnOrder,
    Placed,
    Refund,
    Sale,
)
from regulars.sales.own_order import place_order
from regulars.sales.read import list_sales, read_sale
from regulars.sales.refund import cancel, refund
from regulars.vouchers.check import check as check_vouchers
from regulars.vouchers.issue import issue
from regulars.vouchers.model import (
    AmountOff,
    NewVoucher,
    ShareOff,
    Terms,
    UseType,
    Voucher,
    Wallet,
    WalletScheme,
)
from regulars.vouchers.read import read_voucher, wallet_of
from regulars.vouchers.wallet import credit

NOTHING = Money.zero("AUD")
DAY = timedelta(days=1)


def aud(amount: str | int | Decimal) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Counter:
    """One store's till, and what a test asks of it. A point for every dollar, 5 for every 50."""

    club: Club
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def db(self) -> Database:
        return self.club.db

    async def program(self, **changes: Any) -> None:
        rules: dict[str, Any] = {
            "merchant": self.club.merchant,
            "name": "Regulars",
            "points_label": "Points",
            "terms": one_for_each(aud(1)),
            "wallet": WalletScheme(per=aud(50), credit=aud(5)),
        }
        await set_program(self.db, Program(**{**rules, **changes}), at=AT, actor="test")

    async def enrol(self, name: str = "Rosa", *, wallet: str = "0", points: int = 0) -> Member:
        member = await self.club.enrol(name, points=points)
        if aud(wallet):
            await self.top_up(member, wallet)
        return member

    async def top_up(self, member: Member, amount: str) -> None:
        async def work(tx: Transaction) -> None:
            await credit(
                tx, self.club.merchant, member.id, aud(amount), key=f"top-up:{next(self.numbers)}",
                note="to begin with", by="test", at=AT,
            )  # fmt: skip

        await self.db.tx(work)

    async def spend_points(self, member: Member, points: int) -> None:
        async def work(tx: Transaction) -> None:
            await adjust(
                tx, self.club.merchant, member.account, Points(-points), expires_at=None,
                key=f"spent:{next(self.numbers)}", reason=Adjusted("spent", "test"), at=AT,
            )  # fmt: skip

        await self.db.tx(work)

    async def voucher(
        self,
        *,
        amount: str | None = None,
        share: int | None = None,
        use: UseType = UseType.ONE_TIME_USE,
        code: str | None = None,
        **terms: Any,
    ) -> Voucher:
        """A voucher for an `amount`, or for a `share` in basis points."""
        worth = ShareOff(share or 1000) if amount is None else AmountOff(aud(amount))
        new = NewVoucher(
            code=code, worth=worth, use_type=use, terms=Terms(**{"minimum": NOTHING, **terms})
        )
        return await issue(self.db, self.club.merchant, new, at=AT, actor="test")

    async def order(
        self,
        id: str | None = None,  # noqa: A002 - a word of the till's
        *,
        total: str = "200",
        discounted: str | None = None,
        discount: str | None = None,
        voucher: Voucher | str | None = None,
        member: Member | str | None = None,
        at: datetime = AT,
    ) -> ExternalOrder:
        """Report an order; answers what was reported."""
        order = ExternalOrder(
            id=id or str(next(self.numbers)),
            voucher_code=voucher.code if isinstance(voucher, Voucher) else voucher,
            member_code=member.code if isinstance(member, Member) else member,
            total=aud(total),
            discounted=None if discounted is None else aud(discounted),
            discount=None if discount is None else aud(discount),
        )
        await self.send(order, at=at)
        return order

    async def send(self, order: ExternalOrder, *, at: datetime = AT) -> None:
        await take_order(self.db, self.club.merchant, self.club.store, order, at=at, actor="till")

    async def place(self, order: OwnOrder, *, at: datetime = AT) -> Placed:
        return await place_order(
            self.db, self.club.merchant, self.club.store, order, at=at, actor="own"
        )

    async def refund(
        self, order: str, amount: str | None = None, *, key: str = "first", **more: Any
    ) -> Refund:
        money = None if amount is None else aud(amount)
        return await refund(
            self.db, self.club.merchant, self.club.store, order, amount=money, key=key,
            at=AT + DAY, actor="till", **more,
        )  # fmt: skip

    async def cancel(self, order: str, **more: Any) -> Refund:
        return await cancel(
            self.db, self.club.merchant, self.club.store, order, at=AT + DAY, actor="till", **more
        )

    async def sales(self) -> list[Sale]:
        """The oldest first."""
        rows = await list_sales(self.db, self.club.merchant, limit=1000)
        return [await read_sale(self.db, self.club.merchant, row.id) for row in reversed(rows)]

    async def points(self, member: Member, *, at: datetime = AT) -> int:
        return (await balance(self.db, self.club.merchant, member.account, at=at)).available

    async def wallet(self, member: Member | MemberId) -> Wallet:
        id_ = member.id if isinstance(member, Member) else member
        found = await wallet_of(self.db, self.club.merchant, id_)
        assert found is not None
        return found

    async def left(self, voucher: Voucher | VoucherId) -> Money | None:
        id_ = voucher.id if isinstance(voucher, Voucher) else voucher
        return (await read_voucher(self.db, self.club.merchant, id_)).left

    async def used(self, voucher: Voucher) -> int:
        return (await read_voucher(self.db, self.club.merchant, voucher.id)).used

    async def listed(self, state: ExceptionState | None = None) -> Sequence[OrderException]:
        return await list_exceptions(self.db, self.club.merchant, state=state)

    async def codes(self) -> list[str]:
        """What is listed, in the order of the alphabet."""
        return sorted(one.code for one in await self.listed())

    async def discrepancies(self) -> list[str]:
        merchant = self.club.merchant
        points = [one.sentence async for one in check(self.db, merchant=merchant)]
        return points + [one.sentence async for one in check_vouchers(self.db, merchant=merchant)]

    async def other_store(self) -> "Counter":
        merchant = await read_merchant(self.db, self.club.merchant)
        store = await add_store(self.db, merchant, "Second room", at=AT)
        return Counter(Club(self.db, self.club.merchant, store.id), self.numbers)


async def counter_of(db: Database, **program: Any) -> Counter:
    counter = Counter(await club_of(db))
    await counter.program(**program)
    return counter
