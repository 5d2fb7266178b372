"""What each letter says. The same words stand in its text and its page."""

from dataclasses import replace
from typing import assert_never

from regulars.bookings.deposits.model import CheckoutState
from regulars.bookings.deposits.rules import returnable
from regulars.bookings.model import Stage
from regulars.bookings.page import words
from regulars.bookings.page.letters.matter import Matter, Text, call_us, when
from regulars.bookings.page.letters.model import Letter
from regulars.bookings.page.letters.waiting_texts import to_who_waits
from regulars.bookings.page.model import Venue
from regulars.bookings.page.rules import may_cancel
from regulars.bookings.quiet.model import Multiplier, PromiseState, SlotVoucher
from regulars.bookings.rules.statuses import stage_of
from regulars.kernel.money import Money
from regulars.kernel.sentences import Sentence, said
from regulars.merchants import wording
from regulars.platform.languages import say


def text_of(letter: Letter, matter: Matter) -> Text:
    """The words of `letter`."""
    match letter:
        case Letter.UNPAID:
            return _unpaid(matter)
        case Letter.PAID_TWICE:
            return _paid_twice(matter)
        case Letter.BOOKED:
            return _booked(matter)
        case Letter.CHANGED:
            return _changed(matter)
        case Letter.CANCELLED:
            return _cancelled(matter)
        case Letter.LISTED | Letter.LEFT_LIST | Letter.IN_VAIN | Letter.OFFERED:
            return to_who_waits(letter, matter)
        case Letter.REMINDER:
            return _reminder(matter)
        case Letter.THANKS:
            return _thanks(matter)
        case other:
            assert_never(other)


def _unpaid(matter: Matter) -> Text:
    assert matter.deposit is not None, "something is to be paid"
    return Text(
        subject=said("The deposit for your table: %(when)s", when=when(matter)),
        heading=said("One more step: the deposit"),
        lead=said(
            "Please pay the deposit of %(amount)s by %(time)s. Until then the table is kept "
            "for you; it is booked once you have paid.",
            amount=_money(matter, matter.deposit.amount),
            time=words.clock(matter.venue, matter.deposit.ends_at),
        ),
        notes=call_us(matter),
        button=said("Pay the deposit"),
    )


def _paid_twice(matter: Matter) -> Text:
    assert matter.deposit is not None, "something was paid"
    stands = stage_of(matter.booking.status_type) is not Stage.OFF
    return Text(
        subject=said("Your deposit was paid twice: %(when)s", when=when(matter)),
        heading=said("Your deposit was paid twice"),
        lead=said(
            "You have paid at the venue as well, so %(amount)s of what you paid on the booking "
            "page goes back to you.",
            amount=_money(matter, matter.deposit.going),
        ),
        notes=(*((said("Your booking stays as it is."),) if stands else ()), *call_us(matter)),
        button=said("See or change the booking"),
        stands=stands,
    )


def _booked(matter: Matter) -> Text:
    return Text(
        subject=said("Your table: %(when)s", when=when(matter)),
        heading=said("Your table is booked"),
        lead=said("We look forward to seeing you."),
        notes=_to_know(matter),
        button=said("See or change the booking"),
    )


def _changed(matter: Matter) -> Text:
    return Text(
        subject=said("Changed: %(when)s", when=when(matter)),
        heading=said("Your booking has changed"),
        lead=said("This is your booking from now on."),
        notes=(*_before(matter), *_to_know(matter)),
        button=said("See or change the booking"),
    )


def _cancelled(matter: Matter) -> Text:
    return Text(
        subject=said("Cancelled: %(when)s", when=when(matter)),
        heading=said("Your booking is cancelled"),
        lead=said("We hope to see you another time."),
        notes=(*_deposit(matter), *call_us(matter)),
        button=said("Book another time"),
        stands=False,
    )


def _reminder(matter: Matter) -> Text:
    return Text(
        subject=said("A reminder: %(when)s", when=when(matter)),
        heading=said("See you soon"),
        lead=said("We have a table for you and look forward to seeing you."),
        notes=_to_know(matter),
        button=said("See or change the booking"),
    )


def _thanks(matter: Matter) -> Text:
    venue = words.name(matter.venue)
    return Text(
        subject=said("Thank you for your visit to %(venue)s", venue=venue),
        heading=said("Thank you for your visit"),
        lead=said("It was good to have you with us. We hope to see you again."),
        notes=(),
        button=said("Book another table"),
        stands=False,
    )


def _before(matter: Matter) -> tuple[Sentence, ...]:
    if matter.told is None:
        return ()
    when = words.moment(matter.venue, matter.told.starts_at)
    party = words.party(matter.venue, matter.told.covers)
    return (said("Before, it was %(when)s, %(party)s.", when=when, party=party),)


def _to_know(matter: Matter) -> tuple[Sentence, ...]:
    """What a guest who comes has to know."""
    return (*_promise(matter), *_deposit(matter), _plans_change(matter), *call_us(matter))


def _promise(matter: Matter) -> tuple[Sentence, ...]:
    """What the guest gets for coming when it is quiet."""
    promise = matter.promise
    if promise is None or promise.state is PromiseState.LAPSED:
        return ()
    match promise.gives:
        case SlotVoucher(value):
            sentence = said(
                "%(amount)s off your bill at this visit. Show this code: %(code)s",
                amount=_money(matter, value),
                code=promise.code,
            )
        case Multiplier():
            sentence = said("Members collect extra points on the bill of this visit.")
        case other:
            assert_never(other)
    return (sentence,)


def _deposit(matter: Matter) -> tuple[Sentence, ...]:
    """Where the money is that was paid ahead."""
    deposit, payment = matter.deposit, matter.booking.payment
    if deposit is None:
        paid = payment.paid if payment else None
        if paid is None or paid.minor <= 0:
            return ()
        return (said("You have paid %(amount)s ahead.", amount=_money(matter, paid)),)
    is_off = stage_of(matter.booking.status_type) is Stage.OFF
    has = returnable(matter.booking, deposit)
    left = _money(matter, has)
    match deposit.state:
        case CheckoutState.ASKED | CheckoutState.OPEN | CheckoutState.ENDED:
            return ()
        case CheckoutState.PAID if not has:
            # The guest had it back by other means.
            return ()
        case CheckoutState.PAID if is_off and not deposit.goes_back:
            return (said("It is too late for your deposit of %(amount)s to go back.", amount=left),)
        case CheckoutState.PAID if not is_off:
            return (said("Your deposit of %(amount)s is paid.", amount=left),)
        case CheckoutState.PAID | CheckoutState.REFUNDING | CheckoutState.REFUNDED:
            back = _money(matter, deposit.going or deposit.refunded)
            return (said("Your deposit of %(amount)s goes back to you.", amount=back),)
        case other:
            assert_never(other)


def _money(matter: Matter, amount: Money) -> str:
    return wording.money(matter.venue.merchant, amount)


def _plans_change(matter: Matter) -> Sentence:
    if not may_cancel(matter.booking, matter.venue.terms, matter.at):
        return said("Plans change? Please tell us as soon as you know.")
    until = words.until(matter.venue, matter.booking)
    return said("Plans change? You can change or cancel until %(until)s.", until=until)


def in_language(text: Text, venue: Venue) -> Text:
    """`text` in the language that the venue speaks to this guest."""
    return replace(
        text,
        subject=say(venue.language, text.subject),
        heading=say(venue.language, text.heading),
        lead=say(venue.language, text.lead),
        notes=tuple(say(venue.language, note) for note in text.notes),
        button=say(venue.language, text.button),
    )
