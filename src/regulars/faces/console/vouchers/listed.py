"""A page of the list of vouchers, ready to be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regulars.faces.console.codes import shown_code
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.vouchers.filters import VOUCHERS, Filters, Of, read_filters
from regulars.faces.console.vouchers.words import described, state
from regulars.faces.console.whose import named
from regulars.kernel.ids import MemberId
from regulars.vouchers.gift_cards.model import GiftCardState
from regulars.vouchers.gift_cards.read import states_of
from regulars.vouchers.model import Voucher
from regulars.vouchers.read import list_vouchers

ON_A_PAGE = 50

TABS = [
    (Of.STORE.value, "Vouchers", VOUCHERS),
    (Of.WALLETS.value, "Wallets", f"{VOUCHERS}?of={Of.WALLETS.value}"),
    ("gift-cards", "Gift cards", "/console/gift-cards"),
]


@dataclass(frozen=True, slots=True)
class Line:
    """A voucher in the words of a list."""

    voucher: Voucher
    code: str
    worth: str
    whom: str
    state: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """The vouchers of a page, what was asked for, and the ways to the pages around it."""

    lines: Sequence[Line]
    filters: Filters
    summary: str = ""
    previous: str = ""
    next: str = ""

    @property
    def refusal(self) -> str:
        """What is wrong with what was asked for."""
        return " ".join(self.filters.form.errors.values())

    @property
    def address(self) -> str:
        """Where this very page can be asked for again."""
        return self.filters.address(self.filters.page)


async def listed(request: ConsoleRequest) -> Listed:
    """The page that the address asks for; one that cannot be read has nothing but a refusal."""
    filters = read_filters(Form(dict(request.query_params)))
    if not filters.form.is_good:
        return Listed([], filters)
    first = filters.page * ON_A_PAGE
    page = await list_vouchers(
        request.db,
        request.merchant.id,
        filters.which(request.now),
        limit=ON_A_PAGE,
        offset=first,
    )
    last = first + len(page.vouchers)
    number = request.speech.number
    return Listed(
        lines=await lines(request, page.vouchers),
        filters=filters,
        summary=f"{number(first + 1)} to {number(last)} of {number(page.total)}, newest first",
        previous=filters.address(filters.page - 1) if filters.page else "",
        next=filters.address(filters.page + 1) if last < page.total else "",
    )


async def lines(request: ConsoleRequest, vouchers: Sequence[Voucher]) -> Sequence[Line]:
    """Vouchers, each with whom it is for, and whether it was paid for if it is a gift card."""
    ids = [one.id for one in vouchers]
    gifts = await states_of(request.db, request.merchant.id, ids)
    names = await named(request, [one.terms.member for one in vouchers])
    return [line(one, gifts.get(one.id), names, request) for one in vouchers]


def line(
    voucher: Voucher,
    gift: GiftCardState | None,
    names: Mapping[MemberId, str],
    request: ConsoleRequest,
) -> Line:
    worth, owner = "Wallet", voucher.terms.member
    if not voucher.is_wallet:
        worth = described(voucher.worth, voucher.use_type, request.speech)
    whom = names.get(owner, "") if owner else ""
    code = shown_code(voucher, request.me)
    return Line(voucher, code, worth, whom, state(voucher, gift, request.now))
