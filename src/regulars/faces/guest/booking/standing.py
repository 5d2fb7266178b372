"""How a guest's booking stands, in their words."""

from dataclasses import dataclass
from datetime import datetime

from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.read import deposit_asked
from regulars.bookings.deposits.rules import returnable, was_paid_elsewhere
from regulars.bookings.model import Booking, Stage, StatusType
from regulars.bookings.page import words
from regulars.bookings.page.alter import may_alter
from regulars.bookings.page.letters.rules import awaits_payment
from regulars.bookings.page.letters.tell import policy_of
from regulars.bookings.page.model import Held, Venue
from regulars.bookings.page.rules import may_cancel
from regulars.bookings.page.take_offered import read_offer
from regulars.bookings.quiet.model import PromiseState
from regulars.bookings.quiet.read import promise_of
from regulars.bookings.rules.statuses import stage_of
from regulars.faces.guest.booking.extras import Given, promised
from regulars.faces.guest.booking.find import Found
from regulars.kernel.sentences import Sentence, said
from regulars.merchants import wording
from regulars.platform.db import Reads
from regulars.platform.languages import say


@dataclass(frozen=True, slots=True)
class Standing:
    """What a booking's own page says. What is not said is empty.

    `stage` is coming, at_table, over or off. `offered` is the time of a table that became free for
    somebody who waits, kept until `offered_until`. `pays` says that a deposit is open.
    """

    name: str
    heading: str
    stage: str
    is_cancelled: bool
    waits: bool
    may_cancel: bool
    may_alter: bool
    until: str
    day: str
    time: str
    night: str
    party: str
    request: str
    policy: str
    offered: str
    offered_until: str
    given: Given | None
    pays: bool
    deposit: str


async def standing_of(reads: Reads, found: Found, *, at: datetime) -> Standing:
    venue, booking = found.venue, found.booking
    merchant = venue.merchant.id
    offer = await read_offer(reads, venue, booking, at=at)
    checkout = await deposit_asked(reads, merchant, booking.id)
    pays = _pays(booking, checkout)
    is_cancelled = booking.status_type is StatusType.CANCELLED
    return Standing(
        name=found.asked.name,
        heading=say(venue.language, _heading(booking, offer, pays=pays, at=at)),
        stage=stage_of(booking.status_type).value,
        is_cancelled=is_cancelled,
        waits=booking.waits is not None,
        may_cancel=may_cancel(booking, venue.terms, at),
        may_alter=may_alter(venue, booking, at=at) and not pays,
        until=words.until(venue, booking),
        day=words.day_there(venue, booking.starts_at),
        time=words.clock(venue, booking.starts_at),
        night=words.night_of(venue, booking.starts_at),
        party=words.party(venue, booking.covers),
        request=booking.request,
        policy="" if is_cancelled else await policy_of(reads, venue, booking),
        offered=words.clock(venue, offer.starts_at) if offer else "",
        offered_until=words.clock(venue, offer.ends_at) if offer else "",
        given=await _given(reads, venue, booking),
        pays=pays,
        deposit=say(venue.language, _deposit(found, checkout, pays=pays) if checkout else ""),
    )


def _pays(booking: Booking, checkout: Checkout | None) -> bool:
    """Whether the guest still has to pay ahead, and staff were not paid meanwhile."""
    is_open = checkout is not None and checkout.state.waits
    return is_open and awaits_payment(booking)


async def _given(reads: Reads, venue: Venue, booking: Booking) -> Given | None:
    promise = await promise_of(reads, venue.merchant.id, booking.id)
    if promise is None or promise.state is PromiseState.LAPSED:
        return None
    return promised(venue, promise.gives, code=promise.code)


def _heading(booking: Booking, offer: Held | None, *, pays: bool, at: datetime) -> Sentence:
    """How the booking stands, in a few words."""
    match stage_of(booking.status_type):
        case Stage.COMING if booking.ends_at < at:
            return said("This booking has passed")
        case Stage.COMING if offer is not None:
            return said("A table is free for you")
        case Stage.COMING if booking.waits is not None:
            return said("You are on our list")
        case Stage.COMING if pays:
            return said("One more step: the deposit")
        case Stage.COMING:
            return said("Your table is booked")
        case Stage.AT_TABLE:
            return said("You are at your table")
        case Stage.OVER:
            return said("Thank you for your visit")
        case Stage.OFF:
            return _closing(booking)


def _closing(booking: Booking) -> Sentence:
    if booking.waits is not None:
        return said("You are off our list")
    if booking.status_type is StatusType.CANCELLED:
        return said("This booking is cancelled")
    return said("This booking is closed")


def _deposit(found: Found, checkout: Checkout, *, pays: bool) -> Sentence | str:
    """What became of the deposit that was asked for."""
    venue, is_off = found.venue, stage_of(found.booking.status_type) is Stage.OFF
    amount = wording.money(venue.merchant, checkout.amount)
    has = returnable(found.booking, checkout)
    left = wording.money(venue.merchant, has)
    going = wording.money(venue.merchant, checkout.going)
    back = wording.money(venue.merchant, checkout.refunded)
    twice = not is_off and was_paid_elsewhere(found.booking, checkout)
    match checkout.state:
        case CheckoutState.ASKED | CheckoutState.OPEN if pays:
            return said(
                "Please pay the deposit of %(amount)s by %(time)s. Until then the table is kept "
                "for you; it is booked once you have paid.",
                amount=amount,
                time=words.clock(venue, checkout.ends_at),
            )
        case CheckoutState.ENDED:
            return said("The deposit of %(amount)s was not paid in time.", amount=amount)
        case CheckoutState.PAID | CheckoutState.REFUNDING if checkout.goes_back and twice:
            return said(
                "You have paid at the venue as well. %(amount)s of what you paid here is on its "
                "way back to you.",
                amount=going,
            )
        case CheckoutState.PAID | CheckoutState.REFUNDING if checkout.goes_back:
            return said("Your deposit of %(amount)s is on its way back to you.", amount=going)
        case CheckoutState.PAID if not has:
            # The guest had it back by other means.
            return ""
        case CheckoutState.PAID if is_off:
            return said("It is too late for your deposit of %(amount)s to go back.", amount=left)
        case CheckoutState.PAID:
            return said(
                "You have paid a deposit of %(amount)s. It comes off your bill.", amount=left
            )
        case CheckoutState.REFUNDED if twice:
            return said(
                "You have paid at the venue. What you paid here went back to you: %(amount)s.",
                amount=back,
            )
        case CheckoutState.REFUNDED:
            return said("Your deposit went back to you: %(amount)s.", amount=back)
        case _:
            return ""
