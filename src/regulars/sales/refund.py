"""Money of an order goes back to the guest, and what came with the order goes with it.

Everything follows from how much of the order's total is left, so that it does not matter in how
many parts the money goes back.
"""

from datetime import datetime
from functools import partial

import msgspec

from regulars.kernel.ids import MerchantId, RefundId, StoreId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import digest
from regulars.programs.define import find_program
from regulars.programs.earning.explain import less_stands, nothing_stands
from regulars.programs.tiers.evaluate import evaluate
from regulars.sales import sums
from regulars.sales.errors import BadRefund, NoSuchSale, RefundDiffers, RefundTooMuch
from regulars.sales.facts import SaleRefunded, SaleVoided
from regulars.sales.model import Channel, ExceptionKind, ExceptionState, Refund, SaleStatus
from regulars.sales.note import note
from regulars.sales.post import Effect, post
from regulars.sales.store import orders as store
from regulars.sales.store import refunds
from regulars.sales.store.exceptions import Note
from regulars.sales.store.orders import Kept
from regulars.sales.wallet import count
from regulars.vouchers.give_back import give_back
from regulars.vouchers.lock import lock_vouchers

LONGEST_KEY = 100
CANCEL = "cancel"
"""The key of taking an order back whole."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked for. `cancels` is all that is left, and the order is void."""

    merchant: MerchantId
    store: StoreId
    channel: Channel
    order: str
    amount: Money | None
    key: str
    cancels: bool

    @property
    def hash(self) -> bytes:
        """What tells this wish from another one under the same key."""
        return digest(None if self.amount is None else self.amount.minor, self.cancels)


async def refund(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    order: str,
    *,
    amount: Money | None,
    key: str,
    at: datetime,
    actor: str,
    channel: Channel = Channel.EXTERNAL,
) -> Refund:
    """Give `amount` of an order back, or all that is left of it when None.

    Asked again under the same key, the answer is the first one. Raises `NoSuchSale`,
    `RefundTooMuch`, `RefundDiffers`, `BadRefund`.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not sums.legible(key):
        raise BadRefund(f"A refund has a key of 1 to {LONGEST_KEY} characters.", field="key")
    if key == CANCEL:
        raise BadRefund(f"The key “{CANCEL}” is kept for cancelling.", field="key")
    if amount is not None and amount.minor <= 0:
        raise BadRefund("The amount is more than zero.", field="amount")
    wish = Wish(
        merchant=merchant,
        store=store_id,
        channel=channel,
        order=order,
        amount=amount,
        key=key,
        cancels=False,
    )
    return await db.tx(partial(carry_out, wish, at=at, actor=actor))


async def cancel(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    order: str,
    *,
    at: datetime,
    actor: str,
    channel: Channel = Channel.EXTERNAL,
) -> Refund:
    """Take an order back whole, as if it had not been. Cancelling twice is once.

    Raises `NoSuchSale`.
    """
    wish = Wish(
        merchant=merchant,
        store=store_id,
        channel=channel,
        order=order,
        amount=None,
        key=CANCEL,
        cancels=True,
    )
    return await db.tx(partial(carry_out, wish, at=at, actor=actor))


async def carry_out(wish: Wish, tx: Transaction, *, at: datetime, actor: str) -> Refund:
    """The same in somebody's transaction. A step."""
    kept = None
    if sums.legible(wish.order):
        kept = await store.lock(tx, wish.merchant, wish.store, wish.channel, wish.order)
    if kept is None:
        raise NoSuchSale("No order was reported under this id.")
    before = await refunds.before(tx, wish.merchant, kept.known.id, wish.key, kept.total.currency)
    if before is not None:
        if before.input_hash != wish.hash:
            raise RefundDiffers("This key came before, with another refund.")
        return before.refund
    done = await give(tx, wish, kept, amount_of(wish, kept), at=at)
    await tell(tx, wish, done, at=at, actor=actor)
    return done


def amount_of(wish: Wish, kept: Kept) -> Money:
    """How much goes back. Raises `RefundTooMuch`."""
    if kept.known.status is SaleStatus.VOID:
        raise RefundTooMuch("This order has been cancelled: nothing is left of it.")
    amount = kept.left if wish.amount is None else wish.amount
    if amount > kept.left:
        left = f"{kept.left.major} {kept.left.currency}"
        raise RefundTooMuch(f"More cannot go back than is left of the order: {left}.")
    if not amount and not wish.cancels:
        raise RefundTooMuch("Nothing is left of the order that could go back.")
    return amount


