"""What the demo has of vouchers: some to try, a filled wallet, and a till that may ask."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from regulars.faces.cli.demo.facts import VoucherApiFacts
from regulars.faces.cli.demo.program import ACTOR, dollars
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.merchants.api_accounts import create_account
from regulars.merchants.api_tokens import make_token
from regulars.merchants.model import NewApiAccount
from regulars.platform.db import Transaction
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder
from regulars.vouchers.gift_cards.model import NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.sell import sell
from regulars.vouchers.issue import issue
from regulars.vouchers.model import AmountOff, NewVoucher, ShareOff, Terms, UseType, Worth
from regulars.vouchers.wallet import credit

USERNAME: Final = "demo-till"
STORE_MONEY, STORE_PERCENT, USED_UP = "SORRY-25", "LUNCH10", "FIRST20"


async def make_vouchers(
    hub: Hub, merchant: MerchantId, store: StoreId, guest: Member, *, password: str, at: datetime
) -> VoucherApiFacts:
    """The examples, and the account and token to try them with. `guest` has a telephone number."""
    await issue_examples(hub, merchant, guest, at=at)
    await use_one_up(hub, merchant, store, at=at)
    await fill_wallet(hub, merchant, guest, at=at)
    await sell_gift_cards(hub, merchant, store, at=at)
    new = NewApiAccount(USERNAME, "The demo's other till", password, (store,))
    account = await create_account(hub.db, merchant, new, at=at, actor=ACTOR)
    token = await make_token(hub.db, merchant, account.id, "To try", at=at, actor=ACTOR)
    return VoucherApiFacts(
        username=USERNAME,
        password=password,
        token=token,
        store_id=store,
        wallet=guest.code,
        store_money=STORE_MONEY,
        store_percent=STORE_PERCENT,
        used_up=USED_UP,
        member_code=guest.code,
        member_phone=guest.phone or "",
    )


async def issue_examples(hub: Hub, merchant: MerchantId, guest: Member, *, at: datetime) -> None:
    """One of each kind, each with a story that an owner knows."""
    sorry = described("For the long wait on Friday")
    lunch = described("10 % off lunch", ends_at=at + timedelta(days=365))
    first = described("20 % off, once", ends_at=at + timedelta(days=365))
    club = msgspec.structs.replace(described("$3.50 off each visit"), member=guest.id)
    for code, worth, use_type, terms in (
        (STORE_MONEY, AmountOff(dollars(25)), UseType.ONE_TIME_USE, sorry),
        (STORE_PERCENT, ShareOff(1_000), UseType.MULTI_USE, lunch),
        (USED_UP, ShareOff(2_000), UseType.ONE_TIME_USE, first),
        ("NEIGHBOUR", AmountOff(dollars("3.50")), UseType.MULTI_USE, club),
    ):
        new = wanted(code, worth, use_type, terms)
        await issue(hub.db, merchant, new, at=at, actor=ACTOR)


async def use_one_up(hub: Hub, merchant: MerchantId, store: StoreId, *, at: datetime) -> None:
    """Have an order carry the voucher that can be used once."""
    order = ExternalOrder(id="4100", voucher_code=USED_UP, total=dollars(40))
    await take_order(hub.db, merchant, store, order, at=at, actor=ACTOR)


async def fill_wallet(hub: Hub, merchant: MerchantId, guest: Member, *, at: datetime) -> None:
    async def work(tx: Transaction) -> Money:
        amount = dollars("5.50")
        return await credit(
            tx, merchant, guest.id, amount, key="demo", note="A thank you", by=ACTOR, at=at
        )

    await hub.db.tx(work)


async def sell_gift_cards(hub: Hub, merchant: MerchantId, store: StoreId, *, at: datetime) -> None:
    """One that is paid for and mailed, and one that still has to be paid."""
    paid = NewGiftCard(
        key="demo-paid",
        value=dollars(80),
        price=dollars(80),
        store=store,
        buyer_name="Priyanka Iyer",
        buyer_email="priyanka.iyer@example.test",
        recipient_name="Grace",
        recipient_email="grace@example.test",
        message="Happy birthday! Take somebody along.",
        payment="Card",
        ends_at=at + timedelta(days=3 * 365),
    )
    unpaid = NewGiftCard(
        key="demo-unpaid",
        value=dollars(150),
        price=dollars(150),
        store=store,
        buyer_name="Harbour Rowing Club",
        buyer_email="treasurer@example.test",
    )
    pages = GiftPages(hub.base_url, hub.ring)
    for new in (paid, unpaid):
        await sell(hub.db, merchant, new, pages=pages, at=at, actor=ACTOR)


def wanted(code: str, worth: Worth, use_type: UseType, terms: Terms) -> NewVoucher:
    return NewVoucher(code=code, worth=worth, use_type=use_type, terms=terms)


def described(description: str, *, ends_at: datetime | None = None) -> Terms:
    return Terms(description=description, ends_at=ends_at, minimum=dollars(0))
