"""The program of a merchant as rows: its head, and its terms in versions that never change."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.earning.model import Terms, TermsVersion
from regulars.programs.earning.stored import terms_from
from regulars.programs.model import AtTillWords, Program
from regulars.vouchers.model import WalletScheme

HEAD = """
    p.name, p.points_label, p.version, p.intro_text, p.at_till, p.wallet_per_minor,
    p.wallet_credit_minor, p.new_guest_voucher
"""

PROGRAM = f"""
    select {HEAD}, m.currency, v.terms::text as terms
      from programs p
      join merchants m using (merchant_id)
      join program_versions v using (merchant_id, version)
     where p.merchant_id = $1
"""

# The row is the lock: of two who save, the second finds what the first has written.
SAVE_HEAD = """
    insert into programs (merchant_id, name, points_label, intro_text, at_till, wallet_per_minor,
                          wallet_credit_minor, new_guest_voucher, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (merchant_id) do update
       set name = excluded.name, points_label = excluded.points_label,
           intro_text = excluded.intro_text, at_till = excluded.at_till,
           wallet_per_minor = excluded.wallet_per_minor,
           wallet_credit_minor = excluded.wallet_credit_minor,
           new_guest_voucher = excluded.new_guest_voucher, updated_at = excluded.updated_at
    returning version
"""

LOCK = "select version from programs where merchant_id = $1 for update"

ADD_VERSION = """
    with added as (
        insert into program_versions (merchant_id, version, from_at, terms, changed_by)
        values ($1, $2, $3, $4, $5)
    )
    update programs set version = $2, updated_at = $3 where merchant_id = $1
"""

VERSION = """
    select terms::text from program_versions where merchant_id = $1 and version = $2
"""

# Without one in force at that time, the oldest: a sale from before the program keeps to it.
VERSION_AT = """
    select version, terms::text as terms
      from program_versions
     where merchant_id = $1 and version = coalesce(
           (select max(version) from program_versions where merchant_id = $1 and from_at <= $2),
           (select min(version) from program_versions where merchant_id = $1))
"""

VERSIONS = """
    select version, from_at, changed_by, terms::text as terms
      from program_versions
     where merchant_id = $1
     order by version desc
"""


async def program(reads: Reads, merchant: MerchantId) -> Program | None:
    row = await reads.one_or_none(PROGRAM, merchant)
    return None if row is None else program_of(merchant, row)


async def save_head(tx: Transaction, program: Program, *, at: datetime) -> int:
    """Save all but the terms, and lock the program. Answers the version that it is in."""
    wallet = program.wallet
    version: int = await tx.value(
        SAVE_HEAD,
        program.merchant,
        program.name,
        program.points_label,
        program.intro_text,
        program.at_till,
        None if wallet is None else wallet.per.minor,
        None if wallet is None else wallet.credit.minor,
        program.new_guest_voucher,
        at,
    )
    return version


async def lock(tx: Transaction, merchant: MerchantId) -> int | None:
    """Lock the program. Answers the version that it is in, None without one."""
    version: int | None = await tx.value(LOCK, merchant)
    return version


async def add_version(
    tx: Transaction, merchant: MerchantId, version: int, terms: Terms, *, at: datetime, actor: str
) -> None:
    """From `at` on, `terms` are in force, as the program's `version`."""
    await tx.run(ADD_VERSION, merchant, version, at, terms, actor)


async def terms(reads: Reads, merchant: MerchantId, version: int) -> Terms | None:
    text = await reads.value(VERSION, merchant, version)
    return None if text is None else terms_from(text)


async def terms_at(reads: Reads, merchant: MerchantId, at: datetime) -> tuple[int, Terms] | None:
    row = await reads.one_or_none(VERSION_AT, merchant, at)
    return None if row is None else (row["version"], terms_from(row["terms"]))


async def versions(reads: Reads, merchant: MerchantId) -> Sequence[TermsVersion]:
    return [
        TermsVersion(row["version"], row["from_at"], row["changed_by"], terms_from(row["terms"]))
        for row in await reads.all(VERSIONS, merchant)
    ]


def program_of(merchant: MerchantId, row: Row) -> Program:
    return Program(
        merchant=merchant,
        name=row["name"],
        points_label=row["points_label"],
        terms=terms_from(row["terms"]),
        version=row["version"],
        intro_text=row["intro_text"],
        wallet=_wallet(row),
        new_guest_voucher=_voucher(row["new_guest_voucher"]),
        at_till=msgspec.convert(row["at_till"], AtTillWords),
    )


def _wallet(row: Row) -> WalletScheme | None:
    if row["wallet_per_minor"] is None:
        return None
    currency = row["currency"]
    return WalletScheme(
        per=Money(row["wallet_per_minor"], currency),
        credit=Money(row["wallet_credit_minor"], currency),
    )


def _voucher(found: UUID | None) -> VoucherId | None:
    return None if found is None else VoucherId(found)