async def give(tx: Transaction, wish: Wish, kept: Kept, amount: Money, *, at: datetime) -> Refund:
    """Have stand what `amount` less is worth: of the voucher's draw, the points, the credit."""
    left = kept.left - amount
    effect = Effect(
        wish.merchant,
        wish.store,
        kept.known,
        wish.order,
        left,
        kept.account,
        wish.channel,
        kept.owe,
    )
    voucher = await undraw(tx, wish, kept, left, at=at)
    spent = left if kept.known.wallet_spent_minor else Money.zero(left.currency)
    credit = await count(tx, effect, None, kept.known.member, spent, at=at)
    taken, short = await take_points(tx, effect, kept, left, at=at)
    if not left:
        await nothing_stands(tx, wish.merchant, kept.known.id)
    done = Refund(
        id=RefundId(uuid7(at)),
        sale=kept.known.id,
        amount=amount,
        voucher=voucher,
        points=taken,
        points_short=short,
        credit=-credit,
        at=at,
    )
    status = SaleStatus.VOID if wish.cancels else SaleStatus.COMPLETE
    await refunds.keep(
        tx, wish.merchant, done, wish.key, wish.hash, wallet_spent=spent, status=status
    )
    program = await find_program(tx, wish.merchant)
    terms = program.terms if program else None
    await evaluate(tx, wish.merchant, [kept.known.member], terms, at=at)
    return done


async def undraw(tx: Transaction, wish: Wish, kept: Kept, left: Money, *, at: datetime) -> Money:
    """Value comes back to the vouchers; with the last of the money their use too. A step."""
    back = Money.zero(left.currency)
    standing = [one for one in await store.vouchers(tx, wish.merchant, kept.known.id) if one.stands]
    if standing and kept.known.member:
        vouchers = [one.voucher for one in standing]
        await lock_vouchers(tx, wish.merchant, vouchers, wallets_of=[kept.known.member])
    for one in standing:
        drawn = sums.stands(one.drawn.minor, left=left, of=kept.total)
        back += await give_back(
            tx,
            wish.merchant,
            one.use,
            to_stand=Money(drawn, left.currency),
            whole=not left,
            key=f"{kept.known.id}:{wish.key}",
            at=at,
        )
    return back


async def take_points(
    tx: Transaction, effect: Effect, kept: Kept, left: Money, *, at: datetime
) -> tuple[Points, Points]:
    """Earned points go again. How many went, and how many more had been spent already. A step."""
    due_before = sums.stands(kept.earned, left=kept.left, of=kept.total)
    due = Points(sums.stands(kept.earned, left=left, of=kept.total))
    stands = (await post(tx, effect, kept.known.member, due, at=at)).stands
    await less_stands(tx, effect.merchant, kept.known.id, kept.known.version, due)
    missing_before = kept.known.points_earned - due_before
    missing = max(0, stands - due - missing_before)
    return Points(kept.known.points_earned - stands), Points(missing)


async def tell(tx: Transaction, wish: Wish, done: Refund, *, at: datetime, actor: str) -> None:
    """Write it into the journal, and list it if points were missing. A step."""
    fact = voided(wish, done) if wish.cancels else refunded(wish, done)
    await journal.write(tx, wish.merchant, fact, at=at, actor=actor)
    if done.points_short:
        await note(tx, wish.merchant, points_missing(wish, done), at=at)


def refunded(wish: Wish, done: Refund) -> SaleRefunded:
    return SaleRefunded(
        sale=str(done.sale),
        store=wish.store,
        order=wish.order,
        amount_minor=done.amount.minor,
        currency=done.amount.currency,
        voucher_minor=done.voucher.minor,
        points_taken_back=done.points,
        points_missing=done.points_short,
        credit_minor=done.credit.minor,
    )


def voided(wish: Wish, done: Refund) -> SaleVoided:
    return SaleVoided(
        sale=str(done.sale),
        store=wish.store,
        order=wish.order,
        points_taken_back=done.points,
        points_missing=done.points_short,
    )


def points_missing(wish: Wish, done: Refund) -> Note:
    return Note(
        ExceptionKind.REFUND,
        "points_short",
        f"{done.points_short} of the points that this order earned had been spent already.",
        wish.store,
        wish.order,
        {"amount": msgspec.to_builtins(done.amount), "key": wish.key},
        ExceptionState.NOTICE,
    )
