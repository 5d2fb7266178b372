"""A voucher in a guest's words, as it is printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import segno
from markupsafe import Markup

from regulars.faces.console.speech import Speech
from regulars.faces.console.vouchers.words import Kind, hours, kind_of
from regulars.kernel.ids import StoreId
from regulars.merchants.model import Merchant
from regulars.vouchers.model import AmountOff, Hours, Voucher, Worth

GIVES = {
    Kind.STORED: "to spend",
    Kind.AMOUNT: "off your bill",
    Kind.ONCE: "off one bill",
    Kind.ALWAYS: "off your bill",
}
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Guest:
    """Whose vouchers these are, and how they speak to their guests."""

    merchant: Merchant
    speech: Speech
    stores: Mapping[StoreId, str]


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed on one card."""

    code: str
    amount: str
    gives: str
    description: str
    terms: Sequence[str]
    drawing: Markup


def card_of(voucher: Voucher, guest: Guest, scanned: str) -> Card:
    """`scanned` is what the drawing says to a scanner."""
    return Card(
        code=voucher.code,
        amount=amount(voucher.worth, guest.speech),
        gives=GIVES[kind_of(voucher.worth, voucher.use_type)],
        description=voucher.terms.description,
        terms=list(terms(voucher, guest)),
        drawing=drawn(scanned),
    )


def amount(worth: Worth, speech: Speech) -> str:
    if isinstance(worth, AmountOff):
        return speech.money(worth.value)
    return f"{speech.number(Decimal(worth.basis_points) / 100)}%"


def terms(voucher: Voucher, guest: Guest) -> Iterator[str]:
    """What a guest has to know, each a few words."""
    its, speech = voucher.terms, guest.speech
    if its.starts_at:
        yield f"From {speech.date(its.starts_at)}"
    if its.ends_at:
        # What ends at midnight was good until the day before.
        yield f"Until {speech.date(its.ends_at - MOMENT)}"
    if its.minimum:
        yield f"On bills from {speech.money(its.minimum)}"
    if its.hours != Hours():
        yield hours(its.hours, speech)
    if its.stores:
        yield "At " + ", ".join(guest.stores.get(store, "") for store in its.stores)
    if its.limit_per_member is not None:
        yield (
            "Once a guest" if its.limit_per_member == 1 else f"{its.limit_per_member} times a guest"
        )


def drawn(text: str) -> Markup:
    """`text` for a scanner, as a drawing that stands in the page."""
    drawing = segno.make_qr(text, error="m").svg_inline(border=0, omitsize=True, svgclass="card-qr")
    return Markup(drawing)  # noqa: S704 - drawn by us; the text is dots in it
