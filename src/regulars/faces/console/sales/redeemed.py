"""What was redeemed on a sale, in plain words: rewards, offers and vouchers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from regulars.faces.console.speech import Speech
from regulars.kernel.ids import MerchantId, RedemptionId
from regulars.kernel.money import Money
from regulars.merchants.users import users
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.model import Redemption, RedemptionState
from regulars.programs.read import redemptions_on
from regulars.sales.model import Sale, SaleVoucher
from regulars.sales.read import vouchers_of
from regulars.vouchers.rules import sentence_of

WHY = {
    "rejected": "the order was rejected at the till",
    "taken_off": "it was taken off the order",
    "deleted": "the order was deleted",
    "refused": "the till would not take it",
    "abandoned": "nothing more was heard of the order",
    "refunded": "the order was refunded",
    "undone": "somebody took it back",
}


@dataclass(frozen=True, slots=True)
class Used:
    """A reward, an offer or a voucher on the bill, and how far it has come."""

    picture: str
    title: str
    off: Money
    state: str
    kind: str
    why: str
    points: str
    row_kind: str
    when: str
    can_be_undone: RedemptionId | None = None


async def used_on(
    db: Database, merchant: MerchantId, sale: Sale, speech: Speech, *, now: datetime
) -> Sequence[Used]:
    """Everything that was ever redeemed on the sale, whatever became of it."""
    if sale.connection is None:
        found = await vouchers_of(db, merchant, sale.id)
        return [voucher(one, speech, now=now) for one in found]
    redemptions = await redemptions_on(db, merchant, sale.connection, sale.order)
    return [
        redemption(one, speech, now=now, said=await said_of(db, merchant, one))
        for one in redemptions
    ]


async def said_of(db: Database, merchant: MerchantId, one: Redemption) -> str:
    """Why somebody took a redemption back, and who; nothing where nobody did."""
    if one.reason != "undone":
        return ""
    facts = await journal.newest(db, merchant, subject=f"member:{one.member}", limit=200)
    people = {f"user:{user.id}": user.name for user in await users(db, merchant)}
    moves = [fact for fact in facts if fact.data.get("redemption") == str(one.id)]
    if not moves:
        return ""
    return f"{moves[0].data['reason']} · {people.get(moves[0].actor, moves[0].actor)}"


def redemption(one: Redemption, speech: Speech, *, now: datetime, said: str) -> Used:
    """What was redeemed at a connected till; `said` is why somebody took it back."""
    state, kind, why = words(one)
    points = f"{speech.number(one.points)} points" if one.points else "no points"
    return Used(
        picture=picture_of(one),
        title=one.title,
        off=one.discount if one.carried is None else one.carried,
        state=state,
        kind=kind,
        why=said or why,
        points="voucher" if one.voucher is not None else points,
        row_kind={"good": "minus", "wait": "held"}.get(kind, "back"),
        when=speech.when(one.requested_at, now=now),
        can_be_undone=one.id if one.state is RedemptionState.SETTLED else None,
    )


def voucher(one: SaleVoucher, speech: Speech, *, now: datetime) -> Used:
    """A voucher that a till reported, or that was used on an order of ours."""
    why = sentence_of(one.problem) if one.problem else ""
    if one.given_back:
        why = f"{speech.money(one.given_back)} came back. {why}".strip()
    return Used(
        picture="ticket",
        title=one.code,
        off=one.discount,
        state="Used" if one.stands else "Came back",
        kind="good" if one.stands else "neutral",
        why=why,
        points=f"{speech.money(one.drawn)} drawn" if one.drawn else "voucher",
        row_kind="minus" if one.stands else "back",
        when=speech.when(one.at, now=now),
    )


def picture_of(one: Redemption) -> str:
    if one.voucher is not None:
        return "ticket"
    return "gift" if one.reward is not None else "ticket-percent"


def words(one: Redemption) -> tuple[str, str, str]:
    """How far it has come, how good that is, and why."""
    because = WHY.get(one.reason, one.reason)
    what = "Its points are" if one.voucher is None else "It is"
    match one.state:
        case RedemptionState.ASKED:
            return "Waiting for the till", "wait", f"{what} set aside until the till agrees"
        case RedemptionState.APPLIED:
            return "On the open order", "wait", f"{what} set aside until the order is paid"
        case RedemptionState.SETTLED:
            return "Redeemed", "good", ""
        case RedemptionState.RELEASED:
            return "Came back", "neutral", because
        case RedemptionState.REFUSED:
            return "Not used", "bad", because
        case other:
            assert_never(other)
