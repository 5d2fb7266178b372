"""Wallets as rows, and the book of their progress."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import AccountId, MemberId, MerchantId, SaleId, VoucherId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction
from regulars.vouchers.model import Wallet, WalletScheme

OPEN = """
    with voucher as (
        insert into vouchers (
            merchant_id, id, code, folded_code, source, discount_type, use_type, face_minor,
            account_id, member_id, created_at, updated_at)
        values ($1, $2, $3, $3, 'LOYALTY', 'MONETARY', 'ONE_TIME_USE', 0, $4, $5, $6, $6)
    )
    insert into wallets (merchant_id, member_id, voucher_id) values ($1, $5, $2)
"""

READ = """
    select w.member_id, w.voucher_id, w.progress_minor, w.owed_minor, v.code, v.account_id,
           a.available, a.unit
      from wallets as w
      join vouchers as v on (v.merchant_id, v.id) = (w.merchant_id, w.voucher_id)
      join ledger_accounts as a on (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
     where w.merchant_id = $1 and w.member_id = $2
"""

OF_MEMBERS = READ.replace("w.member_id = $2", "w.member_id = any($2)")

# The voucher's row is locked with the wallet's: whoever uses the wallet has that one first.
LOCK = READ + " for no key update of v, w"

CREDITED = """
    select credited_minor from wallet_entries where merchant_id = $1 and key = $2
"""

STEP = """
    with wallet as (
        update wallets
           set progress_minor = $9, owed_minor = $10, entries = entries + 1
         where merchant_id = $1 and member_id = $2
        returning entries
    )
    insert into wallet_entries (
        merchant_id, member_id, number, key, spent_minor, per_minor, credit_minor,
        credited_minor, owed_minor, progress_after, owed_after, sale_id, at, moved_minor)
    select $1, $2, entries, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from wallet
"""


LAST_SCHEME = """
    select per_minor, credit_minor from wallet_entries
     where merchant_id = $1 and member_id = $2
     order by number desc
     limit 1
"""


class Locked(NamedTuple):
    """A wallet that nobody else changes meanwhile."""

    wallet: Wallet
    account: AccountId


class Step(NamedTuple):
    """What one sale does to a wallet's book. Below zero is taken away.

    `moved` is what was owed by somebody who turned out to be the member, or is owed by them now.
    """

    spent: Money
    scheme: WalletScheme
    credited: Money
    owed: Money
    progress_after: Money
    owed_after: Money
    moved: Money | None = None


async def open_(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    code: str,
    *,
    voucher: VoucherId,
    account: AccountId,
    at: datetime,
) -> None:
    await tx.run(OPEN, merchant, voucher, code, account, member, at)


async def read(reads: Reads, merchant: MerchantId, member: MemberId) -> Wallet | None:
    row = await reads.one_or_none(READ, merchant, member)
    return None if row is None else _wallet(row)


async def of_members(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, Wallet]:
    rows = await reads.all(OF_MEMBERS, merchant, list(members))
    return {wallet.member: wallet for wallet in map(_wallet, rows)}


async def lock(tx: Transaction, merchant: MerchantId, member: MemberId) -> Locked | None:
    row = await tx.one_or_none(LOCK, merchant, member)
    if row is None:
        return None
    return Locked(_wallet(row), AccountId(row["account_id"]))


async def credited(reads: Reads, merchant: MerchantId, key: str) -> int | None:
    """What the entry under `key` credited, in minor units; None when there is none."""
    found: int | None = await reads.value(CREDITED, merchant, key)
    return found


async def step(
    tx: Transaction,
    merchant: MerchantId,
    locked: Locked,
    step: Step,
    *,
    sale: SaleId | None,
    key: str,
    at: datetime,
) -> None:
    """Write the next entry of the book, and where it leaves the wallet."""
    await tx.run(
        STEP,
        merchant,
        locked.wallet.member,
        key,
        step.spent.minor,
        step.scheme.per.minor,
        step.scheme.credit.minor,
        step.credited.minor,
        step.owed.minor,
        step.progress_after.minor,
        step.owed_after.minor,
        sale,
        at,
        0 if step.moved is None else step.moved.minor,
    )


async def last_scheme(
    reads: Reads, merchant: MerchantId, member: MemberId, currency: str
) -> WalletScheme | None:
    """The rule by which something was counted for a wallet last; None where nothing ever was."""
    row = await reads.one_or_none(LAST_SCHEME, merchant, member)
    if row is None:
        return None
    return WalletScheme(Money(row["per_minor"], currency), Money(row["credit_minor"], currency))


def _wallet(row: Row) -> Wallet:
    currency = row["unit"]
    return Wallet(
        member=MemberId(row["member_id"]),
        voucher=VoucherId(row["voucher_id"]),
        code=row["code"],
        left=Money(row["available"], currency),
        progress=Money(row["progress_minor"], currency),
        owed=Money(row["owed_minor"], currency),
    )
