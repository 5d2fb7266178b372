"""A page of the list of gift cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from regulars.faces.console.codes import shown_code
from regulars.faces.console.forms import Form
from regulars.faces.console.gift_cards.words import for_whom, state
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import VoucherId
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState
from regulars.vouchers.gift_cards.read import list_gift_cards

GIFT_CARDS = "/console/gift-cards"
ON_A_PAGE = 50
STATES = {"": "Every state", "paid": "Paid", "unpaid": "Not paid", "cancelled": "Cancelled"}

Mark = tuple[datetime, VoucherId]
"""Where a page of the list ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """A gift card as a list shows it."""

    card: GiftCard
    code: str
    whom: str
    state: tuple[str, str]
    when: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The gift cards of a page, what was asked for, and the way to the next page."""

    form: Form
    lines: Sequence[Line]
    is_first: bool
    next: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.form.value("q") or self.form.value("state"))

    @property
    def address(self) -> str:
        """Where this very page can be asked for again."""
        return _address(self.form, self.form.value("before"))


async def listed(request: ConsoleRequest) -> Listed:
    """The page that the address asks for. What in it means nothing is left out."""
    form = Form(dict(request.query_params))
    wanted, before = form.value("state"), _mark(form.value("before"))
    found = await list_gift_cards(
        request.db,
        request.merchant.id,
        state=GiftCardState(wanted) if wanted in list(GiftCardState) else None,
        keyword=form.text("q", most=100),
        before=before,
        limit=ON_A_PAGE + 1,
    )
    shown = found[:ON_A_PAGE]
    more = _address(form, _written(shown[-1])) if len(found) > ON_A_PAGE else ""
    return Listed(form, [_line(card, request) for card in shown], before is None, more)


def _line(card: GiftCard, request: ConsoleRequest) -> Line:
    return Line(
        card,
        shown_code(card.voucher, request.me),
        for_whom(card),
        state(card, request.now),
        request.speech.when(card.sold_at, now=request.now),
    )


def _address(form: Form, before: str) -> str:
    asked = {name: form.value(name).strip() for name in ("q", "state")} | {"before": before}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{GIFT_CARDS}?{query}" if query else GIFT_CARDS


def _written(last: GiftCard) -> str:
    return f"{last.sold_at.isoformat()}_{last.id}"


def _mark(typed: str) -> Mark | None:
    """The end of the page before; the first page for anything that is none."""
    at, _, voucher = typed.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), VoucherId(UUID(voucher))
    except (ValueError, OverflowError):
        return None
