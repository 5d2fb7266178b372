"""An exception in plain words: what happened, what can be done, and what became of it."""

from dataclasses import dataclass
from typing import Any, assert_never

import msgspec

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.money import Money
from regulars.merchants.users import users
from regulars.pos.errors import NotAuthorised
from regulars.sales.model import ExceptionKind, ExceptionState, OrderException

STATES = {
    ExceptionState.OPEN: ("To do", "bad"),
    ExceptionState.NOTICE: ("For reading", "info"),
    ExceptionState.RESOLVED: ("Sent again", "good"),
    ExceptionState.PUT_ASIDE: ("Put aside", "neutral"),
}
"""What each is called, and the kind of its badge."""

OURS_TO_MEND = ("unknown_voucher", "unknown_member", "no_program")
"""What an order was refused for that a manager can put right."""

STRAYS = {
    "site_without_store": "The till reports from a site that is no store",
    "store_without_site": "A store has no site on the till",
    "order_without_booking": "An order has no booking",
    "order_too_many": "A booking has two orders",
}
"""What found no partner, by its code."""

REWARDS = {
    "reward_gone": "carries a reward that nothing was taken for",
    "goods_gone": "carries a reward without what it is for",
    "more_off": "has more off than its reward gives",
}
"""What is odd about a reward on an order, by its code."""

REFUNDS = {
    "refund_above_sale": "was refunded for more than it came to",
    "points_short": "brought points that could not all be taken back",
}
"""What is odd about what came back of an order, by its code."""


@dataclass(frozen=True, slots=True)
class Line:
    """One exception, ready to be read."""

    exception: OrderException
    title: str
    when: str

    @property
    def state(self) -> tuple[str, str]:
        return STATES[self.exception.state]

    @property
    def stands(self) -> bool:
        """Whether it can still be put aside."""
        return self.exception.state in (ExceptionState.OPEN, ExceptionState.NOTICE)

    @property
    def can_be_resent(self) -> bool:
        one = self.exception
        return one.state is ExceptionState.OPEN and one.kind.can_be_resent

    @property
    def who(self) -> str:
        return who(self.exception)


def line(exception: OrderException, request: ConsoleRequest) -> Line:
    when = request.speech.when(exception.last_at, now=request.now)
    return Line(exception, title(exception), when)


def title(exception: OrderException) -> str:
    order = f"Order {exception.order}"
    match exception.kind:
        case ExceptionKind.ORDER:
            return f"{order} was refused"
        case ExceptionKind.TOTALS:
            return f"{order} has totals that do not fit"
        case ExceptionKind.UNREADABLE:
            return "An order could not be read"
        case ExceptionKind.USE:
            return f"{order} {REWARDS.get(exception.code, 'used a voucher against its terms')}"
        case ExceptionKind.REFUND:
            said = REFUNDS.get(exception.code, "was refunded, but not everything came back")
            return f"{order} {said}"
        case ExceptionKind.STRAY:
            return STRAYS.get(exception.code, "Something of the till found no partner")
        case ExceptionKind.TILL_ORDER if exception.code == NotAuthorised.code:
            return "The till does not let us in"
        case ExceptionKind.TILL_ORDER:
            return f"{order} could not be read at the till"
        case other:
            assert_never(other)


def who(exception: OrderException) -> str:
    """Who can mend it."""
    match exception.kind:
        case ExceptionKind.ORDER if exception.code in OURS_TO_MEND:
            return "You, in the console"
        case ExceptionKind.TILL_ORDER if exception.code == NotAuthorised.code:
            return "You, under Settings › Apps"
        case ExceptionKind.ORDER | ExceptionKind.UNREADABLE | ExceptionKind.TOTALS:
            return "Whoever runs the till"
        case ExceptionKind.TILL_ORDER:
            return "You, by asking again; else whoever runs the till"
        case ExceptionKind.STRAY:
            return "You, by the mapping of the stores"
        case ExceptionKind.USE | ExceptionKind.REFUND:
            return "Nobody has to"
        case other:
            assert_never(other)


def advice(exception: OrderException) -> str:
    """What somebody can do about it."""
    match exception.kind:
        case ExceptionKind.ORDER:
            return "Nothing was booked. Put right what it says, then send it again: it counts once."
        case ExceptionKind.TOTALS:
            return "It was booked by the discount that the till gave."
        case ExceptionKind.UNREADABLE:
            return "Nothing was booked. Whoever runs the till has to send it in another way."
        case ExceptionKind.USE:
            return "It was booked: the till had given the discount already."
        case ExceptionKind.REFUND if exception.code in REFUNDS:
            return "The sale was booked as refunded whole. Look at the till what else went back."
        case ExceptionKind.REFUND:
            return "The refund was booked. What had been spent already stays with the member."
        case ExceptionKind.STRAY:
            return "It is listed once. Put it aside when it is settled."
        case ExceptionKind.TILL_ORDER if exception.code == NotAuthorised.code:
            return (
                "Authorise the app again. What was sold meanwhile is then fetched by itself, and "
                "this entry ends."
            )
        case ExceptionKind.TILL_ORDER:
            return (
                "Its sale is not recorded yet. Ask again: once the till answers, this entry ends."
            )
        case other:
            assert_never(other)


def content(exception: OrderException, speech: Speech) -> str:
    """What was sent, laid out to be read: without what was left out, and money as it is written."""
    if exception.kind is ExceptionKind.UNREADABLE:
        return str(exception.request.get("body", ""))
    if not exception.request or exception.kind is ExceptionKind.TILL_ORDER:
        return ""
    sent = {
        name: written(value, speech)
        for name, value in exception.request.items()
        if value is not None
    }
    return msgspec.json.format(msgspec.json.encode(sent), indent=2).decode()


def written(value: Any, speech: Speech) -> Any:
    if isinstance(value, dict) and set(value) == {"minor", "currency"}:
        return speech.money(msgspec.convert(value, Money))
    return value


def about(exception: OrderException) -> list[tuple[str, str]]:
    """What it is about, where that has a name of its own."""
    if exception.kind is ExceptionKind.UNREADABLE or exception.code == "store_without_site":
        return []
    if not exception.order:
        return []
    is_site = exception.code == "site_without_store"
    return [("Site" if is_site else "Order", exception.order)]


async def facts(request: ConsoleRequest, exception: OrderException) -> list[tuple[str, str]]:
    """What is known of it besides its sentence."""
    speech = request.speech
    known = [
        *([("Store", exception.store_name)] if exception.store_name else []),
        *about(exception),
        ("Who can mend it", who(exception)),
        ("How often", speech.number(exception.times)),
        ("First", speech.moment(exception.created_at)),
        ("Last", speech.moment(exception.last_at)),
        ("Error code", exception.code),
    ]
    if exception.ended_at is None:
        return known
    people = {f"user:{one.id}": one.name for one in await users(request.db, request.merchant.id)}
    by = people.get(exception.ended_by, exception.ended_by)
    word, _ = STATES[exception.state]
    return [*known, (word, f"{speech.moment(exception.ended_at)} by {by}")]
