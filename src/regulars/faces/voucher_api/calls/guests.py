"""What the merchant's own channel does for a guest: signs them in, shows the wallet, orders."""

from decimal import Decimal

from regulars.faces.voucher_api.answers import (
    GuestToken,
    Loyalty,
    PlacedOrder,
    answer,
    optional,
)
from regulars.faces.voucher_api.call import Call
from regulars.faces.voucher_api.errors import Unauthorised
from regulars.faces.voucher_api.figures import amount, count, needed, needed_text, shown, text
from regulars.faces.voucher_api.requests import (
    GuestCodeBody,
    GuestTokenBody,
    JsonOf,
    OrderedItem,
    OwnOrderBody,
)
from regulars.faces.voucher_api.wire import Answer
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId
from regulars.members.guest_sign_in import STAYS_SIGNED_IN, exchange, member_of, send_code
from regulars.sales.model import OrderItem, OwnOrder, Placed
from regulars.sales.own_order import place_order
from regulars.vouchers.read import read_voucher, wallet_of

CODE, TOKEN, ORDER = JsonOf(GuestCodeBody), JsonOf(GuestTokenBody), JsonOf(OwnOrderBody)
SENT = Answer(202)


async def send_guest_code(call: Call) -> Answer:
    """Mail a code, if the address is a member's. Whether it is, is not told."""
    asked: GuestCodeBody = call.read(CODE)
    email = needed_text(asked.email, "email", most=254)
    await send_code(call.db, call.merchant, call.store.id, email, at=call.at)
    return SENT


async def sign_guest_in(call: Call) -> Answer:
    """The mailed code for a token of the guest's own."""
    asked: GuestTokenBody = call.read(TOKEN)
    email = needed_text(asked.email, "email", most=254)
    code = needed_text(asked.code, "code")
    token = await exchange(call.db, call.merchant, email, code, at=call.at)
    return answer(GuestToken(token, call.at + STAYS_SIGNED_IN))


async def show_loyalty(call: Call) -> Answer:
    """The guest's own wallet, and how far it is to the next credit."""
    assert call.guest is not None
    wallet = await wallet_of(call.db, call.merchant, call.guest.member)
    if wallet is None:
        raise NotFound("There is no such wallet.")
    voucher = await read_voucher(call.db, call.merchant, wallet.voucher)
    return answer(
        Loyalty(
            balance=shown(wallet.progress),
            voucher_value=shown(wallet.left),
            voucher_code=wallet.code,
            created_at=voucher.created_at,
            updated_at=voucher.updated_at,
        )
    )


async def take_order(call: Call) -> Answer:
    """An order of the merchant's own channel, by a guest who is signed in or by somebody."""
    asked: OwnOrderBody = call.read(ORDER)
    money = call.currency
    order = OwnOrder(
        id=needed_text(asked.order_id, "orderId"),
        items=tuple(_item(one, f"items[{at}]", money) for at, one in enumerate(asked.items)),
        total=amount(
            asked.total_non_discounted_price, money, "totalNonDiscountedPrice", exact=True
        ),
        voucher_code=text(asked.voucher_code, "voucherCode"),
        guest=await _guest(call),
        redeem=asked.redeem,
    )
    placed = await place_order(
        call.db, call.merchant, call.store.id, order, at=call.at, actor=call.actor
    )
    return _placed(placed)


async def _guest(call: Call) -> MemberId | None:
    """Who is signed in. Raises `Unauthorised` for a token that is not good here."""
    if not call.guest_token:
        return None
    found = await member_of(call.db, call.guest_token, at=call.at)
    if found is None or found[0] != call.merchant:
        raise Unauthorised("The guest is not signed in, or not any more.")
    return found[1]


def _item(one: OrderedItem, where: str, currency: str) -> OrderItem:
    name = needed_text(one.name, f"{where}.name", most=120)
    price = needed(one.price, currency, f"{where}.price")
    return OrderItem(name, count(one.quantity, f"{where}.quantity") or Decimal(1), price)


def _placed(placed: Placed) -> Answer:
    return answer(
        PlacedOrder(
            total_non_discounted_price=shown(placed.total),
            voucher_discount=shown(placed.discount),
            total_discounted_price=shown(placed.to_pay),
            voucher_code=placed.voucher,
            points=int(placed.points),
            credit=shown(placed.credit),
            progress=optional(placed.progress),
            next_credit_at=optional(placed.per),
        ),
        status=201,
    )
