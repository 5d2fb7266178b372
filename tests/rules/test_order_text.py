"""What a party's order says to the staff at the till."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from regulars.bookings.guest import Guest
from regulars.bookings.model import Booking, Kind, PaymentSummary, PaymentType, Source, StatusType
from regulars.bookings.rules.order_text import announcement, change, stated, with_ours
from regulars.bookings.till.model import Stated
from regulars.kernel.ids import BookingId, GuestId, StoreId
from regulars.kernel.money import Money

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
REFERENCE = "K7QM-2XHP-01"
MARK = f"[booking:{REFERENCE}]"

NAKOU = Booking(
    id=BookingId(UUID(int=1)),
    store=StoreId(100_000_001),
    code="K7QM-2XHP",
    kind=Kind.BOOKING,
    source=Source.PHONE,
    waits=None,
    status="seated",
    status_type=StatusType.SEATED,
    day=date(2026, 5, 4),
    starts_at=AT,
    duration_minutes=90,
    booked_for=AT,
    booked_minutes=90,
    turn_minutes=0,
    covers=4,
    service=None,
    guest=GuestId(UUID(int=2)),
    member=None,
    name="Nakou",
    tables=(),
    request="",
    note="",
    tags=(),
    payment=None,
    quoted_minutes=None,
    arrived_at=None,
    seated_at=AT,
    finished_at=None,
    version=2,
    created_at=AT,
    created_by="host",
)
ELENI = Guest(
    id=GuestId(UUID(int=2)),
    member=None,
    first_name="",
    last_name="Nakou",
    email=None,
    phone=None,
    vip=True,
    tags=("Regular",),
    note="Sits by the window",
    birthday=None,
)


def booking(**changes: Any) -> Booking:
    return msgspec.structs.replace(NAKOU, **changes)


def said(party: Booking = NAKOU, *tables: str, guest: Guest | None = None) -> Stated:
    return stated(party, guest, tables or ("12",), REFERENCE, deposit_on_bill=False)


def deposit(paid: int) -> PaymentSummary:
    return PaymentSummary(
        type=PaymentType.DEPOSIT,
        amount=Money(5000, "AUD"),
        due=Money(5000 - paid, "AUD"),
        paid=Money(paid, "AUD"),
        transaction_id="pi_7" if paid else "",
        paid_at=AT if paid else None,
    )


def test_everything_that_staff_should_know_is_on_the_order() -> None:
    party = booking(request="High\nchair", note="Nuts!", tags=("Birthday", "Regular"))
    assert said(party, "12", "14", guest=ELENI).text.splitlines() == [
        "Booking K7QM-2XHP: Nakou, 4 at tables 12 and 14",
        "VIP · Regular · Birthday",
        "Request: High chair",
        "Note: Nuts!",
        "Guest: Sits by the window",
        MARK,
    ]


def test_a_deposit_says_whether_it_is_on_the_bill() -> None:
    party = booking(payment=deposit(2000))
    lines = [
        stated(party, None, (), REFERENCE, deposit_on_bill=on_bill).text.splitlines()[1]
        for on_bill in (False, True)
    ]
    assert lines == [
        "Deposit: AUD 20.00 paid on 4 May 2026 (pi_7) and not on the bill yet. AUD 30.00 due.",
        "Deposit: AUD 20.00 paid on 4 May 2026 (pi_7) and on the bill. AUD 30.00 due.",
    ]
    unpaid = said(booking(payment=deposit(0))).text.splitlines()[1]
    assert unpaid == "Deposit of AUD 50.00 was not paid."


def test_a_long_request_is_cut_and_the_mark_never_is() -> None:
    text = said(booking(request="x" * 1000)).text
    assert len(text) < 400
    assert text.endswith(f"…\n{MARK}")


@pytest.mark.parametrize(
    ("party", "tables", "expected"),
    [
        (NAKOU, ("12",), "New party: Nakou, 4 at table 12"),
        (
            booking(kind=Kind.WALK_IN, name=""),
            ("3", "4"),
            "New party: Walk-in, 4 at tables 3 and 4",
        ),
        (booking(name=""), (), "New party: Booking K7QM-2XHP, 4"),
    ],
)
def test_staff_are_told_of_a_new_party(
    party: Booking, tables: tuple[str, ...], expected: str
) -> None:
    assert announcement(party, tables) == expected


@pytest.mark.parametrize(
    ("after", "tables", "expected"),
    [
        (NAKOU, ("7",), "Nakou moved to table 7"),
        (booking(covers=6), ("12",), "Nakou now 6"),
        (booking(covers=6), ("7", "8"), "Nakou moved to tables 7 and 8, now 6"),
        (booking(note="Nuts!"), ("12",), "Nakou: see the notes"),
    ],
)
def test_staff_are_told_in_few_words_what_changed(
    after: Booking, tables: tuple[str, ...], expected: str
) -> None:
    assert change(after, said(), said(after, *tables)) == expected


BEFORE, NOW = said(), said(NAKOU, "7")
EDITED = BEFORE.text.replace("Nakou, 4", "Nakou, FOUR")


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (BEFORE.text, NOW.text),
        (f"Cash only\n{BEFORE.text}\nTwo lemonades", f"Cash only\n{NOW.text}\nTwo lemonades"),
        (f"Cash only\n{EDITED}\nTwo lemonades", f"Cash only\n{NOW.text}\nTwo lemonades"),
        ("", NOW.text),
        ("Cash only", f"{NOW.text}\n\nCash only"),
        (NOW.text, NOW.text),
    ],
)
def test_our_paragraph_is_replaced_and_staffs_words_stay(notes: str, expected: str) -> None:
    assert with_ours(notes, BEFORE, NOW, REFERENCE) == expected
    assert with_ours(expected, BEFORE, NOW, REFERENCE) == expected
