"""The bill of a sale as it is worked out, and who collects for it."""

from zoneinfo import ZoneInfo

from regulars.kernel.ids import MemberId, MerchantId, StoreId
from regulars.members.read import by_contact
from regulars.merchants.model import Connection
from regulars.platform.db import Transaction
from regulars.pos.model import PosOrder
from regulars.programs.define import find_program
from regulars.programs.earning.counting import asks_for_categories
from regulars.programs.earning.explain import explanation_of
from regulars.programs.earning.model import BasketLine, Terms
from regulars.programs.earning.refunds import Back
from regulars.programs.goods.read import lines_of, lines_with
from regulars.programs.read import terms_at, terms_of
from regulars.sales import rules
from regulars.sales.bring import Bill
from regulars.sales.model import Sale
from regulars.sales.store import till_refunds
from regulars.sales.store.claims import Claimed, Holder
from regulars.sales.store.sales import Locked


async def collector(
    tx: Transaction, connection: Connection, store_id: StoreId, order: PosOrder, claimed: Claimed
) -> Holder | None:
    """Who collects for an order: whom somebody said, else its party, else its customer. A step."""
    if claimed.by_hand:
        return claimed.holder
    named = claimed.named
    if claimed.party is not None and (named is None or named.member == claimed.sent):
        # The till names nobody, or still only whom it was told of: the diary knows better.
        named = claimed.its_holder
    if named is None and rules.named(order) is None and connection.settings.match_by_contact:
        return await known_by_contact(tx, connection.merchant, store_id, order)
    return named


async def bill_of(
    tx: Transaction,
    connection: Connection,
    store_id: StoreId,
    order: PosOrder,
    claimed: Claimed,
    holder: Holder | None,
    *,
    redeemed: bool,
) -> Bill:
    """The finished order as it is worked out. A step."""
    version, terms = claimed.terms or (None, None)
    basket = rules.basket_of(
        order,
        store_id,
        await goods_of(tx, connection, order, terms),
        finished_at=claimed.finished_at.astimezone(ZoneInfo(claimed.time_zone)),
        redeemed=redeemed,
    )
    return Bill(
        member=holder.member if holder else None,
        basket=basket,
        back=claimed.back,
        program_version=version,
        terms=terms,
        scheme=claimed.in_force.wallet if claimed.in_force else None,
        time_zone=claimed.time_zone,
    )


async def goods_of(
    tx: Transaction, connection: Connection, order: PosOrder, terms: Terms | None
) -> tuple[BasketLine, ...]:
    """The lines of the order, with categories where the terms ask for some. A step."""
    if terms is None or not asks_for_categories(terms):
        return lines_with(connection.id, order.lines, {})
    return await lines_of(tx, connection.merchant, connection.id, order.lines)


async def known_by_contact(
    tx: Transaction, merchant: MerchantId, store_id: StoreId, order: PosOrder
) -> Holder | None:
    """Whose e-mail address or telephone number the till's customer has, and the account. A step."""
    found = await by_contact(
        tx, merchant, email=order.contact.email, phone=order.contact.phone, at_store=store_id
    )
    return Holder(found.id, found.account) if found else None


async def kept_bill(
    tx: Transaction, merchant: MerchantId, sale: Sale, locked: Locked, member: MemberId | None
) -> Bill:
    """The bill of a recorded sale as it was worked out last, with what went back since. A step."""
    kept = await explanation_of(tx, merchant, sale.id, sale.version)
    here = sale.completed_at.astimezone(ZoneInfo(locked.time_zone))
    version, terms = await kept_terms(tx, merchant, sale, locked) or (None, None)
    program = await find_program(tx, merchant)
    return Bill(
        member=member,
        basket=kept.basket if kept else rules.basket_again(sale, here),
        back=await went_back(tx, merchant, sale),
        program_version=version,
        terms=terms,
        scheme=program.wallet if program else None,
        time_zone=locked.time_zone,
    )


async def kept_terms(
    tx: Transaction, merchant: MerchantId, sale: Sale, locked: Locked
) -> tuple[int, Terms] | None:
    """What the sale keeps to. A step."""
    version = locked.program_version
    if version is None:
        return await terms_at(tx, merchant, sale.completed_at)
    terms = await terms_of(tx, merchant, version)
    assert terms is not None, "a version that was in force is never deleted"
    return version, terms


async def went_back(tx: Transaction, merchant: MerchantId, sale: Sale) -> Back:
    """All that went back of a sale so far. A step."""
    if sale.connection is None:
        return Back(sale.refunded)
    currency = sale.total.currency
    return await till_refunds.back_of(tx, merchant, sale.connection, sale.order, currency)
