"""Vouchers as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import (
    AccountId,
    BatchId,
    MemberId,
    MerchantId,
    StoreId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction
from regulars.vouchers.model import (
    AmountOff,
    Hours,
    NewVoucher,
    ShareOff,
    Source,
    Terms,
    UseType,
    Voucher,
    Worth,
)
from regulars.vouchers.rules import fold, limit_of

COLUMNS = """
    v.id, v.merchant_id, v.code, v.source, v.use_type, v.face_minor, v.basis_points,
    v.account_id, v.member_id, v.description, v.starts_at, v.ends_at, v.minimum_minor,
    v.limit_total, v.limit_per_member, v.used, v.stores, v.weekdays, v.from_minute,
    v.until_minute, v.public, v.active, v.external_id, v.batch_id, v.created_at, v.updated_at,
    a.available as left_minor, a.held as held_minor, merchant.currency
"""

JOINS = """
      join merchants as merchant on merchant.merchant_id = v.merchant_id
      left join ledger_accounts as a on (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
"""

BY_ID = f"""
    select {COLUMNS} from vouchers as v {JOINS}
     where v.merchant_id = $1 and v.id = any($2)
"""

# What another till changed while this one waited shows: a locked row is read anew. Of the account,
# which is locked later, it may be older.
LOCK = f"""
    select {COLUMNS}, v.replaced_by from vouchers as v {JOINS}
     where v.merchant_id = $1 and v.id = $2
       for no key update of v
"""

LOCK_ALL = """
    select v.id
      from vouchers as v
     where v.merchant_id = $1
       and v.id = any($2::uuid[]
                      || array(select w.voucher_id from wallets as w
                                where w.merchant_id = $1 and w.member_id = any($3)))
     order by v.id
       for no key update
"""

BY_CODES = f"""
    select {COLUMNS} from vouchers as v {JOINS}
     where v.merchant_id = $1 and v.folded_code = any($2)
     order by array_position($2, v.folded_code)
"""

GROUND = """
    select currency,
           array(select id from stores where stores.merchant_id = m.merchant_id) as stores
      from merchants as m
     where merchant_id = $1
"""

INSERT = """
    insert into vouchers (
        merchant_id, id, code, folded_code, source, discount_type, use_type, face_minor,
        basis_points, account_id, batch_id, created_at, updated_at, member_id, description,
        starts_at, ends_at, minimum_minor, limit_total, limit_per_member, stores, weekdays,
        from_minute, until_minute, public, active, external_id)
    select $1, id, code, folded_code, 'STORE', discount_type, use_type, face_minor,
           basis_points, account_id, batch_id, $2, $2, member_id, description,
           starts_at, ends_at, minimum_minor, limit_total, limit_per_member, stores, weekdays,
           from_minute, until_minute, public, active, external_id
      from jsonb_to_recordset($3) as new (
           id uuid, code text, folded_code text, discount_type text, use_type text,
           face_minor bigint, basis_points integer, account_id uuid, batch_id uuid,
           member_id uuid, description text, starts_at timestamptz, ends_at timestamptz,
           minimum_minor bigint, limit_total bigint, limit_per_member bigint, stores integer[],
           weekdays smallint, from_minute smallint, until_minute smallint, public boolean,
           active boolean, external_id text)
        on conflict (merchant_id, folded_code) do nothing
    returning id
"""

UPDATE = """
    update vouchers
       set description = $4, starts_at = $5, ends_at = $6, minimum_minor = $7, limit_total = $8,
           limit_per_member = $9, stores = $10, weekdays = $11, from_minute = $12,
           until_minute = $13, member_id = $14, public = $15, active = $16, external_id = $17,
           updated_at = $3
     where merchant_id = $1 and id = $2
"""


class Ground(msgspec.Struct, frozen=True):
    """What a merchant's vouchers are checked against."""

    currency: str
    stores: frozenset[StoreId]


class Prepared(msgspec.Struct, frozen=True):
    """A voucher about to be written, with the ids it will have."""

    id: VoucherId
    account: AccountId | None
    code: str
    new: NewVoucher


async def ground(reads: Reads, merchant: MerchantId) -> Ground:
    row = await reads.one(GROUND, merchant)
    return Ground(row["currency"], frozenset(row["stores"]))


async def read(
    reads: Reads, merchant: MerchantId, vouchers: Sequence[VoucherId]
) -> dict[VoucherId, Voucher]:
    rows = await reads.all(BY_ID, merchant, vouchers)
    return {row["id"]: voucher_of(row) for row in rows}


async def lock(tx: Transaction, merchant: MerchantId, voucher: VoucherId) -> Voucher | None:
    """Wait for the voucher, keep it, and read it as it is then; for one replaced, the other one."""
    row = await tx.one_or_none(LOCK, merchant, voucher)
    if row is not None and row["replaced_by"] is not None:
        return await lock(tx, merchant, VoucherId(row["replaced_by"]))
    return None if row is None else voucher_of(row)


async def lock_all(
    tx: Transaction,
    merchant: MerchantId,
    vouchers: Collection[VoucherId],
    *,
    wallets_of: Collection[MemberId],
) -> None:
    """Wait for vouchers and wallets in the order of their ids, and keep them."""
    await tx.run(LOCK_ALL, merchant, list(vouchers), list(wallets_of))


async def by_codes(reads: Reads, merchant: MerchantId, folded: Sequence[str]) -> dict[str, Voucher]:
    """Vouchers by their folded code, in the order of `folded`."""
    rows = await reads.all(BY_CODES, merchant, folded)
    return {fold(row["code"]): voucher_of(row) for row in rows}


async def insert(
    tx: Transaction, merchant: MerchantId, vouchers: Sequence[Prepared], *, at: datetime
) -> set[VoucherId]:
    """Write vouchers down; answers those whose code nobody else has."""
    rows = await tx.all(INSERT, merchant, at, [_row(voucher) for voucher in vouchers])
    return {row["id"] for row in rows}


async def update(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    terms: Terms,
    *,
    at: datetime,
) -> None:
    await tx.run(
        UPDATE,
        merchant,
        voucher.id,
        at,
        terms.description,
        terms.starts_at,
        terms.ends_at,
        terms.minimum.minor,
        limit_of(voucher.worth, voucher.use_type, terms),
        terms.limit_per_member,
        list(terms.stores),
        terms.hours.weekdays,
        terms.hours.from_minute,
        terms.hours.until_minute,
        terms.member,
        terms.public,
        terms.active,
        terms.external_id,
    )


def _row(voucher: Prepared) -> dict[str, object]:
    worth, terms = voucher.new.worth, voucher.new.terms
    amount = worth.value.minor if isinstance(worth, AmountOff) else None
    return {
        "id": voucher.id,
        "code": voucher.code,
        "folded_code": fold(voucher.code),
        "discount_type": "PERCENTILE" if amount is None else "MONETARY",
        "use_type": voucher.new.use_type,
        "face_minor": amount,
        "basis_points": worth.basis_points if isinstance(worth, ShareOff) else None,
        "account_id": voucher.account,
        "batch_id": voucher.new.batch,
        "member_id": terms.member,
        "description": terms.description,
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "minimum_minor": terms.minimum.minor,
        "limit_total": limit_of(worth, voucher.new.use_type, terms),
        "limit_per_member": terms.limit_per_member,
        "stores": terms.stores,
        "weekdays": terms.hours.weekdays,
        "from_minute": terms.hours.from_minute,
        "until_minute": terms.hours.until_minute,
        "public": terms.public,
        "active": terms.active,
        "external_id": terms.external_id,
    }


def voucher_of(row: Row) -> Voucher:
    currency = row["currency"]
    return Voucher(
        id=VoucherId(row["id"]),
        merchant=MerchantId(row["merchant_id"]),
        code=row["code"],
        source=Source(row["source"]),
        worth=_worth(row, currency),
        use_type=UseType(row["use_type"]),
        terms=_terms(row, currency),
        account=None if row["account_id"] is None else AccountId(row["account_id"]),
        left=None if row["left_minor"] is None else Money(row["left_minor"], currency),
        held=None if row["held_minor"] is None else Money(row["held_minor"], currency),
        used=row["used"],
        batch=None if row["batch_id"] is None else BatchId(row["batch_id"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _worth(row: Row, currency: str) -> Worth:
    if row["face_minor"] is None:
        return ShareOff(row["basis_points"])
    return AmountOff(Money(row["face_minor"], currency))


def _terms(row: Row, currency: str) -> Terms:
    return Terms(
        description=row["description"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        minimum=Money(row["minimum_minor"], currency),
        limit_total=row["limit_total"],
        limit_per_member=row["limit_per_member"],
        stores=tuple(StoreId(store) for store in row["stores"]),
        hours=Hours(row["weekdays"], row["from_minute"], row["until_minute"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        public=row["public"],
        active=row["active"],
        external_id=row["external_id"],
    )
