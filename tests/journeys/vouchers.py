"""Short ways to say what a till does with wallets and vouchers."""

from copy import deepcopy
from functools import partial
from typing import Any
from uuid import uuid4

import msgspec
from tests.venue import RISOTTO, Venue, aud

from regulars.kernel.ids import MemberId, UseId, VoucherId, uuid7
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.platform.db import Transaction
from regulars.programs.define import find_program, set_program
from regulars.sales.read import list_sales
from regulars.sales.records.model import SaleRow
from regulars.simulator import orders
from regulars.vouchers.issue import issue
from regulars.vouchers.model import (
    NewVoucher,
    Terms,
    Use,
    UseType,
    Voucher,
    Wallet,
    WalletScheme,
    Worth,
)
from regulars.vouchers.read import read_voucher, wallet_of
from regulars.vouchers.use import consume
from regulars.vouchers.wallet import credit

USES = """
    select state, discount_minor, drawn_minor, given_back_minor, counted, sale_id
      from voucher_uses order by used_at
"""


async def rosa_with(venue: Venue, amount: str, product: int = RISOTTO) -> Member:
    """Rosa has `amount` in her wallet and is on the open sale."""
    rosa = await venue.enrol("Rosa Kettle")
    await top_up(venue, rosa, amount)
    await venue.ring(product)
    await venue.choose(rosa)
    return rosa


async def wallets_fill(venue: Venue) -> WalletScheme:
    """Two dollars of credit for every ten that are spent."""
    program = await find_program(venue.db, venue.merchant)
    assert program is not None
    scheme = WalletScheme(per=aud("10"), credit=aud("2"))
    changed = msgspec.structs.replace(program, wallet=scheme)
    await set_program(venue.db, changed, at=venue.watch(), actor="test")
    return scheme


async def top_up(venue: Venue, member: Member, amount: str) -> None:
    await venue.db.tx(
        partial(
            credit,
            merchant=venue.merchant,
            member=member.id,
            amount=aud(amount),
            key=str(uuid4()),
            note="to begin with",
            by="test",
            at=venue.watch(),
        )
    )


async def wallet(venue: Venue, member: Member) -> Wallet:
    found = await wallet_of(venue.db, venue.merchant, member.id)
    assert found is not None
    return found


async def left(venue: Venue, voucher: VoucherId) -> tuple[Money, Money]:
    """What of a voucher can be used, and what is set aside."""
    found = await read_voucher(venue.db, venue.merchant, voucher)
    assert found.left is not None
    assert found.held is not None
    return found.left, found.held


async def a_voucher(
    venue: Venue, worth: Worth, *, use_type: UseType = UseType.MULTI_USE, **terms: Any
) -> Voucher:
    wanted = NewVoucher(
        worth=worth, use_type=use_type, terms=Terms(**{"minimum": aud("0"), **terms})
    )
    return await issue(venue.db, venue.merchant, wanted, at=venue.watch(), actor="test")


async def titles(venue: Venue, member: Member) -> list[str]:
    """What the till offers beside the rewards and offers of the program."""
    shown = await venue.choose(member)
    ours = ("$5 off", "10 % off", "Pay with points", "Welcome: $3 off")
    return [one["title"] for one in shown["rewards"]["rewards"] if one["title"] not in ours]


async def uses(venue: Venue) -> list[dict[str, Any]]:
    return [dict(row) for row in await venue.db.all(USES)]


async def the_sale(venue: Venue) -> SaleRow:
    [sale] = await list_sales(venue.db, venue.merchant)
    return sale


async def taken_back_at_the_till(venue: Venue) -> None:
    """The finished order is gone from the till after all."""
    cloud = venue.simulator.cloud
    before = cloud.order(max(cloud.state.orders))
    after = deepcopy(before)
    after.status = "DELETED"
    orders.commit(cloud, before, after)
    await venue.deliver()


def refusal(seen: Any) -> str:
    assert not seen["redemptions"][-1]["success"]
    return str(seen["message"]["text"])


async def elsewhere(venue: Venue, voucher: Voucher, discount: Money) -> Use:
    """A till of another maker reports an order that had the voucher."""
    return await venue.db.tx(partial(reported, venue, voucher, discount))


async def reported(
    venue: Venue,
    voucher: Voucher,
    discount: Money,
    tx: Transaction,
    *,
    by: MemberId | None = None,
) -> Use:
    return await consume(
        tx,
        venue.merchant,
        voucher,
        use=UseId(uuid7(venue.watch())),
        store=venue.store.id,
        order=str(uuid4()),
        sale=None,
        member=by,
        discount=discount,
        problem=None,
        at=venue.watch(),
    )


async def press(venue: Venue, member: MemberId, title: str) -> dict[str, Any]:
    """A lookup and a pressed button, with the held order's real id."""
    shown = await venue.ask(
        "rewards",
        customer_id="1",
        reference_id=str(member),
        site_id="4201",
        company_id="5801",
        order_id="17",
    )
    found = [one for one in shown["rewards"] if one["title"].startswith(title)]
    if not found:
        return {"success": False, "error": "The lookup does not show it any more."}
    [button] = found
    order = max(venue.simulator.cloud.state.orders)
    url = button["redeem_url"].replace("order_id=17", f"order_id={order}")
    answer: dict[str, Any] = (await venue.http.get(url)).json()
    return answer
