"""Redemptions, and the terms in their versions, for people to look at."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId, RedemptionId
from regulars.platform.db import Reads
from regulars.programs.earning.model import Terms, TermsVersion
from regulars.programs.model import Redemption
from regulars.programs.store import program as programs
from regulars.programs.store import redemptions as store


async def redemptions_on(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, order: str
) -> Sequence[Redemption]:
    """Everything that was ever redeemed on an order, oldest first, whatever became of it."""
    return await store.on_order(reads, merchant, connection, order)


async def redemptions_of(
    reads: Reads, merchant: MerchantId, member: MemberId, *, limit: int = 50
) -> Sequence[Redemption]:
    """What a member redeemed, newest first."""
    return await store.of_member(reads, merchant, member, limit=limit)


async def redemption_of(
    reads: Reads, merchant: MerchantId, redemption: RedemptionId
) -> Redemption | None:
    """One redemption; None where the merchant has no such."""
    return await store.by_id(reads, merchant, redemption)


async def terms_at(reads: Reads, merchant: MerchantId, at: datetime) -> tuple[int, Terms] | None:
    """The version that was in force at `at`, else the oldest; None without a program."""
    return await programs.terms_at(reads, merchant, at)


async def terms_of(reads: Reads, merchant: MerchantId, version: int) -> Terms | None:
    """The terms of one version; None where there is no such version."""
    return await programs.terms(reads, merchant, version)


async def versions_of(reads: Reads, merchant: MerchantId) -> Sequence[TermsVersion]:
    """All versions, the newest first."""
    return await programs.versions(reads, merchant)
