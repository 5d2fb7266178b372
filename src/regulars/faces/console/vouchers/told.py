"""Everything about one voucher, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.faces.console.codes import shown_code
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.vouchers.changes import changed
from regulars.faces.console.vouchers.words import KINDS, described, hours, kind_of, state, when
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.api_accounts import accounts
from regulars.merchants.stores import stores
from regulars.merchants.users import users
from regulars.vouchers.gift_cards.read import state_of
from regulars.vouchers.model import Voucher
from regulars.vouchers.read import story
from regulars.vouchers.rules import sentence_of
from regulars.vouchers.views import Happened, StoryLine

LOOKS = {
    Happened.ISSUED: ("ticket", "plus", "Issued"),
    Happened.CHANGED: ("pencil", "", "Changed"),
    Happened.PAID: ("hand-coins", "plus", "Paid for"),
    Happened.SET_ASIDE: ("hourglass", "held", "Set aside"),
    Happened.USED: ("receipt-text", "minus", "Used"),
    Happened.GIVEN_BACK: ("undo-2", "back", "Came back"),
    Happened.CREDITED: ("plus", "plus", "Credit for a sale"),
    Happened.CREDIT_TAKEN_BACK: ("rotate-ccw", "minus", "Credit taken back: the sale has changed"),
    Happened.ADJUSTED: ("pencil", "plus", "Credited by hand"),
    Happened.MOVED: ("arrow-left-right", "back", "Moved: two members are one now"),
    Happened.ENDED: ("calendar-clock", "", "Ended"),
}
"""The picture of each, the kind of its line, and what it is called."""


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called."""

    stores: Mapping[int, str]
    people: Mapping[str, str]

    def store(self, number: int | None) -> str:
        return self.stores.get(number, "a store that is gone") if number else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, ready to be read."""

    picture: str
    kind: str
    title: str
    text: str
    figure: str
    left: str
    at: datetime
    sale: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a voucher's page shows besides the voucher."""

    code: str
    worth: str
    state: tuple[str, str]
    is_gift_card: bool
    member: Member | None
    terms: Sequence[tuple[str, str]]
    lines: Sequence[Line]


async def told(request: ConsoleRequest, voucher: Voucher) -> Told:
    db, merchant, speech = request.db, request.merchant.id, request.speech
    venues = await stores(db, merchant)
    names = Names({store.id: store.name for store in venues}, await who(request))
    happened = await story(db, merchant, voucher.id, at=request.now)
    gift = await state_of(db, merchant, voucher.id)
    owner = voucher.terms.member
    return Told(
        code=shown_code(voucher, request.me),
        worth=described(voucher.worth, voucher.use_type, speech),
        state=state(voucher, gift, request.now),
        is_gift_card=gift is not None,
        member=await read_member(db, merchant, owner) if owner else None,
        terms=terms(voucher, names, speech),
        lines=[line(one, names, speech) for one in happened],
    )


async def who(request: ConsoleRequest) -> dict[str, str]:
    """Everybody who can have done something, as facts name them: people and tills."""
    db, merchant = request.db, request.merchant.id
    people = {f"user:{user.id}": user.name for user in await users(db, merchant)}
    tills = {f"api_account:{one.id}": one.name for one in await accounts(db, merchant)}
    return people | tills


def terms(voucher: Voucher, names: Names, speech: Speech) -> list[tuple[str, str]]:
    """When, where and how often it can be used."""
    known, number = voucher.terms, speech.number
    kind, _, _ = KINDS[kind_of(voucher.worth, voucher.use_type)]
    places = [names.store(store) for store in known.stores]
    return [
        ("What it does", "The wallet of a member" if voucher.is_wallet else kind),
        ("Description", known.description),
        ("When", when(voucher, speech)),
        ("Days and hours", hours(known.hours, speech)),
        ("Stores", ", ".join(places) or "Every store"),
        ("Smallest bill", speech.money(known.minimum) if known.minimum else "Any"),
        ("Uses in all", number(known.limit_total) if known.limit_total else "No limit"),
        (
            "Uses by one member",
            number(known.limit_per_member) if known.limit_per_member else "No limit",
        ),
        *([("External ID", known.external_id)] if known.external_id else []),
    ]


def line(one: StoryLine, names: Names, speech: Speech) -> Line:
    """What happened, in plain words."""
    picture, kind, _ = LOOKS[one.what]
    if one.what is Happened.ADJUSTED and one.moved is not None and one.moved.minor < 0:
        kind = "minus"
    title, text = words(one, names, speech)
    return Line(
        picture=picture,
        kind=kind,
        title=title,
        text=text,
        figure=figure(one, speech),
        left=f"{speech.money(one.left)} left" if one.left is not None else "",
        at=one.at,
        sale=str(one.sale or ""),
    )


def words(one: StoryLine, names: Names, speech: Speech) -> tuple[str, str]:
    """What it is called, and where, why or by whom it was."""
    _, _, title = LOOKS[one.what]
    if one.what is Happened.CHANGED:
        title, text = changed(one.changes, names.stores, speech)
        return title, " · ".join(filter(None, (text, by(one, names))))
    where = names.store(one.store)
    if one.order:
        where = f"Order {one.order} at {where}"
    if one.what is Happened.SET_ASIDE:
        where += ", until it is paid"
    if one.problem is not None:
        where += f". {sentence_of(one.problem)}"
    return title, " · ".join(filter(None, (where, one.note, by(one, names))))


def by(one: StoryLine, names: Names) -> str:
    person = names.people.get(one.by)
    return f"By {person}" if person else ""


def figure(one: StoryLine, speech: Speech) -> str:
    """What its value gained or lost; for what has none, what the bill got."""
    if one.moved is not None:
        return signed(one.moved, speech)
    return signed(-one.discount, speech) if one.discount and one.what is Happened.USED else ""


def signed(amount: Money, speech: Speech) -> str:
    """`+$5.00`, `−$5.00`, and nothing for nothing."""
    if not amount:
        return ""
    shown = amount if amount.minor > 0 else -amount
    return f"{'+' if amount.minor > 0 else '−'}{speech.money(shown)}"
