"""Names of several members in one go."""

from collections.abc import Collection, Mapping

from regulars.kernel.ids import MemberId, MerchantId
from regulars.members.model import Named
from regulars.platform.db import Reads

NAMES = """
    select id, trim(concat_ws(' ', first_name, last_name)) as name, picture_url
      from members
     where merchant_id = $1 and id = any($2::uuid[])
"""


async def names(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, Named]:
    rows = await reads.all(NAMES, merchant, list(members))
    return {MemberId(row["id"]): Named(row["name"], row["picture_url"]) for row in rows}
