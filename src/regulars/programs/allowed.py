"""Whether what a button is about may be used on this bill now, as it stands this moment."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.platform.db import Transaction
from regulars.programs.benefits.stacking import check_combination
from regulars.programs.conditions.model import FOR_EVER, Conditions, InSegment, Used
from regulars.programs.conditions.rules import Who, began, check
from regulars.programs.model import Claim, Redemption
from regulars.programs.segments.read import segments_of
from regulars.programs.store import uses
from regulars.programs.store.uses import Around
from regulars.programs.subject import Subject, kind_of, title_of
from regulars.vouchers.model import Voucher


async def check_allowed(
    tx: Transaction,
    merchant: MerchantId,
    claim: Claim,
    subject: Subject,
    standing: Sequence[Redemption],
    around: Around,
    *,
    store: StoreId,
    before: Money,
    at: datetime,
) -> date:
    """Raises `CannotRedeem` with what stands in the way; answers the period that the use is in.

    A step. `before` is what the bill came to without anything of ours. Limits are looked at for the
    sake of the sentence: it is the database that keeps to them.
    """
    alone = not isinstance(subject, Voucher) and subject.conditions.alone
    title = title_of(subject)
    check_combination(around.stacking, standing, kind_of(subject), title, alone=alone)
    if isinstance(subject, Voucher):
        return FOR_EVER
    local = at.astimezone(ZoneInfo(around.time_zone))
    since = began(subject.conditions.per, local)
    who = await who_is(tx, merchant, claim, subject.conditions, around, at=at)
    by_member = 0
    if subject.conditions.limit_per_member is not None:
        by_member = await uses.by_member(
            tx, merchant, kind_of(subject), subject.id, claim.member, since=since
        )
    used = Used(subject.used, by_member, subject.spent_minor)
    check(title, subject.conditions, who, used, store=store, at=local, before=before)
    return since


async def who_is(
    tx: Transaction,
    merchant: MerchantId,
    claim: Claim,
    conditions: Conditions,
    around: Around,
    *,
    at: datetime,
) -> Who:
    """The member, as far as the conditions ask. A step."""
    match conditions.audience:
        case InSegment(segment):
            segments = await segments_of(tx, merchant, claim.member, [segment], at=at)
            return Who(claim.member, around.tier, segments)
        case _:
            return Who(claim.member, around.tier)
