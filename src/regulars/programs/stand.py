"""What of redemptions stands once their bill is finished: all, a part after a refund, or nothing.

A bill is read again, edited, taken back, paid after all; money of it goes back, and the refund
turns out to be a mistake. Each time it follows from the bill and its refunds as they are now what
a redemption is to cost, and what it cost so far is brought there.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import HoldId, MerchantId, UseId, uuid7
from regulars.kernel.money import Money, part_of
from regulars.kernel.points import Points
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.give_back import give_back as give_back_hold
from regulars.ledger.reasons import GiveBackWhy, GivenBack, Rewarded, Settled
from regulars.ledger.spend import spend
from regulars.ledger.statement import hold_of
from regulars.platform.db import Transaction
from regulars.programs.benefits.model import WalletCredit
from regulars.programs.conditions.model import ALWAYS
from regulars.programs.errors import CannotRedeem
from regulars.programs.model import BackWhy, Redemption, RedemptionState
from regulars.programs.rules import settled_points
from regulars.programs.store import redemptions as store
from regulars.programs.store import uses
from regulars.programs.tell import tell
from regulars.vouchers.draw_again import draw_again
from regulars.vouchers.errors import CannotUse
from regulars.vouchers.give_back import give_back as give_back_voucher
from regulars.vouchers.rewarded import credit_reward, take_reward_back


class Left(msgspec.Struct, frozen=True):
    """How much of a finished bill is left after money of it went back.

    `nothing` is said for itself, since there are bills that cost nothing.
    """

    left: Money
    of: Money
    nothing: bool = False

    def standing(self, whole: int) -> int:
        """What of `whole` stands with it, half up."""
        if self.left == self.of:
            return whole
        return part_of(whole, self.left.minor, self.of.minor)

    @property
    def why(self) -> GiveBackWhy:
        """Why something comes back while something is left."""
        return "changed" if self.left == self.of else "refunded"


class Undone(msgspec.Struct, frozen=True):
    """Somebody undid a redemption, and said why."""

    note: str
    by: str


COST_WHY: dict[BackWhy, GiveBackWhy] = {
    "rejected": "cancelled",
    "deleted": "cancelled",
    "taken_off": "changed",
    "refunded": "refunded",
    "undone": "undone",
}


async def bring(
    tx: Transaction,
    merchant: MerchantId,
    redemptions: Sequence[Redemption],
    left: Left,
    *,
    at: datetime,
) -> Sequence[Redemption]:
    """Have `redemptions` cost what they are to cost with `left` of their bill. A step.

    Each is settled or had been, and `carried` by the bill. Answers those that had come back and
    cannot stand again, since their points or uses are gone; these cost what they cost before.
    """
    if left.nothing:
        settled = [one for one in redemptions if one.state is RedemptionState.SETTLED]
        await come_back(tx, merchant, settled, "refunded", at=at)
        return ()
    missed = []
    for redemption in vouchers_first(redemptions):
        try:
            async with tx.savepoint():
                await stand(tx, merchant, redemption, left, at=at)
        except (NotEnoughPoints, CannotRedeem, CannotUse):
            missed.append(redemption)
    return missed


async def stand(
    tx: Transaction, merchant: MerchantId, redemption: Redemption, left: Left, *, at: datetime
) -> None:
    """One of them. What it did is to be rolled back when it raises.

    Raises `NotEnoughPoints`, `CannotRedeem`, `CannotUse`.
    """
    carried = redemption.carried
    assert carried is not None, "what was settled was carried"
    if redemption.voucher is not None:
        await stand_voucher(tx, merchant, redemption, carried, left, at=at)
    elif redemption.state is RedemptionState.RELEASED:
        again = msgspec.structs.replace(redemption, discount=carried)
        await uses.use(tx, merchant, again, ALWAYS)
    if redemption.hold is not None:
        cost = settled_points(redemption, carried)
        due = left.standing(cost) if redemption.variable else cost
        await stand_points(tx, merchant, redemption, Points(due), left.why, at=at)
    if redemption.state is RedemptionState.RELEASED:
        settled = RedemptionState.SETTLED
        await credit(tx, merchant, redemption, at=at)
        await store.move(tx, merchant, redemption.id, settled, at=at, carried=carried)
        await tell(tx, merchant, redemption, settled, at=at)


async def stand_points(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    due: Points,
    why: GiveBackWhy,
    *,
    at: datetime,
) -> None:
    """Have `due` points be spent for it, from one hold. Raises `NotEnoughPoints`."""
    spent = await spent_on(tx, merchant, redemption)
    if due < spent:
        await give_points(tx, merchant, redemption, Points(spent - due), why, at=at)
    elif due > spent:
        if spent:
            await give_points(tx, merchant, redemption, spent, "changed", at=at)
        await spend_again(tx, merchant, redemption, due, at=at)


async def stand_voucher(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    carried: Money,
    left: Left,
    *,
    at: datetime,
) -> None:
    """Have the voucher's stored value be drawn for what is left. Raises `CannotUse` and more."""
    to_stand = Money(left.standing(carried.minor), carried.currency)
    use, key = UseId(redemption.id), str(uuid7(at))
    back = await give_back_voucher(
        tx, merchant, use, to_stand=to_stand, whole=False, key=key, at=at, why=left.why
    )
    if not back:
        await draw_again(tx, merchant, use, to_stand=to_stand, at=at)


