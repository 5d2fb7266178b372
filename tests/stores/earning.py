"""A shop whose program changes, and what its books say of each sale."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from tests.faces.console import NOON
from tests.faces.selling import Shop, aud

from regulars.kernel.ids import MemberId, RuleId, SaleId
from regulars.kernel.money import Money
from regulars.ledger.check import check
from regulars.ledger.model import Balance, Lot
from regulars.ledger.statement import balance, lots_of
from regulars.members.model import Member
from regulars.platform.db import Transaction
from regulars.pos.model import PosLine, PosOrder
from regulars.programs.define import change_terms
from regulars.programs.earning.explain import explanation_of
from regulars.programs.earning.model import EarningRule, Explanation, Gives, Terms, Worked
from regulars.programs.earning.rules import work_out
from regulars.programs.model import Program
from regulars.sales.bring import Brought
from regulars.sales.record import again
from regulars.sales.till_refund import follow_refund

VERSIONS = "select sale_id, version from sale_versions where merchant_id = $1 order by 1, 2"
STANDS = "select points_earned from sales where merchant_id = $1 and order_ref = $2"
SALE = "select id from sales where merchant_id = $1 and order_ref = $2"


def rule(gives: Gives, number: int = 1, **more: Any) -> EarningRule:
    return EarningRule(id=RuleId(UUID(int=number)), name=f"Rule {number}", gives=gives, **more)


def with_lines(order: PosOrder, *lines: tuple[str, str, str]) -> PosOrder:
    """The order with other lines: product, quantity, what all of them cost."""
    nothing = Money.zero("AUD")
    made = tuple(
        PosLine(product, f"Product {product}", Decimal(quantity), aud(total), nothing)
        for product, quantity, total in lines
    )
    total = sum((line.total for line in made), nothing)
    return replace(order, lines=made, total=total)


async def change(shop: Shop, *rules: EarningRule, at: datetime = NOON, **terms: Any) -> Program:
    """Other rules, if there are any, and other terms are in force from `at` on."""

    def changed(before: Terms) -> Terms:
        return msgspec.structs.replace(before, rules=rules or before.rules, **terms)

    return await change_terms(
        shop.db, shop.merchant.id, changed, based_on=None, at=at, actor="test"
    )


async def points(shop: Shop, member: Member, *, at: datetime = NOON) -> Balance:
    return await balance(shop.db, shop.merchant.id, member.account, at=at)


async def lots(shop: Shop, member: Member) -> Sequence[Lot]:
    return await lots_of(shop.db, shop.merchant.id, member.account)


async def stands(shop: Shop, order: PosOrder) -> int:
    """The points that stand of an order."""
    found: int = await shop.db.value(STANDS, shop.merchant.id, order.ref)
    return found


async def sale_of(shop: Shop, order: PosOrder) -> SaleId:
    return SaleId(await shop.db.value(SALE, shop.merchant.id, order.ref))


async def give_to(
    shop: Shop, order: PosOrder, member: MemberId | None, *, at: datetime = NOON
) -> Brought | None:
    """Somebody says whose an order is."""
    sale = await sale_of(shop, order)

    async def work(tx: Transaction) -> Brought | None:
        return await again(tx, shop.merchant.id, sale, at=at, member=member)

    return await shop.db.tx(work)


async def went_back(shop: Shop, refund: PosOrder, *, at: datetime = NOON) -> None:
    """An order of the till that gives money of another one back."""
    store = shop.connection.store_of(refund.site_id)
    assert store is not None
    await shop.db.tx(
        partial(follow_refund, connection=shop.connection, store_id=store, order=refund, at=at)
    )


async def explained(shop: Shop, order: PosOrder, version: int = 99) -> Explanation:
    found = await explanation_of(shop.db, shop.merchant.id, await sale_of(shop, order), version)
    assert found is not None
    return found


async def all_explained(shop: Shop) -> list[tuple[Explanation, Worked]]:
    """Every version that was kept, with what its figures come to when they are worked out again."""
    found = []
    for row in await shop.db.all(VERSIONS, shop.merchant.id):
        kept = await explanation_of(shop.db, shop.merchant.id, row["sale_id"], row["version"])
        assert kept is not None
        assert kept.version == row["version"]
        found.append((kept, reckoned(kept)))
    return found


def reckoned(kept: Explanation) -> Worked:
    if kept.member is None or kept.terms is None:
        return kept.worked
    return work_out(kept.terms, kept.basket, kept.standing)


async def books(shop: Shop) -> list[str]:
    return [one.sentence async for one in check(shop.db)]
