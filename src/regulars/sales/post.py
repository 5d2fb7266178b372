"""The ledger's part of a sale: points come, or go again, by the difference to what was posted."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from regulars.kernel.ids import AccountId, LotId, MemberId, MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.reasons import Earned, TakenBack
from regulars.ledger.statement import earned_by
from regulars.ledger.take_back import take_back
from regulars.platform.db import Transaction
from regulars.programs.earning.lasting import FOR_GOOD, Lasting
from regulars.sales import rules
from regulars.sales.model import Channel
from regulars.sales.rules import Posting
from regulars.sales.store import sales as store
from regulars.sales.store.sales import Known


class Effect(msgspec.Struct, frozen=True):
    """What is posted for, what had been posted before, and the account of whoever earns now.

    With `owe`, points to take back that are spent already become a debt of their member.
    """

    merchant: MerchantId
    store: StoreId
    known: Known
    order: str
    total: Money
    account: AccountId | None = None
    channel: Channel = Channel.TILL
    owe: bool = False

    @property
    def version(self) -> int:
        """The version of the bill that this effect belongs to."""
        return 1 if self.known.is_new else self.known.version + 1

    def key(self, kind: str, member: MemberId) -> str:
        """The request key: one effect of a kind on one member for one version of one sale."""
        return f"sale:{self.known.id}:{self.version}:{kind}:{member}"

    def natural_key(self, kind: str, member: MemberId) -> str:
        """The same in words of the till: store, order, kind and version.

        Another channel may have an order of the same id.
        """
        source = "order" if self.channel is Channel.TILL else f"{self.channel}_order"
        return f"{source}:{self.store}:{self.order}:{kind}:{self.version}:{member}"


class Posted(NamedTuple):
    """What really `stands` for the sale now, in which lot.

    `short` could not be taken from whoever had it, since it was spent already and nobody owes it.
    `let_go` is all of that which the sale's member has: it is never asked for again.
    """

    stands: Points
    lot: LotId | None
    short: Points
    let_go: Points


async def post(
    tx: Transaction,
    effect: Effect,
    member: MemberId | None,
    points: Points,
    *,
    at: datetime,
    lasting: Lasting = FOR_GOOD,
    new_lot: LotId | None = None,
    locked: bool = False,
) -> Posted:
    """Have `points` of `member` stand for the sale in place of what stood. A step.

    What is earned lasts as `lasting` says. More stands where points to take back were spent already
    and nobody owes them: these are let go, and not earned a second time. The lot is `new_lot` if
    one was drawn for what is earned. `locked` says that the account of `effect` is already.
    """
    known, lot, short = effect.known, effect.known.lot, Points(0)
    due_before, let_go = known.due, known.let_go
    if member != known.member:
        short = await take_from_former(tx, effect, at=at)
        due_before, let_go = Points(0), await kept_of_it(tx, effect, member)
    move = rules.to_post(due_before, points, let_go=let_go)
    if points >= due_before:
        let_go = Points(max(0, let_go - (points - due_before)))
    if member is not None and move > 0:
        posting = Posting(member, move)
        lot = await add(tx, effect, posting, lasting, at=at, new_lot=new_lot, locked=locked)
    elif member is not None and move < 0:
        missing = await take(tx, effect, Posting(member, move), at=at)
        short, let_go = Points(short + missing), Points(let_go + missing)
    return Posted(Points(points + let_go), lot, short, let_go)


async def take_from_former(tx: Transaction, effect: Effect, *, at: datetime) -> Points:
    """Whoever had the sale's points has them no longer. Answers how many were spent. A step."""
    former = effect.known.member
    if former is None or not effect.known.due:
        return Points(0)
    return await take(tx, effect, Posting(former, -effect.known.due), at=at)


async def kept_of_it(tx: Transaction, effect: Effect, member: MemberId | None) -> Points:
    """What the sale's new member has of it still, from when it was theirs before. A step."""
    known = effect.known
    if known.is_new or member in (None, known.member) or effect.account is None:
        return Points(0)
    return await earned_by(tx, effect.merchant, effect.account, known.id)


async def add(
    tx: Transaction,
    effect: Effect,
    posting: Posting,
    lasting: Lasting,
    *,
    at: datetime,
    new_lot: LotId | None,
    locked: bool,
) -> LotId | None:
    """The sale's points come in. Answers their lot. A step."""
    assert effect.account is not None, "only members that were found are posted for"
    posted = await earn(
        tx,
        effect.merchant,
        effect.account,
        Points(posting.points),
        key=effect.key("earn", posting.member),
        natural_key=effect.natural_key("earn", posting.member),
        expires_at=lasting.expires_at,
        reason=Earned(
            sale=str(effect.known.id),
            store=effect.store,
            total_minor=effect.total.minor,
            currency=effect.total.currency,
            version=effect.version,
        ),
        at=at,
        lot=new_lot,
        matures_at=lasting.matures_at,
        idle_months=lasting.idle_months,
        locked=locked,
    )
    return posted.lot


async def take(tx: Transaction, effect: Effect, posting: Posting, *, at: datetime) -> Points:
    """The sale's points go again. Answers how many were spent and could not be taken. A step."""
    account = await store.account_of(tx, effect.merchant, posting.member)
    if account is None:
        return Points(0)
    posted = await take_back(
        tx,
        effect.merchant,
        account,
        Points(-posting.points),
        key=effect.key("take_back", posting.member),
        natural_key=effect.natural_key("take_back", posting.member),
        lot=effect.known.lot,
        reason=TakenBack(
            sale=str(effect.known.id),
            store=effect.store,
            total_minor=effect.total.minor,
            currency=effect.total.currency,
            version=effect.version,
        ),
        at=at,
        owe=effect.owe,
    )
    return posted.short
