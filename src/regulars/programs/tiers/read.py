"""The tiers that members have, and how far they are from the next."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MemberId, MerchantId, TierId
from regulars.platform.db import Reads
from regulars.programs.define import find_program
from regulars.programs.earning.model import Terms
from regulars.programs.store import tiers as store
from regulars.programs.tiers import rules
from regulars.programs.tiers.model import Progress, Tier


async def tier_of(reads: Reads, merchant: MerchantId, member: MemberId) -> Tier | None:
    """The tier that a member has now, as the program has it now."""
    return (await tiers_of(reads, merchant, [member])).get(member)


async def tiers_of(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, Tier]:
    """The tiers of those of `members` that have one."""
    held = await store.of_members(reads, merchant, members) if members else {}
    if not held:
        return {}
    program = await find_program(reads, merchant)
    tiers = {tier.id: tier for tier in _tiers(program.terms if program else None)}
    return {member: tiers[tier] for member, tier in held.items() if tier in tiers}


async def progress_of(
    reads: Reads, merchant: MerchantId, member: MemberId, terms: Terms, *, at: datetime
) -> Progress | None:
    """How far a member is by `terms`; None where they have no tiers."""
    scheme = terms.tiers
    if scheme is None or not scheme.tiers:
        return None
    here = at.astimezone(ZoneInfo(await store.time_zone(reads, merchant)))
    figures = await store.figures(reads, merchant, member, rules.counted_from(scheme, here))
    held = await store.held(reads, merchant, member)
    return rules.progress(scheme, held, rules.figure(scheme, figures))


async def how_many(reads: Reads, merchant: MerchantId) -> Mapping[TierId, int]:
    """How many members have each tier."""
    return await store.how_many(reads, merchant)


def _tiers(terms: Terms | None) -> tuple[Tier, ...]:
    return terms.tiers.tiers if terms is not None and terms.tiers is not None else ()
