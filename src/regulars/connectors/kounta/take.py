"""Taking the steps of `adjust.py` at the till. At no moment is more off the bill than wanted."""

from collections.abc import Sequence
from typing import assert_never
from uuid import UUID

from regulars.connectors.kounta.adjust import Steps
from regulars.connectors.kounta.bill import ZERO, lines_of, payments_of, remaining
from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.errors import Refused
from regulars.connectors.kounta.marks import mark_of, redemption_in
from regulars.connectors.kounta.payloads import OrderBody, number
from regulars.kernel.money import Money
from regulars.merchants.model import ConnectionSettings, ViaBill
from regulars.pos.model import Part

LONGEST_TITLE = 40
"""How much of a title goes before the mark, so that notes are never too long for it."""


async def take(
    client: KountaClient,
    path: str,
    order: OrderBody | None,
    missing: Steps,
    settings: ConnectionSettings,
) -> None:
    """Take the missing steps at the order under `path`. Lines and payments need it as read."""
    if order is not None:
        await _take_off(client, path, order, missing.take_off)
    if missing.order_wide is not None:
        await client.put(path, {"price_fixed_variation": -missing.order_wide.major})
    for part in missing.put_on:
        assert order is not None
        await _put_on(client, path, order, part, missing.by, settings)


async def _take_off(
    client: KountaClient, path: str, order: OrderBody, unwanted: Sequence[UUID]
) -> None:
    # From the last to the first, in case the till counts the lines anew each time.
    for line in sorted(_marked_lines(order, unwanted), reverse=True):
        try:
            await client.delete(f"{path}/lines/{line}")
        except Refused as refused:
            if refused.status != 404:
                raise
    for payment in _marked_payments(order, unwanted):
        await client.post(f"{path}/payments", payment)


def _marked_lines(order: OrderBody, unwanted: Sequence[UUID]) -> list[int]:
    lines = enumerate(lines_of(order), start=1)
    return [line.number or place for place, line in lines if redemption_in(line.notes) in unwanted]


def _marked_payments(order: OrderBody, unwanted: Sequence[UUID]) -> list[dict[str, object]]:
    """The opposite of each, under the same mark: a payment can be neither changed nor deleted."""
    return [
        {
            "method_id": payment.method and payment.method.id,
            "amount": -(payment.amount or ZERO),
            "ref": payment.ref,
        }
        for payment in payments_of(order)
        if redemption_in(payment.ref) in unwanted
    ]


async def _put_on(
    client: KountaClient,
    path: str,
    order: OrderBody,
    part: Part,
    by: ViaBill,
    settings: ConnectionSettings,
) -> None:
    match by:
        case ViaBill.PRODUCT:
            await client.post(f"{path}/lines", _line(settings, order, part))
        case ViaBill.PAYMENT:
            await client.post(f"{path}/payments", _payment(settings, part))
        case ViaBill.VARIATION:
            raise AssertionError("what goes into the order-wide discount is not put on")
        case other:
            assert_never(other)


def _line(settings: ConnectionSettings, order: OrderBody, part: Part) -> dict[str, object]:
    """A line that takes the part's amount off, also after staff's percentage came off the line."""
    price = Money.of(part.amount.major / remaining(order), part.amount.currency)
    return {
        "product_id": number(settings.discount_product_id),
        "quantity": 1,
        "unit_price_inc_tax": -price.major,
        "notes": f"{part.title[:LONGEST_TITLE]} {mark_of(part.redemption)}",
    }


def _payment(settings: ConnectionSettings, part: Part) -> dict[str, object]:
    return {
        "method_id": number(settings.payment_method_id),
        "amount": part.amount.major,
        "ref": mark_of(part.redemption),
    }
