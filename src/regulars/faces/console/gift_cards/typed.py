"""A gift card, between the form and its sale."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from regulars.faces.console.benefits import read_money
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.merchants.model import Store
from regulars.platform.secrets import to_text
from regulars.vouchers.gift_cards.model import NewGiftCard

MONTHS_OF_A_YEAR = 12
AT_THE_COUNTER = "At the counter"


class Paid(StrEnum):
    """Whether the buyer has paid."""

    NOW = "now"
    LATER = "later"


class Valid(StrEnum):
    """For how many months a gift card is good."""

    ONE_YEAR = "12"
    TWO_YEARS = "24"
    THREE_YEARS = "36"
    FIVE_YEARS = "60"
    FOR_EVER = "0"


PAID = [
    (Paid.NOW.value, "Paid", "It has its value at once and is mailed", "circle-check"),
    (
        Paid.LATER.value,
        "Not paid yet",
        "It is worth nothing until you mark it as paid",
        "hourglass",
    ),
]
VALID = [
    (Valid.ONE_YEAR.value, "One year"),
    (Valid.TWO_YEARS.value, "Two years"),
    (Valid.THREE_YEARS.value, "Three years"),
    (Valid.FIVE_YEARS.value, "Five years"),
    (Valid.FOR_EVER.value, "For ever"),
]


def empty_form(drawn: bytes) -> Form:
    """A form whose sale has a name of its own, so that it is sold once however often it is sent."""
    return Form({"key": to_text(drawn), "paid": Paid.NOW.value, "valid": Valid.THREE_YEARS.value})


def read_typed(form: Form, request: ConsoleRequest, venues: Sequence[Store]) -> NewGiftCard | None:
    """The gift card that was typed; None, with sentences in `form`, when it is not complete."""
    key = form.text("key", required="Open this form anew, please.", most=100)
    value = read_money(form, request, "value", required="What is it worth?")
    price = form.money("price", request.speech, request.merchant.currency)
    paid = form.choice("paid", Paid, Paid.NOW)
    payment = read_payment(form)
    valid = form.choice("valid", Valid, Valid.THREE_YEARS)
    zero = Money.zero(request.merchant.currency)
    new = NewGiftCard(
        key=key,
        value=value or zero,
        price=price if price is not None else value or zero,
        store=_store(form, venues),
        buyer_name=form.text("buyer_name", most=120),
        buyer_email=form.text("buyer_email", most=254) or None,
        recipient_name=form.text("recipient_name", most=120),
        recipient_email=form.text("recipient_email", most=254) or None,
        message=form.value("message"),
        payment=payment if paid is Paid.NOW else None,
        ends_at=ends_at(request.now, int(valid.value), request.merchant.time_zone),
    )
    return new if form.is_good else None


def ends_at(at: datetime, months: int, time_zone: str) -> datetime | None:
    """The end of the last day of so many months; None for ever."""
    if not months:
        return None
    zone = ZoneInfo(time_zone)
    today = at.astimezone(zone).date()
    year, month = divmod(today.month - 1 + months, MONTHS_OF_A_YEAR)
    first = today.replace(year=today.year + year, month=month + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    last = min(first + timedelta(days=today.day - 1), following - timedelta(days=1))
    return datetime.combine(last + timedelta(days=1), time(), zone)


def read_payment(form: Form) -> str:
    """How it was paid for; most are paid where they are sold."""
    return form.text("payment", most=120) or AT_THE_COUNTER


def _store(form: Form, venues: Sequence[Store]) -> StoreId | None:
    typed = form.text("store")
    found = next((venue for venue in venues if str(venue.id) == typed), None)
    if typed and found is None:
        form.errors["store"] = "There is no such store."
    return found.id if found else None
