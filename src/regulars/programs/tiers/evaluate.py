"""A member's tier follows from what their sales come to."""

from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.programs.earning.model import Terms
from regulars.programs.facts import TierChanged
from regulars.programs.store import tiers as store
from regulars.programs.tiers import rules
from regulars.programs.tiers.model import Membership, TierScheme

WITHOUT_TIERS = TierScheme(())


async def evaluate(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    terms: Terms,
    *,
    at: datetime,
    time_zone: str,
) -> Membership | None:
    """Bring a member's tier to where the recorded sales put it: up at once, down after the grace.

    A step, told as often as anybody likes. `terms` are those in force now, whatever a sale keeps
    to, and `time_zone` is the merchant's. Answers the tier that the member has then.
    """
    if terms.tiers is None:
        return None
    return await place(tx, merchant, member, terms.tiers, at=at.astimezone(ZoneInfo(time_zone)))


async def place(
    tx: Transaction, merchant: MerchantId, member: MemberId, scheme: TierScheme, *, at: datetime
) -> Membership | None:
    """The same by a scheme, which may be one without tiers. `at` is in the merchant's own time."""
    held = await store.lock(tx, merchant, member)
    figures = await store.figures(tx, merchant, member, rules.counted_from(scheme, at))
    stands = rules.stands(scheme, member, held, rules.figure(scheme, figures), at=at)
    if stands == held:
        return held
    if stands is None:
        await store.drop(tx, merchant, member)
    else:
        await store.save(tx, merchant, stands)
    if (stands and stands.tier) != (held and held.tier):
        await _announce(tx, merchant, member, held, stands, at=at)
    return stands


async def _announce(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    held: Membership | None,
    stands: Membership | None,
    *,
    at: datetime,
) -> None:
    fact = TierChanged(
        member=str(member),
        tier=str(stands.tier) if stands else "",
        before=str(held.tier) if held else "",
    )
    await journal.write(tx, merchant, fact, at=at)
