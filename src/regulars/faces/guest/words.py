"""What is left of a card, in the words of whoever holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.kernel.money import Money
from regulars.kernel.sentences import Sentence, said
from regulars.merchants import wording
from regulars.merchants.model import Merchant
from regulars.platform.languages import Language, say
from regulars.vouchers.gift_cards.guest import ForGuest
from regulars.vouchers.gift_cards.model import GiftCardState
from regulars.vouchers.model import AmountOff
from regulars.vouchers.views import Happened, StoryLine


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, with what it did to the card."""

    what: str
    when: str
    amount: str
    adds: bool

    @property
    def picture(self) -> str:
        return "plus" if self.adds else "receipt-text"


@dataclass(frozen=True, slots=True)
class Card:
    """A card on a guest's page. `sentence` says why it cannot be used, where it cannot."""

    left: str
    value: str
    code: str
    until: str
    message: str
    sentence: str
    lines: Sequence[Line]

    @property
    def is_good(self) -> bool:
        return not self.sentence


def told(shown: ForGuest, merchant: Merchant, language: Language, *, at: datetime) -> Card:
    """`shown` as it stands at `at`."""
    terms = shown.voucher.terms
    value = _first_value(shown)
    return Card(
        left=wording.money(merchant, shown.left),
        value=wording.money(merchant, value),
        code=shown.voucher.code,
        until=wording.last_day(merchant, terms.ends_at) if terms.ends_at else "",
        message=shown.card.message if shown.card else "",
        sentence=say(language, _sentence(shown, merchant, at=at)),
        lines=[_line(line, line.moved, merchant, language) for line in shown.story if line.moved],
    )


def _first_value(shown: ForGuest) -> Money:
    worth = shown.voucher.worth
    return worth.value if isinstance(worth, AmountOff) else shown.left


def _sentence(shown: ForGuest, merchant: Merchant, *, at: datetime) -> str:
    state = shown.card.state if shown.card else GiftCardState.PAID
    terms = shown.voucher.terms
    if state is GiftCardState.CANCELLED:
        return said("This gift card was cancelled.")
    if state is GiftCardState.UNPAID:
        return said("This gift card is not paid for yet, so it cannot be used.")
    if not terms.active:
        return said("This card is switched off.")
    if terms.ends_at is not None and terms.ends_at <= at:
        last = wording.last_day(merchant, terms.ends_at)
        return said("This card was good until %(day)s.", day=last)
    if terms.starts_at is not None and at < terms.starts_at:
        first = wording.day(merchant, terms.starts_at)
        return said("This card is good from %(day)s on.", day=first)
    return "" if shown.left or shown.voucher.held else said("Everything on it is spent.")


def _line(line: StoryLine, moved: Money, merchant: Merchant, language: Language) -> Line:
    return Line(
        what=say(language, _what(line, merchant)),
        when=wording.day(merchant, line.at),
        amount=wording.money(merchant, moved),
        adds=moved.minor > 0,
    )


def _what(line: StoryLine, merchant: Merchant) -> Sentence:
    place = line.store_name or merchant.name
    match line.what:
        case Happened.USED:
            return said("Spent at %(place)s", place=place)
        case Happened.SET_ASIDE:
            return said("On an open bill at %(place)s", place=place)
        case Happened.GIVEN_BACK:
            return said("Given back by %(place)s", place=place)
        case Happened.ISSUED | Happened.PAID:
            return said("Put on the card")
        case _:
            return said("Changed by %(place)s", place=merchant.name)
