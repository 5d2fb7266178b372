"""A gift card in an owner's words."""

from datetime import datetime
from typing import assert_never

from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState


def state(card: GiftCard, at: datetime) -> tuple[str, str]:
    """A word on how it stands at `at`, and the kind of its badge."""
    match card.state:
        case GiftCardState.UNPAID:
            return "Not paid", "wait"
        case GiftCardState.CANCELLED:
            return "Cancelled", "neutral"
        case GiftCardState.PAID:
            return _of_paid(card, at)
        case other:
            assert_never(other)


def _of_paid(card: GiftCard, at: datetime) -> tuple[str, str]:
    ends_at = card.voucher.terms.ends_at
    if not card.left:
        return "Spent", "neutral"
    if ends_at is not None and ends_at <= at:
        return "Ended", "neutral"
    if not card.voucher.terms.active:
        return "Off", "neutral"
    return "Good", "good"


def for_whom(card: GiftCard) -> str:
    """Who gets it, as far as that is known."""
    return card.recipient_name or card.recipient_email or card.buyer_name or card.buyer_email or ""
