"""A member's tier follows from what their sales come to."""

from collections.abc import Iterable
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
    members: Iterable[MemberId | None],
    terms: Terms | None,
    *,
    at: datetime,
) -> None:
    """Bring each member's tier to where the recorded sales put it: up at once, down after grace.

    A step, told as often as anybody likes. `terms` are those in force now, whatever a sale keeps
    to; without any, and for nobody, nothing happens.
    """
    if terms is None or terms.tiers is None:
        return
    for member in sorted({member for member in members if member is not None}):
        await place(tx, merchant, member, terms.tiers, at=at)


async def place(
    tx: Transaction, merchant: MerchantId, member: MemberId, scheme: TierScheme, *, at: datetime
) -> Membership | None:
    """The tier that `member` has by `scheme`, which may be one without tiers. A step."""
    held, time_zone = await store.lock(tx, merchant, member)
    here = at.astimezone(ZoneInfo(time_zone))
    figures = await store.figures(tx, merchant, member, rules.counted_from(scheme, here))
    stands = rules.stands(scheme, member, held, rules.figure(scheme, figures), at=here)
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
