"""The rules by which a booking page asks for deposits, in the order in which they count."""

from collections.abc import Callable
from datetime import datetime

from msgspec import structs

from regulars.bookings.deposits.errors import NoSuchRule
from regulars.bookings.deposits.model import DepositRule
from regulars.bookings.page.change import change_page
from regulars.bookings.page.errors import NoSuchPage
from regulars.bookings.page.read import page_of
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Database

Rules = list[DepositRule]


async def save_rule(
    db: Database,
    merchant: MerchantId,
    store: StoreId,
    rule: DepositRule,
    *,
    instead_of: str = "",
    at: datetime,
    actor: str,
) -> None:
    """Keep a rule in the place of the one named `instead_of`, or as the last one.

    Raises `BadDeposit` with the field that cannot be used, `NoSuchRule` and `NoSuchPage`.
    """

    def put(rules: Rules) -> Rules:
        if not instead_of:
            return [*rules, rule]
        place = _place(rules, instead_of)
        return [*rules[:place], rule, *rules[place + 1 :]]

    await _arrange(db, merchant, store, put, at=at, actor=actor)


async def remove_rule(
    db: Database, merchant: MerchantId, store: StoreId, name: str, *, at: datetime, actor: str
) -> None:
    """Ask by a rule no more. What was asked stays. Raises `NoSuchRule` and `NoSuchPage`."""

    def taken_out(rules: Rules) -> Rules:
        place = _place(rules, name)
        return rules[:place] + rules[place + 1 :]

    await _arrange(db, merchant, store, taken_out, at=at, actor=actor)


async def move_rule(
    db: Database,
    merchant: MerchantId,
    store: StoreId,
    name: str,
    *,
    by: int,
    at: datetime,
    actor: str,
) -> None:
    """Have a rule count earlier or later. Raises `NoSuchRule` and `NoSuchPage`."""

    def moved(rules: Rules) -> Rules:
        place = _place(rules, name)
        rest = rules[:place] + rules[place + 1 :]
        to = max(0, place + by)
        return [*rest[:to], rules[place], *rest[to:]]

    await _arrange(db, merchant, store, moved, at=at, actor=actor)


async def _arrange(
    db: Database,
    merchant: MerchantId,
    store: StoreId,
    arranged: Callable[[Rules], Rules],
    *,
    at: datetime,
    actor: str,
) -> None:
    page = await page_of(db, merchant, store)
    if page is None:
        raise NoSuchPage("There is no booking page yet. Save it first.")
    rules = tuple(arranged(list(page.terms.deposits)))
    terms = structs.replace(page.terms, deposits=rules)
    await change_page(db, merchant, store, terms, at=at, actor=actor)


def _place(rules: Rules, name: str) -> int:
    for place, rule in enumerate(rules):
        if rule.name == name:
            return place
    raise NoSuchRule("There is no such rule any more. Somebody else may have changed it.")
