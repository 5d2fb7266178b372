"""A voucher on a bill of a chosen amount, while it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import AccountId, MerchantId, VoucherId
from regulars.kernel.money import Money
from regulars.vouchers.model import AmountOff, NewVoucher, Problem, Source, Voucher
from regulars.vouchers.rules import discount_of, is_used_up, sentence_of, stores_value

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Example:
    """What the bill ends with, and what then is on the voucher."""

    sums: Sequence[tuple[str, str, bool]]
    after: str


def example(voucher: Voucher | None, form: Form, request: ConsoleRequest) -> Example | None:
    """None while the form is not complete."""
    speech = request.speech
    bill = form.money("bill", speech, request.merchant.currency)
    if voucher is None or bill is None:
        return None
    if bill < voucher.terms.minimum:
        return Example([], sentence_of(Problem.BELOW_MINIMUM))
    off = discount_of(voucher, bill)
    sums = [
        ("Bill", speech.money(bill), False),
        ("Voucher", f"−{speech.money(off)}", False),
        ("To pay", speech.money(bill - off), True),
    ]
    return Example(sums, left_after(voucher, off, speech))


def left_after(voucher: Voucher, off: Money, speech: Speech) -> str:
    """What the next bill finds."""
    if voucher.left is not None:
        left = voucher.left - off
        return f"{speech.money(left)} stays on the voucher." if left else "Then it is empty."
    used_once = msgspec.structs.replace(voucher, used=voucher.used + 1)
    return "Then it is used up." if is_used_up(used_once) else "The next bill gets the same."


def as_issued(new: NewVoucher, merchant: MerchantId, at: datetime) -> Voucher:
    """`new` as it will be on its first day."""
    stored = stores_value(new.worth, new.use_type)
    value = new.worth.value if stored and isinstance(new.worth, AmountOff) else None
    return Voucher(
        id=VoucherId(NOBODY),
        merchant=merchant,
        code=new.code or "",
        source=Source.STORE,
        worth=new.worth,
        use_type=new.use_type,
        terms=new.terms,
        account=AccountId(NOBODY) if stored else None,
        left=value,
        held=Money.zero(value.currency) if value else None,
        used=0,
        batch=new.batch,
        created_at=at,
        updated_at=at,
    )
