"""The terms of a voucher are changed. Its code, kind and face value stay as they were issued."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.platform import journal
from regulars.platform.db import CheckRefused, Database, ReferenceRefused, Transaction
from regulars.vouchers.errors import BadVoucher, Fixed, NoSuchVoucher
from regulars.vouchers.facts import Change, VoucherChanged
from regulars.vouchers.model import Terms, Voucher
from regulars.vouchers.rules import check_terms, limit_of
from regulars.vouchers.store import vouchers as store


async def edit(
    db: Database,
    merchant: MerchantId,
    voucher: VoucherId,
    terms: Terms,
    *,
    at: datetime,
    actor: str,
) -> Voucher:
    """Give a voucher other terms. Raises `NoSuchVoucher`, `BadVoucher`, `Fixed`."""

    async def work(tx: Transaction) -> Voucher:
        return await edit_in(tx, merchant, voucher, terms, at=at, actor=actor)

    return await db.tx(work)


async def revise(
    db: Database,
    merchant: MerchantId,
    voucher: VoucherId,
    change: Callable[[Voucher], Terms],
    *,
    at: datetime,
    actor: str,
) -> Voucher:
    """Give a voucher the terms that `change` makes of it, while nobody else changes it.

    Raises `NoSuchVoucher`, `BadVoucher`, `Fixed`, and what `change` does.
    """

    async def work(tx: Transaction) -> Voucher:
        terms = change(await _lock(tx, merchant, voucher))
        return await edit_in(tx, merchant, voucher, terms, at=at, actor=actor)

    return await db.tx(work)


async def edit_in(
    tx: Transaction,
    merchant: MerchantId,
    voucher: VoucherId,
    terms: Terms,
    *,
    at: datetime,
    actor: str,
) -> Voucher:
    """Give a voucher other terms, and keep what they were. A step.

    A use that is on an open order stays. Terms that are the same change nothing.
    """
    locked = await _lock(tx, merchant, voucher)
    ground = await store.ground(tx, merchant)
    check_terms(terms, currency=ground.currency)
    if not ground.stores.issuperset(terms.stores):
        raise BadVoucher("There is no such store.", field="stores")
    if locked.is_wallet:
        _check_wallet(locked, terms)
    if _as_kept(locked, terms) == locked.terms:
        return locked
    try:
        await store.update(tx, merchant, locked, terms, at=at)
    except CheckRefused as refused:
        raise BadVoucher(
            f"The voucher has been used {locked.used} times already.", field="limit_total"
        ) from refused
    except ReferenceRefused as refused:
        raise BadVoucher("There is no such member.", field="member") from refused
    changed = (await store.read(tx, merchant, [voucher]))[voucher]
    changes = _changes(locked.terms, changed.terms)
    fact = VoucherChanged(voucher=str(voucher), code=locked.code, changes=changes)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    return changed


async def _lock(tx: Transaction, merchant: MerchantId, voucher: VoucherId) -> Voucher:
    locked = await store.lock(tx, merchant, voucher)
    if locked is None:
        raise NoSuchVoucher("There is no such voucher.")
    return locked


def _check_wallet(wallet: Voucher, terms: Terms) -> None:
    """A wallet stays its member's own, and is for every bill."""
    if terms.member != wallet.terms.member:
        raise Fixed("A wallet belongs to its member.", field="member")
    if terms.public:
        raise Fixed("A wallet is its member's alone.", field="public")


def _as_kept(voucher: Voucher, terms: Terms) -> Terms:
    limit = limit_of(voucher.worth, voucher.use_type, terms)
    return msgspec.structs.replace(terms, limit_total=limit)


def _changes(before: Terms, after: Terms) -> dict[str, Change]:
    was, is_now = (msgspec.to_builtins(terms) for terms in (before, after))
    return {name: Change(was[name], is_now[name]) for name in was if was[name] != is_now[name]}
