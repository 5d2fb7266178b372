"""A sale in plain words: whose it was, what was redeemed on it, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.model import Store
from regulars.merchants.stores import stores
from regulars.platform import journal
from regulars.platform.journal import Written
from regulars.programs.define import find_program
from regulars.programs.model import Redemption, RedemptionState
from regulars.programs.read import redemptions_on
from regulars.sales.facts import SaleCompleted, SaleVoided
from regulars.sales.model import Sale

WHY = {
    "rejected": "the order was rejected at the till",
    "taken_off": "it was taken off the order",
    "deleted": "the order was deleted",
    "refused": "the till would not take it",
    "abandoned": "nothing more was heard of the order",
}


@dataclass(frozen=True, slots=True)
class Used:
    """A reward, an offer or a voucher on the bill, and how far it has come."""

    redemption: Redemption
    off: Money
    state: str
    kind: str
    why: str
    points: str
    row_kind: str
    when: str

    @property
    def picture(self) -> str:
        if self.redemption.voucher is not None:
            return "ticket"
        return "gift" if self.redemption.reward is not None else "ticket-percent"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the sale."""

    picture: str
    kind: str
    title: str
    text: str
    when: str


@dataclass(frozen=True, slots=True)
class Bill:
    """What a sale's page shows besides the sale, in times as they are at the store."""

    store: Store
    when: str
    member: Member | None
    label: str
    used: Sequence[Used]
    history: Sequence[Event]
    sums: Sequence[tuple[str, str, bool]]
    currency: str

    def amount(self, minor: int) -> Money:
        """An amount of the bill's lines."""
        return Money(minor, self.currency)


async def told(request: ConsoleRequest, sale: Sale) -> Bill:
    """All that belongs to `sale`."""
    db, merchant = request.db, request.merchant.id
    venues = await stores(db, merchant)
    store = next(store for store in venues if store.id == sale.store)
    clock = replace(request.speech, zone=ZoneInfo(store.time_zone))
    program = await find_program(db, merchant)
    redemptions: Sequence[Redemption] = ()
    if sale.connection is not None:
        redemptions = await redemptions_on(db, merchant, sale.connection, sale.order)
    facts = await journal.newest(db, merchant, subject=f"sale:{sale.id}")
    return Bill(
        store=store,
        when=clock.when(sale.completed_at, now=request.now),
        member=await read_member(db, merchant, sale.member) if sale.member else None,
        label=program.points_label if program else "points",
        used=[used(redemption, clock, now=request.now) for redemption in redemptions],
        history=[event for fact in facts if (event := happened(fact, clock, now=request.now))],
        sums=sums(sale, clock),
        currency=sale.total.currency,
    )


def sums(sale: Sale, speech: Speech) -> list[tuple[str, str, bool]]:
    """What the bill ends with: name, amount, and whether it is the one that counts."""
    paid = [
        (one.method, speech.money(Money(one.amount_minor + one.tip_minor, sale.total.currency)))
        for one in sale.payments
    ]
    return [
        *([("Discount", f"−{speech.money(sale.discount)}", False)] if sale.discount else []),
        ("Total", speech.money(sale.total), True),
        ("Tax in it", speech.money(sale.tax), False),
        *([("Tips on top", speech.money(sale.tips), False)] if sale.tips else []),
        *((f"Paid by {method}", amount, False) for method, amount in paid),
    ]


def used(redemption: Redemption, speech: Speech, *, now: datetime) -> Used:
    """`redemption` in plain words."""
    state, kind, why = words(redemption)
    off = redemption.discount if redemption.carried is None else redemption.carried
    points = f"{speech.number(redemption.points)} points" if redemption.points else "no points"
    if redemption.voucher is not None:
        points = "voucher"
    row_kind = {"good": "minus", "wait": "held"}.get(kind, "back")
    when = speech.when(redemption.requested_at, now=now)
    return Used(redemption, off, state, kind, why, points, row_kind, when)


def words(redemption: Redemption) -> tuple[str, str, str]:
    """How far it has come, how good that is, and why."""
    because = WHY.get(redemption.reason, redemption.reason)
    what = "Its points are" if redemption.voucher is None else "It is"
    match redemption.state:
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


def happened(fact: Written, speech: Speech, *, now: datetime) -> Event | None:
    """A fact about a sale as a sentence; None for a kind that says nothing here."""
    data, when = fact.data, speech.when(fact.at, now=now)
    match fact.kind:
        case SaleCompleted.kind:
            total = speech.money(Money(data["total_minor"], data["currency"]))
            points = f", {speech.number(data['points_earned'])} points earned"
            text = total + (points if data["member"] else "")
            if data["version"] == 1:
                return Event("receipt-text", "plus", "Recorded", text, when)
            return Event("refresh-cw", "held", f"Changed, version {data['version']}", text, when)
        case SaleVoided.kind:
            text = f"{speech.number(data['points_taken_back'])} points taken back"
            if data["points_missing"]:
                text += f", {speech.number(data['points_missing'])} had been spent already"
            return Event("rotate-ccw", "minus", "Voided at the till", text, when)
        case _:
            return None
