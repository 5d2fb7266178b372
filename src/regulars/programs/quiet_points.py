"""Points on top of a bill's own, since the party came when it was quiet.

They are posted by the difference to what stands, under keys of the booking and its version, and go
again with the bill.
"""

from datetime import datetime

import msgspec

from regulars.kernel.ids import BookingId, LotId, MemberId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.reasons import QuietTime
from regulars.ledger.statement import earned_in_quiet_time
from regulars.ledger.take_back import take_back
from regulars.members.read import kept, read_member
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.programs.earning.lasting import FOR_GOOD, lasting
from regulars.programs.earning.model import WhenSpent
from regulars.programs.facts import QuietPointsMoved
from regulars.programs.store import program as programs


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on top for a booking: `points` of `member`, in `lot`.

    `let_go` of them should have gone again, were spent already, and nobody owes them. `version`
    counts what was posted.
    """

    member: MemberId | None = None
    points: Points = Points(0)
    lot: LotId | None = None
    let_go: Points = Points(0)
    version: int = 0


class Bonus(msgspec.Struct, frozen=True, kw_only=True):
    """What is to stand for a booking: `points` of `member`, since `basis_points` times `of`."""

    merchant: MerchantId
    booking: BookingId
    store: int
    time_zone: str
    member: MemberId | None
    points: Points
    basis_points: int
    of: int


async def bring_quiet_points(
    tx: Transaction, bonus: Bonus, before: Standing, *, at: datetime
) -> Standing:
    """Have `bonus` stand in place of `before`. A step; the same again moves nothing.

    They last as earned ones do. What has to go and is spent already is let go, and not earned a
    second time, or owed, as the program says.
    """
    merchant = bonus.merchant
    former = None if before.member is None else await kept(tx, merchant, before.member)
    if (former, before.points) == (bonus.member, bonus.points):
        return before
    before = msgspec.structs.replace(before, member=former, version=before.version + 1)
    if former != bonus.member:
        before = await _hand_over(tx, bonus, before, at=at)
    more = bonus.points - before.points
    if bonus.member is None or not more:
        return before
    if more < 0:
        return await _less(tx, bonus, before, bonus.member, Points(-more), at=at)
    return await _more(tx, bonus, before, bonus.member, Points(more), at=at)


async def _hand_over(tx: Transaction, bonus: Bonus, before: Standing, *, at: datetime) -> Standing:
    """Whoever had the points has them no longer. What the new member still has of earlier."""
    if before.member is not None and before.points:
        await _less(tx, bonus, before, before.member, before.points, at=at)
    nothing = Standing(member=bonus.member, version=before.version)
    if bonus.member is None:
        return nothing
    account = (await read_member(tx, bonus.merchant, bonus.member)).account
    has = await earned_in_quiet_time(tx, bonus.merchant, account, bonus.booking)
    return msgspec.structs.replace(nothing, let_go=has)


async def _more(
    tx: Transaction,
    bonus: Bonus,
    before: Standing,
    member: MemberId,
    more: Points,
    *,
    at: datetime,
) -> Standing:
    """Points come in, but for what was let go and is there still."""
    there = min(more, before.let_go)
    after = msgspec.structs.replace(
        before, points=Points(before.points + more), let_go=Points(before.let_go - there)
    )
    if more == there:
        return after
    program = await programs.program(tx, bonus.merchant)
    lasts = lasting(program.terms, at, bonus.time_zone) if program else FOR_GOOD
    posting = await earn(
        tx,
        bonus.merchant,
        (await read_member(tx, bonus.merchant, member)).account,
        Points(more - there),
        key=_key(bonus, before, "earn", member),
        natural_key=_natural_key(bonus, before, "earn", member),
        expires_at=lasts.expires_at,
        matures_at=lasts.matures_at,
        idle_months=lasts.idle_months,
        reason=_reason(bonus, before),
        at=at,
    )
    await _tell(tx, bonus, member, posting.points, at=at)
    return msgspec.structs.replace(after, lot=posting.lot)


async def _less(
    tx: Transaction,
    bonus: Bonus,
    before: Standing,
    member: MemberId,
    less: Points,
    *,
    at: datetime,
) -> Standing:
    """Points go again, as far as they are there."""
    program = await programs.program(tx, bonus.merchant)
    posting = await take_back(
        tx,
        bonus.merchant,
        (await read_member(tx, bonus.merchant, member)).account,
        less,
        key=_key(bonus, before, "take_back", member),
        natural_key=_natural_key(bonus, before, "take_back", member),
        lot=before.lot,
        reason=_reason(bonus, before, taken_back=True),
        at=at,
        owe=program is not None and program.terms.when_spent is WhenSpent.DEBT,
    )
    await _tell(tx, bonus, member, Points(-posting.points), at=at)
    return msgspec.structs.replace(
        before,
        points=Points(before.points - less),
        let_go=Points(before.let_go + posting.short),
    )


def _key(bonus: Bonus, before: Standing, kind: str, member: MemberId) -> str:
    """The request key: one effect of a kind on one member for one version of one booking."""
    return f"quiet:{bonus.booking}:{before.version}:{kind}:{member}"


def _natural_key(bonus: Bonus, before: Standing, kind: str, member: MemberId) -> str:
    return f"booking:{bonus.booking}:quiet:{kind}:{before.version}:{member}"


def _reason(bonus: Bonus, before: Standing, *, taken_back: bool = False) -> QuietTime:
    return QuietTime(
        booking=str(bonus.booking),
        store=bonus.store,
        basis_points=bonus.basis_points,
        of=bonus.of,
        version=before.version,
        taken_back=taken_back,
    )


async def _tell(
    tx: Transaction, bonus: Bonus, member: MemberId, points: Points, *, at: datetime
) -> None:
    fact = QuietPointsMoved(member=str(member), booking=str(bonus.booking), points=points)
    await journal.write(tx, bonus.merchant, fact, at=at)
