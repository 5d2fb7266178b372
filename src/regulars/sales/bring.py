"""What a sale earns is worked out, and the books are brought there: the wallet, then the points."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import LotId, MemberId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Transaction
from regulars.programs.earning.explain import keep_version
from regulars.programs.earning.lasting import FOR_GOOD, lasting
from regulars.programs.earning.model import (
    NOTHING,
    Basket,
    Explanation,
    Part,
    Standing,
    Terms,
    WhenSpent,
    Worked,
)
from regulars.programs.earning.refunds import (
    Back,
    in_proportion,
    left_after,
    nothing_is_left,
    standing_after,
)
from regulars.programs.earning.rules import work_out
from regulars.programs.earning.standing import asks, standing_for
from regulars.programs.stand import Left
from regulars.sales import rules, sums
from regulars.sales.model import Channel
from regulars.sales.post import Effect, post
from regulars.sales.wallet import count
from regulars.vouchers.model import WalletScheme


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """A bill, who collects for it, and by what.

    `terms` are those of version `program_version`, which the sale keeps to; None without a program.
    `scheme` is how wallets fill now. `back` is all that went back of the bill so far.
    """

    member: MemberId | None
    basket: Basket
    back: Back
    program_version: int | None
    terms: Terms | None
    scheme: WalletScheme | None
    time_zone: str

    @property
    def left(self) -> Money:
        return left_after(self.basket, self.back)

    @property
    def standing(self) -> Left:
        """What of it stands after what went back."""
        return Left(self.left, self.basket.total, nothing_is_left(self.basket, self.back))

    @property
    def gone(self) -> Money:
        """What went back of the bill: nothing of one that something of ours took below zero."""
        return max(self.basket.total - self.left, Money.zero(self.left.currency))


class Brought(msgspec.Struct, frozen=True):
    """What stands of a sale now: `points` in `lot`, of `due` that should.

    There are more where points to take back were spent already; `short` is how many of them now, of
    whoever had them, and `let_go` how many its member has in all. `spent` counts for the wallet,
    `credit` came into it. `left` is what of the bill stands, `too_much` what went back beyond it.
    """

    due: Points
    points: Points
    lot: LotId | None
    short: Points
    let_go: Points
    spent: Money
    credit: Money
    left: Left
    too_much: Money


def owes(terms: Terms | None) -> bool:
    """Whether points that have to go back and are spent become a debt."""
    return terms is not None and terms.when_spent is WhenSpent.DEBT


async def bring(
    tx: Transaction, effect: Effect, bill: Bill, *, at: datetime, new_lot: LotId | None = None
) -> Brought:
    """Work `bill` out, post the difference to what stands, and keep how it came about. A step.

    What is locked for it is locked in this order everywhere: the wallet, then the points.
    """
    spent, credit = await fill(tx, effect, bill, at=at)
    standing, worked = await work(tx, effect, bill, at=at)
    stands = standing_of(effect.channel, bill, worked)
    due = Points(sum(part.points for part in stands))
    lasts = lasting(bill.terms, at, bill.time_zone) if bill.terms else FOR_GOOD
    posted = await post(
        tx,
        effect,
        bill.member,
        due,
        at=at,
        lasting=lasts,
        new_lot=new_lot if due else None,
        locked=bill.terms is not None and asks(bill.terms),
    )
    kept = Explanation(
        version=effect.version,
        member=bill.member,
        program_version=bill.program_version,
        terms=bill.terms,
        basket=bill.basket,
        standing=standing,
        worked=worked,
        at=at,
    )
    await keep_version(tx, effect.merchant, effect.known.id, kept, stands)
    too_much = bill.back.amount - (bill.basket.total - bill.left)
    return Brought(due, *posted, spent, credit, bill.standing, too_much)


async def fill(tx: Transaction, effect: Effect, bill: Bill, *, at: datetime) -> tuple[Money, Money]:
    """The next credit of the wallet comes nearer. What counts for it, and the credit. A step."""
    before = effect.known.counted_for(bill.member)
    spent = Money.zero(bill.basket.total.currency)
    if bill.member is not None:
        fills = bill.scheme is not None
        spent = rules.spent(bill.terms, bill.basket, bill.back, fills=fills, before=before)
    return spent, await count(tx, effect, bill.scheme, bill.member, spent, at=at)


async def work(
    tx: Transaction, effect: Effect, bill: Bill, *, at: datetime
) -> tuple[Standing, Worked]:
    """What the bill earns, and what was known of its member for that. A step."""
    if bill.member is None or bill.terms is None:
        return Standing(), NOTHING
    assert effect.account is not None, "only members that were found are posted for"
    standing = await standing_for(
        tx,
        effect.merchant,
        effect.known.id,
        bill.member,
        effect.account,
        bill.terms,
        bill.basket,
        at=at,
    )
    return standing, work_out(bill.terms, bill.basket, standing)


def standing_of(channel: Channel, bill: Bill, worked: Worked) -> Sequence[Part]:
    """What of each part stands after what went back; in plain proportion where nobody says what."""
    if not worked.parts or not (bill.back.amount or bill.back.lines):
        return worked.parts
    if channel is Channel.TILL:
        assert bill.terms is not None, "without a program there are no parts"
        return standing_after(bill.terms, worked, bill.basket, bill.back)
    whole = sums.stands(worked.points, left=bill.left, of=bill.basket.total)
    return in_proportion(worked, Points(whole))
