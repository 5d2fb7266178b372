"""How a member's points came about, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import EntryId
from regulars.kernel.money import Money
from regulars.ledger.model import (
    Adjusted,
    Balance,
    Credited,
    CreditTakenBack,
    Earned,
    Entry,
    Expired,
    ExpiredOnReturn,
    GivenBack,
    Granted,
    Issued,
    Kind,
    Moved,
    OfMoney,
    Reason,
    Redeemed,
    Released,
    Repaid,
    Reversed,
    Rewarded,
    Settled,
    Spent,
    TakenBack,
)
from regulars.ledger.statement import balance, statement
from regulars.members.model import Member
from regulars.merchants.stores import stores
from regulars.merchants.users import users
from regulars.programs.define import find_program

ON_A_PAGE = 30

WHY = {
    "rejected": "the sale was rejected",
    "taken_off": "it was taken off the sale",
    "deleted": "the sale was deleted",
    "refused": "the till would not take it",
    "abandoned": "nothing more was heard of the sale",
}
WHY_BACK = {
    "cancelled": "the order was cancelled",
    "refunded": "the order was refunded",
    "changed": "the order has changed",
}
BONUSES = {"sign_up": "Given for joining", "birthday": "Given for the birthday"}
LOOKS = {
    Kind.EARN: ("plus", "plus"),
    Kind.HOLD: ("hourglass", "held"),
    Kind.SETTLE: ("gift", "minus"),
    Kind.RELEASE: ("undo-2", "back"),
    Kind.EXPIRE: ("calendar-clock", "minus"),
    Kind.TAKE_BACK: ("rotate-ccw", "minus"),
    Kind.ADJUST: ("pencil", "plus"),
    Kind.SPEND: ("gift", "minus"),
    Kind.GIVE_BACK: ("undo-2", "back"),
    Kind.REPAY: ("hand-coins", "minus"),
    Kind.REVERSE: ("undo-2", "back"),
    Kind.TRANSFER: ("arrow-left-right", "back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement, ready to be read."""

    picture: str
    kind: str
    title: str
    reason: str
    points: str
    balance: str
    at: datetime
    sale: str


@dataclass(frozen=True, slots=True)
class Story:
    """A member's points and a page of how they came about."""

    balance: Balance
    label: str
    lines: Sequence[Line]
    next: str
    is_newest: bool

    @property
    def last_day(self) -> datetime | None:
        """The last moment at which the points that are the next to expire can be used."""
        soon = self.balance.next_expiry
        return soon.at - timedelta(seconds=1) if soon else None


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in a reason are called."""

    stores: Mapping[int, str]
    people: Mapping[str, str]

    def store(self, number: int) -> str:
        return self.stores.get(number, "a store that is gone")


async def told(request: ConsoleRequest, member: Member) -> Story:
    """The member's points now, and the page that `before` in the address asks for."""
    merchant, db = request.merchant.id, request.db
    before = _mark(request)
    entries = await statement(db, merchant, member.account, before=before, limit=ON_A_PAGE + 1)
    program = await find_program(db, merchant)
    names = Names(
        {store.id: store.name for store in await stores(db, merchant)},
        {f"user:{user.id}": user.name for user in await users(db, merchant)},
    )
    shown = entries[:ON_A_PAGE]
    more = f"/console/members/{member.id}?before={shown[-1].id}" if len(entries) > ON_A_PAGE else ""
    return Story(
        balance=await balance(db, merchant, member.account, at=request.now),
        label=program.points_label if program else "points",
        lines=[line(entry, names, request.speech) for entry in shown],
        next=more,
        is_newest=before is None,
    )


def line(entry: Entry, names: Names, speech: Speech) -> Line:
    """`entry` in plain words."""
    title, reason = words(entry.reason, names, speech)
    picture, kind = LOOKS[entry.kind]
    if entry.available < 0 and kind != "held":
        kind = "minus"
    return Line(
        picture=picture,
        kind=kind,
        title=title,
        reason=reason,
        points=signed(entry.available, speech),
        balance=f"{speech.number(entry.available_after)} left",
        at=entry.at,
        sale=entry.reason.sale if isinstance(entry.reason, Earned | TakenBack) else "",
    )


def words(reason: Reason, names: Names, speech: Speech) -> tuple[str, str]:
    """What happened, and why."""
    match reason:
        case Earned(_, store, total, currency):
            spent = speech.money(Money(total, currency))
            return f"Earned at {names.store(store)}", f"{spent} spent"
        case Redeemed(title, order, store):
            return (
                f"Set aside for “{title}”",
                f"Until order {order} at {names.store(store)} is paid",
            )
        case Settled(title, order, store):
            return f"Redeemed “{title}”", f"On order {order} at {names.store(store)}"
        case Released(title, _, why):
            return f"Came back: {WHY[why]}", f"“{title}” was not used"
        case Expired(earned_at):
            return "Expired", f"Earned on {speech.date(earned_at)}"
        case ExpiredOnReturn(earned_at, expired_at):
            was = f"Earned on {speech.date(earned_at)}, good until {speech.date(expired_at)}"
            return "Expired when they came back", was
        case TakenBack(_, store, total, currency):
            paid = speech.money(Money(total, currency))
            return "Taken back: the sale has changed", f"{paid} at {names.store(store)}"
        case Repaid():
            return "Paid what was owed", "For points that went back and had been spent already"
        case Adjusted(note, by):
            return "Adjusted by hand", f"{note} · {names.people.get(by, by)}"
        case Granted(what, _):
            return BONUSES[what], "A bonus of the program"
        case Reversed(note, by, _):
            return "Undone by hand", f"{note} · {names.people.get(by, by)}"
        case Moved():
            return "Moved: two members are one now", "With all that the other one had"
        case _:
            return words_of_money(reason, names, speech)


def words_of_money(reason: OfMoney, names: Names, speech: Speech) -> tuple[str, str]:
    """What happened to the value of a voucher, and why."""
    match reason:
        case Issued(code, what):
            return f"Issued as {code}", what
        case Spent(order, store, code):
            return f"Spent with {code}", f"On order {order} at {names.store(store)}"
        case GivenBack(order, store, why):
            return f"Came back: {WHY_BACK[why]}", f"Order {order} at {names.store(store)}"
        case Credited(_, store, total, currency):
            spent = speech.money(Money(total, currency))
            return f"Credit from {names.store(store)}", f"{spent} spent"
        case CreditTakenBack(_, store, total, currency):
            paid = speech.money(Money(total, currency))
            return "Credit taken back: the sale has changed", f"{paid} at {names.store(store)}"
        case Rewarded(title, order, store, taken_back):
            what = "Credit taken back" if taken_back else "Credit"
            return f"{what} for “{title}”", f"On order {order} at {names.store(store)}"
        case other:
            assert_never(other)


def signed(points: int, speech: Speech) -> str:
    """`+38`, `−100`, and nothing for an entry that moved no points to spend."""
    if not points:
        return ""
    return f"{'+' if points > 0 else '−'}{speech.number(abs(points))}"


def _mark(request: ConsoleRequest) -> EntryId | None:
    """The last entry of the page before; the first page for anything that is none."""
    try:
        return EntryId(UUID(request.query_params.get("before", "")))
    except ValueError:
        return None
