"""What a booking's order says to the staff at the till. No clock, no database.

Our paragraph in the order's notes begins with the booking and ends with its mark, so that it can be
found between what staff wrote themselves.
"""

import re
from collections.abc import Iterator, Sequence

from regulars.bookings.guest import Guest
from regulars.bookings.model import Booking, Kind, PaymentSummary
from regulars.bookings.quiet.model import Promise, PromiseState, SlotVoucher
from regulars.bookings.till.model import Stated
from regulars.kernel.money import Money
from regulars.pos.reference import mark_of

LONGEST = 240
"""Of a request or a note. A till has little room, and nobody knows how little."""


def stated(
    booking: Booking,
    guest: Guest | None,
    tables: Sequence[str],
    reference: str,
    *,
    deposit_on_bill: bool,
    promise: Promise | None = None,
) -> Stated:
    """What the order is to say of the party now."""
    lines = [
        *_lines(booking, guest, tables, deposit_on_bill=deposit_on_bill),
        *_promised(promise),
    ]
    text = "\n".join([*lines, mark_of(reference)])
    member = str(guest.member) if guest and guest.member else ""
    return Stated(booking.covers, tuple(tables), text, member)


def with_ours(notes: str, before: Stated | None, now: Stated, reference: str) -> str:
    """An order's notes with our paragraph as it is to be, and staff's own words as they are."""
    if before is not None and before.text and before.text in notes:
        return notes.replace(before.text, now.text, 1)
    changed = re.sub(_paragraph(reference), lambda _: now.text, notes, count=1)
    if changed != notes or now.text in notes:
        return changed
    return f"{now.text}\n\n{notes}".strip()


def announcement(booking: Booking, tables: Sequence[str]) -> str:
    """`New party: Nakou, 4 at table 12`."""
    return f"New party: {name_of(booking)}, {booking.covers}{_at(tables)}"


def change(booking: Booking, before: Stated, now: Stated) -> str:
    """What a party's order says otherwise now, in a few words."""
    name = name_of(booking)
    said = []
    if before.tables != now.tables and now.tables:
        said.append(f"moved to {_tables(now.tables)}")
    if before.covers != now.covers:
        said.append(f"now {now.covers}")
    return f"{name} {', '.join(said)}" if said else f"{name}: see the notes"


def name_of(booking: Booking) -> str:
    nameless = "Walk-in" if booking.kind is Kind.WALK_IN else f"Booking {booking.code}"
    return booking.name or nameless


def _lines(
    booking: Booking, guest: Guest | None, tables: Sequence[str], *, deposit_on_bill: bool
) -> Iterator[str]:
    kind = "Walk-in" if booking.kind is Kind.WALK_IN else "Booking"
    yield f"{kind} {booking.code}: {name_of(booking)}, {booking.covers}{_at(tables)}"
    marks = [*(["VIP"] if guest and guest.vip else []), *(guest.tags if guest else ())]
    marks += [tag for tag in booking.tags if tag not in marks]
    if marks:
        yield " · ".join(marks)
    for label, text in (
        ("Request", booking.request),
        ("Note", booking.note),
        ("Guest", guest.note if guest else ""),
    ):
        if text:
            yield f"{label}: {_short(text)}"
    if booking.payment is not None:
        yield _payment(booking.payment, deposit_on_bill=deposit_on_bill)


def _promised(promise: Promise | None) -> Iterator[str]:
    """What staff have to know to keep what was promised: points come by themselves."""
    if promise is None or promise.state is PromiseState.LAPSED:
        return
    if isinstance(promise.gives, SlotVoucher):
        yield f"Voucher {promise.code}: {_money(promise.gives.value)} off, for the quiet time"


def _payment(payment: PaymentSummary, *, deposit_on_bill: bool) -> str:
    kind = payment.type.value.capitalize()
    if not payment.paid:
        return f"{kind} of {_money(payment.amount)} was not paid."
    said = [f"{kind}: {_money(payment.paid)} paid"]
    if payment.paid_at is not None:
        said.append(f"on {payment.paid_at:%-d %B %Y}")
    if payment.transaction_id:
        said.append(f"({payment.transaction_id})")
    said.append("and on the bill." if deposit_on_bill else "and not on the bill yet.")
    if payment.due:
        said.append(f"{_money(payment.due)} due.")
    return " ".join(said)


def _paragraph(reference: str) -> str:
    code = reference.rpartition("-")[0]
    return rf"(?s)(?:Booking|Walk-in) {re.escape(code)}:.*?{re.escape(mark_of(reference))}"


def _at(tables: Sequence[str]) -> str:
    return f" at {_tables(tables)}" if tables else ""


def _tables(tables: Sequence[str]) -> str:
    if len(tables) == 1:
        return f"table {tables[0]}"
    return f"tables {', '.join(tables[:-1])} and {tables[-1]}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _money(amount: Money) -> str:
    return f"{amount.currency} {amount.major}"
