"""A merchant with vouchers and members, and short ways to say what a till does with them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from tests.stores.people import AT, Club, club_of

from regulars.kernel.ids import MemberId, MerchantId, SaleId, StoreId, UseId, VoucherId, uuid7
from regulars.kernel.money import Money
from regulars.ledger.check import check as check_ledger
from regulars.members.model import Member
from regulars.platform.db import Database, Transaction
from regulars.vouchers import wallet
from regulars.vouchers.check import check
from regulars.vouchers.give_back import give_back
from regulars.vouchers.issue import issue
from regulars.vouchers.model import (
    AmountOff,
    NewVoucher,
    Problem,
    Quote,
    ShareOff,
    Terms,
    Use,
    UseType,
    Voucher,
    Wallet,
    WalletScheme,
    Worth,
)
from regulars.vouchers.quote import quote
from regulars.vouchers.read import by_code, read_voucher, wallet_of
from regulars.vouchers.use import consume

T = TypeVar("T")

ONCE, OFTEN = UseType.ONE_TIME_USE, UseType.MULTI_USE


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


def off(amount: str) -> Worth:
    return AmountOff(aud(amount))


def share(percent: int) -> Worth:
    return ShareOff(percent * 100)


FIVE_FOR_FIFTY = WalletScheme(per=aud("50"), credit=aud("5"))


@dataclass
class Counter:
    """One store of a merchant, where vouchers are made and used."""

    db: Database
    club: Club

    @property
    def merchant(self) -> MerchantId:
        return self.club.merchant

    @property
    def store(self) -> StoreId:
        return self.club.store

    async def enrol(self, *names: str, **more: Any) -> Member:
        return await self.club.enrol(*(names or ("Ada",)), **more)

    async def issue(
        self,
        worth: Worth,
        use_type: UseType = ONCE,
        *,
        code: str | None = None,
        at: datetime = AT,
        **terms: Any,
    ) -> Voucher:
        terms.setdefault("minimum", aud("0"))
        new = NewVoucher(code=code, worth=worth, use_type=use_type, terms=Terms(**terms))
        return await issue(self.db, self.merchant, new, at=at, actor="test")

    async def quote(self, code: str, total: str, *, at: datetime = AT, **more: Any) -> Quote:
        return await quote(self.db, self.merchant, self.store, code, aud(total), at=at, **more)

    async def consume(
        self,
        voucher: Voucher,
        discount: str,
        *,
        use: UseId | None = None,
        order: str = "1001",
        member: MemberId | None = None,
        problem: Problem | None = None,
        at: datetime = AT,
    ) -> Use:
        return await self.step(
            consume,
            voucher,
            use=use or UseId(uuid7(at)),
            store=self.store,
            order=order,
            sale=None,
            member=member,
            discount=aud(discount),
            problem=problem,
            at=at,
        )

    async def give_back(
        self, use: Use, to_stand: str, *, whole: bool = False, at: datetime = AT
    ) -> Money:
        key = f"{uuid4()}"
        stands = aud(to_stand)
        return await self.step(give_back, use.id, to_stand=stands, whole=whole, key=key, at=at)

    async def spent(
        self,
        member: Member,
        amount: str,
        scheme: WalletScheme = FIVE_FOR_FIFTY,
        *,
        key: str | None = None,
    ) -> Money:
        return await self._book(wallet.spent, member, amount, scheme, key)

    async def unspent(
        self,
        member: Member,
        amount: str,
        scheme: WalletScheme = FIVE_FOR_FIFTY,
        *,
        key: str | None = None,
    ) -> Money:
        return await self._book(wallet.unspent, member, amount, scheme, key)

    async def left(self, voucher: Voucher) -> Money:
        left = (await self.read(voucher.id)).left
        assert left is not None
        return left

    async def read(self, voucher: VoucherId) -> Voucher:
        return await read_voucher(self.db, self.merchant, voucher)

    async def wallet(self, member: Member) -> Wallet:
        found = await wallet_of(self.db, self.merchant, member.id)
        assert found is not None
        return found

    async def wallet_voucher(self, member: Member) -> Voucher:
        found = await by_code(self.db, self.merchant, member.code)
        assert found is not None
        return found

    async def off(self) -> list[str]:
        """What both checks find."""
        found = [one.sentence async for one in check_ledger(self.db, merchant=self.merchant)]
        return found + [one.sentence async for one in check(self.db, merchant=self.merchant)]

    async def step(self, verb: Callable[..., Awaitable[T]], *args: Any, **named: Any) -> T:
        async def work(tx: Transaction) -> T:
            return await verb(tx, self.merchant, *args, **named)

        return await self.db.tx(work)

    async def _book(
        self,
        verb: Callable[..., Awaitable[Money]],
        member: Member,
        amount: str,
        scheme: WalletScheme,
        key: str | None,
    ) -> Money:
        return await self.step(
            verb,
            member.id,
            aud(amount),
            scheme,
            sale=SaleId(uuid4()),
            store=self.store,
            key=key or f"{uuid4()}",
            at=AT,
        )


async def a_counter(db: Database) -> Counter:
    return Counter(db, await club_of(db))
