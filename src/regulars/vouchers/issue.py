"""Vouchers are made: one, or thousands."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId, VoucherId, uuid7
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.model import Opening
from regulars.ledger.open_account import open_account
from regulars.ledger.open_funded import open_funded
from regulars.ledger.reasons import Issued
from regulars.platform import journal
from regulars.platform.db import Database, ReferenceRefused, Transaction
from regulars.vouchers.errors import BadVoucher, CodeTaken
from regulars.vouchers.facts import VoucherIssued, VouchersIssued
from regulars.vouchers.model import AmountOff, NewVoucher, Voucher
from regulars.vouchers.rules import check_new, draw, stores_value
from regulars.vouchers.store import vouchers as store
from regulars.vouchers.store.vouchers import Ground, Prepared


async def issue(
    db: Database, merchant: MerchantId, new: NewVoucher, *, at: datetime, actor: str
) -> Voucher:
    """Make a voucher. Raises `BadVoucher` with the field that cannot be used, `CodeTaken`."""

    async def work(tx: Transaction) -> Voucher:
        return await issue_in(tx, merchant, new, at=at, actor=actor)

    return await db.tx(work)


async def issue_in(
    tx: Transaction,
    merchant: MerchantId,
    new: NewVoucher,
    *,
    at: datetime,
    actor: str,
    paid: bool = True,
) -> Voucher:
    """Make a voucher, without its value until `put_in` where it is not `paid` yet. A step."""
    [voucher] = await _write(tx, merchant, [new], at=at, paid=paid)
    fact = VoucherIssued(voucher=str(voucher.id), code=voucher.code)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    return voucher


async def issue_many(
    tx: Transaction,
    merchant: MerchantId,
    new: Sequence[NewVoucher],
    *,
    at: datetime,
    actor: str,
) -> Sequence[Voucher]:
    """Make up to a few thousand vouchers, all or none, in the order of `new`. A step.

    Raises `BadVoucher`, `CodeTaken`.
    """
    if not new:
        return []
    vouchers = await _write(tx, merchant, new, at=at, paid=True)
    batch = new[0].batch
    fact = VouchersIssued(batch=None if batch is None else str(batch), vouchers=len(vouchers))
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    return vouchers


async def put_in(tx: Transaction, merchant: MerchantId, voucher: Voucher, *, at: datetime) -> None:
    """Put a voucher's first value in, now that it was paid for. Once, however often. A step."""
    assert voucher.account is not None, "only stored value is put in later"
    await earn(
        tx,
        merchant,
        voucher.account,
        _points(voucher),
        key=_key(voucher.id),
        natural_key=None,
        expires_at=None,
        reason=Issued(code=voucher.code, what=voucher.terms.description),
        at=at,
    )


async def _write(
    tx: Transaction,
    merchant: MerchantId,
    new: Sequence[NewVoucher],
    *,
    at: datetime,
    paid: bool,
) -> Sequence[Voucher]:
    ground = await store.ground(tx, merchant)
    for one in new:
        _check(one, ground)
    prepared = [_prepared(one, at=at) for one in new]
    await _open_accounts(tx, merchant, prepared, ground, at=at, paid=paid)
    try:
        await _insert(tx, merchant, prepared, at=at)
    except ReferenceRefused as refused:
        raise BadVoucher("There is no such member.", field="member") from refused
    written = await store.read(tx, merchant, [one.id for one in prepared])
    return [written[one.id] for one in prepared]


def _check(new: NewVoucher, ground: Ground) -> None:
    check_new(new, currency=ground.currency)
    if not ground.stores.issuperset(new.terms.stores):
        raise BadVoucher("There is no such store.", field="stores")


def _prepared(new: NewVoucher, *, at: datetime) -> Prepared:
    stored = stores_value(new.worth, new.use_type)
    return Prepared(
        id=VoucherId(uuid7(at)),
        account=AccountId(uuid7(at)) if stored else None,
        code=draw() if new.code is None else new.code,
        new=new,
    )


async def _open_accounts(
    tx: Transaction,
    merchant: MerchantId,
    prepared: Sequence[Prepared],
    ground: Ground,
    *,
    at: datetime,
    paid: bool,
) -> None:
    openings = [opening for one in prepared if (opening := _opening(one))]
    if paid:
        await open_funded(tx, merchant, openings, unit=ground.currency, at=at)
        return
    for opening in openings:
        await open_account(tx, merchant, opening.account, unit=ground.currency, at=at)


def _opening(prepared: Prepared) -> Opening | None:
    worth, terms = prepared.new.worth, prepared.new.terms
    if prepared.account is None or not isinstance(worth, AmountOff):
        return None
    return Opening(
        account=prepared.account,
        points=Points(worth.value.minor),
        key=_key(prepared.id),
        reason=Issued(code=prepared.code, what=terms.description),
    )


async def _insert(
    tx: Transaction, merchant: MerchantId, prepared: Sequence[Prepared], *, at: datetime
) -> None:
    """Write all of them down; a drawn code that somebody has is drawn again."""
    waiting = list(prepared)
    while waiting:
        written = await store.insert(tx, merchant, waiting, at=at)
        waiting = [one for one in waiting if one.id not in written]
        for one in waiting:
            if one.new.code is not None:
                raise CodeTaken(f"The code “{one.code}” is taken.", field="code")
        waiting = [Prepared(one.id, one.account, draw(), one.new) for one in waiting]


def _key(voucher: VoucherId) -> str:
    return f"voucher:{voucher}:issued"


def _points(voucher: Voucher) -> Points:
    assert isinstance(voucher.worth, AmountOff), "stored value is an amount"
    return Points(voucher.worth.value.minor)
