"""An offer for quiet times in an owner's words, and its budget as a bar."""

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from regulars.bookings.floor.model import EVERY_DAY
from regulars.bookings.quiet.model import (
    Gives,
    Multiplier,
    OfferTerms,
    Promise,
    PromiseState,
    QuietOffer,
    SlotVoucher,
)
from regulars.faces.console.services.chosen import ChosenServices
from regulars.faces.console.services.clock import said_minute
from regulars.faces.console.services.week import days_said
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import QuietOfferId
from regulars.kernel.money import BASIS_POINTS, Money


@dataclass(frozen=True, slots=True)
class Row:
    """An offer in the list. The widths of its budget's parts are in per cent."""

    id: QuietOfferId
    name: str
    gives: str
    when: str
    quiet: str
    given: str
    promised: str
    left: str
    budget: str
    given_width: int
    promised_width: int
    active: bool
    state: tuple[str, str]


def row(offer: QuietOffer, services: ChosenServices, speech: Speech) -> Row:
    terms = offer.terms
    return Row(
        id=offer.id,
        name=terms.name,
        gives=gives_said(terms, speech),
        when=when_said(terms, services, speech),
        quiet="Only while empty" if not terms.fullest else f"Up to {terms.fullest} % full",
        given=amount(terms.gives, offer.spent, speech),
        promised=amount(terms.gives, offer.promised, speech),
        left=amount(terms.gives, offer.left, speech),
        budget=whole(terms, speech),
        given_width=100 * offer.spent // terms.budget,
        promised_width=100 * offer.promised // terms.budget,
        active=terms.active,
        state=state(offer, services),
    )


def state(offer: QuietOffer, services: ChosenServices) -> tuple[str, str]:
    """A word on it, and the kind of its badge."""
    if not offer.terms.active:
        return "Off", "neutral"
    if not services.holds:
        return "Never", "wait"
    if offer.left < offer.terms.most:
        return "Budget used", "wait"
    return "On", "good"


def gives_said(terms: OfferTerms, speech: Speech) -> str:
    """`2× points, at most 100 more`, `A voucher of $5.00`"""
    match terms.gives:
        case Multiplier():
            most = speech.number(terms.most)
            return f"{times(terms.gives, speech)} points, at most {most} more"
        case SlotVoucher(value):
            return f"A voucher of {speech.money(value)}"
        case other:
            assert_never(other)


def whole(terms: OfferTerms, speech: Speech) -> str:
    """`5,000 points`, `$200.00`"""
    said = amount(terms.gives, terms.budget, speech)
    return f"{said} points" if isinstance(terms.gives, Multiplier) else said


def promise_said(promise: Promise, speech: Speech) -> str:
    """`2× points, for members · promised`, `$5.00 off with ABCD-EFGH-JKLM · used`"""
    match promise.gives:
        case Multiplier():
            what, given = f"{times(promise.gives, speech)} points, for members", "given"
        case SlotVoucher(value):
            what, given = f"{speech.money(value)} off with {promise.code}", "used"
        case other:
            assert_never(other)
    states = {PromiseState.PROMISED: "promised", PromiseState.LAPSED: "lapsed"}
    return f"{what} · {states.get(promise.state, given)}"


def times(multiplier: Multiplier, speech: Speech) -> str:
    """`1.5×`"""
    return f"{speech.number(Decimal(multiplier.basis_points) / BASIS_POINTS)}×"


def amount(gives: Gives, units: int, speech: Speech) -> str:
    """So much of a budget: points, or money."""
    match gives:
        case Multiplier():
            return speech.number(units)
        case SlotVoucher(value):
            return speech.money(Money(units, value.currency))
        case other:
            assert_never(other)


def when_said(terms: OfferTerms, services: ChosenServices, speech: Speech) -> str:
    """`Mon–Thu · 5:00–6:30 pm · Dinner`"""
    said = [days_said(terms.weekdays, speech)]
    if terms.from_minute is not None and terms.until_minute is not None:
        first, until = (said_minute(one, speech) for one in (terms.from_minute, terms.until_minute))
        said.append(f"{first}–{until}")
    if services.said:
        said.append(services.said)
    if terms.first_day:
        said.append(f"from {speech.date(terms.first_day)}")
    if terms.last_day:
        said.append(f"until {speech.date(terms.last_day)}")
    always = terms.weekdays == EVERY_DAY and len(said) == 1
    return "Whenever it is quiet" if always else " · ".join(said)
