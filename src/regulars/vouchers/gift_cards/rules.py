"""What makes a gift card acceptable. No clock, no database."""

from msgspec import structs

from regulars.kernel.errors import Invalid
from regulars.kernel.money import LARGEST
from regulars.members import rules as members
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.gift_cards.model import NewGiftCard

LONGEST_NAME = 120
LONGEST_MESSAGE = 500
LONGEST_PAYMENT = 120


def checked(new: NewGiftCard) -> NewGiftCard:
    """`new` as it is kept. Raises `BadVoucher` with the first field that cannot be used."""
    if not 0 <= new.price.minor <= LARGEST:
        raise BadVoucher("The price is zero or more.", field="price")
    return structs.replace(
        new,
        buyer_name=name(new.buyer_name, field="buyer_name"),
        buyer_email=address(new.buyer_email, field="buyer_email"),
        recipient_name=name(new.recipient_name, field="recipient_name"),
        recipient_email=address(new.recipient_email, field="recipient_email"),
        message=message(new.message),
        payment=None if new.payment is None else payment(new.payment),
    )


def payment(text: str) -> str:
    """How a gift card was paid for, in somebody's words."""
    said = _tidy(text, field="payment")
    if not said:
        raise BadVoucher("How was it paid for?", field="payment")
    return _short(said, LONGEST_PAYMENT, field="payment")


def name(text: str, *, field: str) -> str:
    return _short(_tidy(text, field=field), LONGEST_NAME, field=field)


def address(text: str | None, *, field: str) -> str | None:
    """An e-mail address as members have it; None for none."""
    try:
        return members.email(text or "")
    except Invalid as refusal:
        raise BadVoucher(refusal.sentence, field=field) from refusal


def message(text: str) -> str:
    """A greeting, of several lines perhaps."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    return _short(
        "\n".join(_tidy(line, field="message") for line in lines), LONGEST_MESSAGE, field="message"
    )


def _tidy(text: str, *, field: str) -> str:
    try:
        return members.tidy(text, field=field)
    except Invalid as refusal:
        raise BadVoucher(refusal.sentence, field=field) from refusal


def _short(text: str, longest: int, *, field: str) -> str:
    if len(text) > longest:
        raise BadVoucher(f"At most {longest} characters.", field=field)
    return text
