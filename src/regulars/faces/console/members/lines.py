"""One line of a statement of points, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import assert_never

from regulars.faces.console.speech import Speech
from regulars.kernel.ids import EntryId
from regulars.kernel.money import BASIS_POINTS, Money
from regulars.ledger.model import Entry, Kind, Lot
from regulars.ledger.reasons import (
    Adjusted,
    Credited,
    CreditTakenBack,
    Earned,
    Expired,
    ExpiredOnReturn,
    GivenBack,
    Granted,
    Issued,
    Moved,
    OfMoney,
    QuietTime,
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
    "undone": "the redemption was undone",
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
    """One line of a statement, ready to be read.

    `lasts` says when its points can be spent, and until when. `explained` is whether there is more
    to read about how they came about, `can_be_undone` whether somebody may undo it.
    """

    id: EntryId
    picture: str
    kind: str
    title: str
    reason: str
    points: str
    balance: str
    at: datetime
    sale: str
    lasts: str
    explained: bool
    can_be_undone: bool

    @property
    def gave(self) -> bool:
        """Whether points came in by it."""
        return self.kind == "plus"


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in a reason are called."""

    stores: Mapping[int, str]
    people: Mapping[str, str]
    members: Mapping[str, str]

    def store(self, number: int) -> str:
        return self.stores.get(number, "a store that is gone")


def line(
    entry: Entry,
    names: Names,
    speech: Speech,
    *,
    lot: Lot | None,
    now: datetime,
    can_be_undone: bool,
) -> Line:
    """`entry` in plain words; `lot` is where its points are."""
    title, reason = words(entry, names, speech)
    picture, kind = LOOKS[entry.kind]
    if entry.available < 0 and kind != "held":
        kind = "minus"
    of_sale = entry.reason if isinstance(entry.reason, Earned | TakenBack) else None
    return Line(
        id=entry.id,
        picture=picture,
        kind=kind,
        title=title,
        reason=reason,
        points=signed(entry.available, speech),
        balance=f"{speech.number(entry.available_after)} left",
        at=entry.at,
        sale=of_sale.sale if of_sale else "",
        lasts=lasting(lot, speech, now=now) if lot and entry.available > 0 else "",
        explained=of_sale is not None and of_sale.version > 0,
        can_be_undone=can_be_undone,
    )


def lasting(lot: Lot, speech: Speech, *, now: datetime) -> str:
    """`can be spent from 24 Nov 2026, good until 31 Dec 2027`"""
    said = []
    if lot.matures_at is not None and lot.matures_at > now:
        said.append(f"can be spent from {speech.date(lot.matures_at)}")
    if lot.expires_at is not None:
        said.append(f"good until {speech.date(lot.expires_at - timedelta(seconds=1))}")
    return ", ".join(said)


def words(entry: Entry, names: Names, speech: Speech) -> tuple[str, str]:
    """What happened, and why."""
    title, why = words_of(entry.reason, names, speech)
    if isinstance(entry.reason, Moved):
        return moved(entry, entry.reason, names)
    if entry.owed > 0:
        owed = speech.number(entry.owed)
        why += f" · {owed} of them had been spent: what comes next pays them"
    elif entry.short:
        why += f" · {speech.number(entry.short)} more had been spent already"
    return title, why


def moved(entry: Entry, why: Moved, names: Names) -> tuple[str, str]:
    """Where the points came from, or went to."""
    gone, into = (names.members.get(one, "another member") for one in (why.gone, why.into))
    if entry.available < 0 or entry.owed < 0:
        return f"Moved to {into}", "Both turned out to be one person"
    return f"Came from {gone}", "Both turned out to be one person"


def words_of(reason: Reason, names: Names, speech: Speech) -> tuple[str, str]:
    """What happened for a reason, and why."""
    match reason:
        case Earned() | TakenBack() | QuietTime():
            return words_of_bills(reason, names, speech)
        case Adjusted(note, by):
            return "Adjusted by hand", f"{note} · {names.people.get(by, by)}"
        case Reversed(note, by, _):
            return "Undone by hand", f"{note} · {names.people.get(by, by)}"
        case Granted(what, version):
            return BONUSES[what], f"By version {version} of the program"
        case Repaid():
            return "Paid what was owed", "For points that went back and had been spent already"
        case Moved():
            return "Moved", "Both turned out to be one person"
        case Expired() | ExpiredOnReturn():
            return words_of_expiry(reason, speech)
        case Redeemed() | Settled() | Released():
            return words_of_rewards(reason, names)
        case _:
            return words_of_money(reason, names, speech)


def words_of_bills(
    reason: Earned | TakenBack | QuietTime, names: Names, speech: Speech
) -> tuple[str, str]:
    """What a bill brought, or what went again with it."""
    where = names.store(reason.store)
    match reason:
        case Earned(_, _, total, currency):
            return f"Earned at {where}", f"{speech.money(Money(total, currency))} spent"
        case TakenBack(_, _, total, currency):
            paid = speech.money(Money(total, currency))
            return "Taken back: the sale has changed", f"{paid} at {where}"
        case QuietTime(_, _, basis_points, of, _, taken_back):
            title = f"Quiet time: {times(basis_points)}× points"
            why = f"On {speech.number(of)} for what was spent at {where}"
            return (f"Taken back: {title}" if taken_back else title), why
        case other:
            assert_never(other)


def times(basis_points: int) -> str:
    """`2`, `1.5`: how many times the points are given."""
    return f"{(Decimal(basis_points) / BASIS_POINTS).normalize():f}"


def words_of_rewards(reason: Redeemed | Settled | Released, names: Names) -> tuple[str, str]:
    """What became of points for a reward."""
    match reason:
        case Redeemed(title, order, store):
            return (
                f"Set aside for “{title}”",
                f"Until order {order} at {names.store(store)} is paid",
            )
        case Settled(title, order, store):
            return f"Redeemed “{title}”", f"On order {order} at {names.store(store)}"
        case Released(title, _, why):
            return f"Came back: {WHY[why]}", f"“{title}” was not used"
        case other:
            assert_never(other)


def words_of_expiry(reason: Expired | ExpiredOnReturn, speech: Speech) -> tuple[str, str]:
    """Which points have expired."""
    match reason:
        case Expired(earned_at):
            return "Expired", f"Earned on {speech.date(earned_at)}"
        case ExpiredOnReturn(earned_at, expired_at):
            was = f"Earned on {speech.date(earned_at)}, good until {speech.date(expired_at)}"
            return "Expired when they came back", was
        case other:
            assert_never(other)


def words_of_money(reason: OfMoney, names: Names, speech: Speech) -> tuple[str, str]:
    """What happened to the value of a voucher, and why."""
    match reason:
        case Issued(code, what):
            return f"Issued as {code}", what
        case Spent(order, store, code):
            return f"Spent with {code}", f"On order {order} at {names.store(store)}"
        case GivenBack(order, store, why, note, by):
            where = f"Order {order} at {names.store(store)}"
            said = f"{note} · {names.people.get(by, by)} · {where}" if note else where
            return f"Came back: {WHY_BACK[why]}", said
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
