"""Promises of guests' letters: each is in the language of its reader, and leads to pages in it."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from tests.english import is_in, says_no_english
from tests.rules.test_guest_letters import BEFORE, BOOKED, GONE, SEVEN, TERMS, booking, unpaid

from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.model import StatusType
from regulars.bookings.page import words
from regulars.bookings.page.letters.matter import Matter
from regulars.bookings.page.letters.model import Letter
from regulars.bookings.page.letters.texts import text_of
from regulars.bookings.page.letters.write import mail_of
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Asked, Held, Venue
from regulars.bookings.quiet.model import Multiplier, Promise, SlotVoucher
from regulars.kernel.ids import BookingId, MerchantId, QuietOfferId, ServiceId, StoreId
from regulars.kernel.money import Money
from regulars.merchants.model import Merchant, Store
from regulars.platform.languages import Language
from regulars.platform.secrets import KeyRing

MERCHANT = Merchant(MerchantId(UUID(int=1)), "Ouzeri", "AU", "AUD", "en_AU", "Australia/Sydney")
VENUE = Venue(MERCHANT, Store(StoreId(2), "Ouzeri", "AU", "Australia/Sydney"), TERMS)
LINKS = BookingLinks("https://hub.test", KeyRing((b"k" * 32,)))
ADDRESS = re.compile(r"https://hub\.test[^\s\"]*")
HELD = Held(
    key="list:1",
    starts_at=SEVEN,
    service=ServiceId(UUID(int=4)),
    covers=2,
    ends_at=SEVEN - timedelta(days=1),
)


def deposit(state: CheckoutState, *, going: int = 0) -> Checkout:
    return Checkout(
        id=UUID(int=5), merchant=MERCHANT.id, booking=BookingId(UUID(int=1)), provider="test",
        reference=None, url="", amount=Money(5000, "AUD"), refunded=Money.zero("AUD"),
        back=Money(going, "AUD"), state=state, problem="", created_at=BEFORE, ends_at=SEVEN,
    )  # fmt: skip


def promise(gives: Multiplier | SlotVoucher) -> Promise:
    return Promise(
        booking=BookingId(UUID(int=1)), offer=QuietOfferId(UUID(int=6)), gives=gives,
        starts_at=SEVEN, most=100, code="KXRT-97GH", promised_at=BEFORE,
    )  # fmt: skip


PAID = {"payment": unpaid(5000)}
MATTERS: list[dict[str, Any]] = [
    {"told": BOOKED, "flexible_minutes": 30, "promise": promise(Multiplier(20_000))},
    {"at": SEVEN, "promise": promise(SlotVoucher(Money(500, "AUD")))},
    {"booking": booking(payment=unpaid(5000), starts_at=SEVEN + timedelta(hours=6))},
    *({"deposit": deposit(state), "booking": booking(**PAID)} for state in CheckoutState),
    {"deposit": deposit(CheckoutState.PAID), "booking": booking(**GONE, **PAID)},
    {"deposit": deposit(CheckoutState.PAID, going=5000), "booking": booking(**GONE, **PAID)},
]


@pytest.mark.parametrize("language", [Language.GREEK, Language.GERMAN])
def test_a_letter_is_wholly_in_the_language_of_its_reader(language: Language) -> None:
    asked = Asked(name="Ρόζα", email="rosa@example.test", language=language)
    plain = Matter(words.speaking(VENUE, language), booking(), BEFORE, held=HELD)
    for letter, more in product(Letter, MATTERS):
        matter = replace(plain, **more)
        if letter in (Letter.UNPAID, Letter.PAID_TWICE) and matter.deposit is None:
            continue
        held = replace(matter, held=HELD if letter is Letter.OFFERED else None)
        mail = mail_of(letter, held, asked, policy="", links=LINKS)
        is_in(language, mail.html or "")
        says_no_english(mail.subject)
        says_no_english(mail.body)
        for said in (mail.html or "", mail.body):
            addresses = ADDRESS.findall(said)
            assert addresses
            assert all(one.endswith(f"?lang={language}") for one in addresses)


def test_who_did_not_come_and_paid_twice_is_not_told_that_the_booking_stays() -> None:
    twice = deposit(CheckoutState.REFUNDING, going=5000)
    plain = Matter(VENUE, booking(**PAID), BEFORE, deposit=twice)
    stays = "Your booking stays as it is."
    assert stays in text_of(Letter.PAID_TWICE, plain).notes
    off = replace(plain, booking=booking(status_type=StatusType.NO_SHOW, **PAID))
    assert stays not in text_of(Letter.PAID_TWICE, off).notes
