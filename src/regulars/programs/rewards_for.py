"""What a member has at a till right now."""

from datetime import datetime

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId
from regulars.platform.db import Database
from regulars.programs.model import AtTill
from regulars.programs.store import at_till


async def rewards_for(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    site_id: str,
    member: MemberId,
    at: datetime,
) -> AtTill | None:
    """The connection, the member and all rewards and offers, in one round trip.

    None when the connection does not exist; the member is None when the merchant has no such one.
    Which rewards the points reach for is `rules.usable_rewards`.
    """
    return await at_till.look_up(db, merchant, connection, site_id=site_id, member=member, at=at)