async def spent_on(tx: Transaction, merchant: MerchantId, redemption: Redemption) -> Points:
    """The points that are spent for it now."""
    assert redemption.hold is not None
    hold = await hold_of(tx, merchant, redemption.hold)
    return Points(hold.settled - hold.given_back) if hold else Points(0)


async def give_points(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    points: Points,
    why: GiveBackWhy,
    *,
    at: datetime,
    undone: Undone | None = None,
) -> None:
    """Points come back to the lots they came from. A step."""
    assert redemption.hold is not None
    await give_back_hold(
        tx,
        merchant,
        redemption.hold,
        points,
        key=f"redemption:{redemption.id}:give_back:{uuid7(at)}",
        natural_key=None,
        reason=GivenBack(
            order=redemption.number,
            store=redemption.store,
            why=why,
            note=undone.note if undone else "",
            by=undone.by if undone else "",
        ),
        at=at,
    )


async def spend_again(
    tx: Transaction, merchant: MerchantId, redemption: Redemption, points: Points, *, at: datetime
) -> None:
    """Spend them anew, as a hold that takes the place of the one before. A step."""
    account = await store.account_of(tx, merchant, redemption.member)
    assert account is not None, "who redeemed is a member"
    hold = HoldId(uuid7(at))
    await spend(
        tx,
        merchant,
        account,
        points,
        hold=hold,
        key=f"redemption:{redemption.id}:spend:{hold}",
        natural_key=None,
        reason=Settled(title=redemption.title, order=redemption.number, store=redemption.store),
        at=at,
        fewer_will_do=False,
    )
    await store.put_on_hold(tx, merchant, redemption.id, hold)


async def come_back(
    tx: Transaction,
    merchant: MerchantId,
    settled: Sequence[Redemption],
    why: BackWhy,
    *,
    at: datetime,
    undone: Undone | None = None,
) -> None:
    """All that settled redemptions cost comes back, with their uses and budgets. A step.

    What they were carried with is remembered: the bill may be paid after all.
    """
    await give_back_uses(tx, merchant, settled)
    for redemption in vouchers_first(settled):
        carried = redemption.carried
        assert carried is not None, "what was settled was carried"
        if redemption.voucher is not None:
            await give_back_voucher(
                tx,
                merchant,
                UseId(redemption.id),
                to_stand=Money.zero(carried.currency),
                whole=True,
                key=str(uuid7(at)),
                at=at,
                why=COST_WHY[why],
            )
        if redemption.hold is not None:
            spent = await spent_on(tx, merchant, redemption)
            if spent:
                await give_points(
                    tx, merchant, redemption, spent, COST_WHY[why], at=at, undone=undone
                )
        await credit(tx, merchant, redemption, at=at, taken_back=True)
        released = RedemptionState.RELEASED
        await store.move(tx, merchant, redemption.id, released, at=at, reason=why, carried=carried)
        actor = undone.by if undone else "system"
        reason = undone.note if undone else why
        await tell(tx, merchant, redemption, released, at=at, reason=reason, actor=actor)


async def credit(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    *,
    at: datetime,
    taken_back: bool = False,
) -> None:
    """What the wallet gets of it comes in, or goes again. A step."""
    if not isinstance(redemption.what, WalletCredit):
        return
    number, store_id = redemption.number, redemption.store
    move = take_reward_back if taken_back else credit_reward
    await move(
        tx,
        merchant,
        redemption.member,
        redemption.what.value,
        redemption=redemption.id,
        reason=Rewarded(redemption.title, number, store_id, taken_back=taken_back),
        at=at,
    )


async def give_back_uses(
    tx: Transaction, merchant: MerchantId, redemptions: Sequence[Redemption]
) -> None:
    """Uses and budgets come back, before any account is locked: docs/algorithms/locking.md."""
    for redemption in sorted(redemptions, key=lambda one: one.reward or one.offer or one.id):
        await uses.give_back(tx, merchant, redemption)


def vouchers_first(redemptions: Sequence[Redemption]) -> list[Redemption]:
    """The order in which they are locked: docs/algorithms/locking.md."""
    return sorted(redemptions, key=lambda redemption: redemption.voucher is None)
