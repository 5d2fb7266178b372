"""The statements that find members, with the points they have."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from uuid import UUID

import msgspec

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId
from regulars.kernel.points import Points
from regulars.members.model import Found, Sought, TillConnection, TillProgram, TillSearch
from regulars.members.rules import LAST
from regulars.platform.db import Reads, Row

FOUND = """
    f.id, f.code, f.first_name, f.last_name, f.email, f.phone, f.card_number, f.picture_url,
    f.enrolled_at, f.last_seen_at, a.available, a.held
"""
SHOWN = """
    id, account_id, code, first_name, last_name, email, phone, card_number, picture_url,
    enrolled_at, last_seen_at
"""
ACCOUNT = "join ledger_accounts a on a.merchant_id = $1 and a.id = f.account_id"

NEWEST = f"""
    select {FOUND}
      from (select {SHOWN} from members
             where merchant_id = $1 and (enrolled_at, id) < ($2, $3)
             order by enrolled_at desc, id desc
             limit $4) f
      {ACCOUNT}
     order by f.enrolled_at desc, f.id desc
"""

# Each part is one walk along one index, and the parts run one after the other until the limit is
# reached: what fits exactly, what begins so, what has it somewhere. No part answers what one
# before it did, so that the limit counts members.
SEARCH = """
    (select 1 as rank, {shown} from members where merchant_id = $1 and code = $2)
    union all
    (select 1, {shown} from members where merchant_id = $1 and card_number = $3)
    union all
    (select 1, {shown} from members where merchant_id = $1 and phone = any($4::text[]))
    union all
    (select 1, {shown} from members where merchant_id = $1 and email = $5)
    union all
    (select 2, {shown} from members
      where merchant_id = $1
        and reverse(phone) collate "C" >= $6 and reverse(phone) collate "C" < $7
      order by reverse(phone) collate "C" limit {limit})
    union all
    (select 3, {shown} from members
      where merchant_id = $1 and forward_name >= $8 and forward_name < $9
      order by forward_name limit {limit})
    union all
    (select 4, {shown} from members
      where merchant_id = $1 and backward_name >= $8 and backward_name < $9
        and (forward_name >= $8 and forward_name < $9) is not true
      order by backward_name limit {limit})
    union all
    (select 5, {shown} from members
      where merchant_id = $1 and email >= $10 and email < $11
        and (forward_name >= $8 and forward_name < $9) is not true
        and (backward_name >= $8 and backward_name < $9) is not true
      order by email limit {limit})
    union all
    (select 6, {shown} from members
      where merchant_id = $1 and search_text like $12 and search_text like $13
        and search_text like all($14::text[])
        and (reverse(phone) collate "C" >= $6 and reverse(phone) collate "C" < $7) is not true
        and (forward_name >= $8 and forward_name < $9) is not true
        and (backward_name >= $8 and backward_name < $9) is not true
        and (email >= $10 and email < $11) is not true
      limit {limit})
    limit {most}
"""
THE_END = (datetime(9999, 1, 1, tzinfo=UTC), MemberId(UUID(int=2**128 - 1)))
"""Every member enrolled before this."""

EXACT = 4
"""So many members can fit exactly, and be answered once more by a later part."""

AT_TILL = """
    select c.status, c.key_version, c.company_id, c.settings::text as settings, s.store_id,
           p.name as program, p.points_label, p.intro_text, m.*
      from connections c
      left join connection_sites s
        on s.merchant_id = c.merchant_id and s.connection_id = c.id and s.site_id = $16
      left join programs p on p.merchant_id = c.merchant_id
      left join lateral ({found}) m on true
     where c.merchant_id = $1 and c.id = $15
"""


async def find(
    reads: Reads, merchant: MerchantId, sought: Sought, *, limit: int
) -> Sequence[Found]:
    rows = await reads.all(_found_sql(limit), merchant, *_search_arguments(sought))
    return _in_order(rows, limit)


async def find_at_till(
    reads: Reads,
    merchant: MerchantId,
    connection: ConnectionId,
    sought: Sought,
    *,
    site_id: str,
    limit: int,
) -> TillSearch | None:
    """What `find` answers, with the connection, its mapping and the program, in one round trip."""
    rows = await reads.all(
        _at_till_sql(limit), merchant, *_search_arguments(sought), connection, site_id
    )
    if not rows:
        return None
    first = rows[0]
    return TillSearch(
        TillConnection(
            status=first["status"],
            key_version=first["key_version"],
            company_id=first["company_id"] or "",
            settings=msgspec.json.decode(first["settings"]),
        ),
        first["store_id"],
        None
        if first["program"] is None
        else TillProgram(first["program"], first["points_label"], first["intro_text"]),
        _in_order([row for row in rows if row["id"] is not None], limit),
    )


@cache
def _found_sql(limit: int) -> str:
    # The limit is written out, since the planner has to know how few rows there will be.
    search = SEARCH.format(shown=SHOWN, limit=limit, most=limit + EXACT)
    return f"select f.rank, {FOUND} from ({search}) f {ACCOUNT}"


@cache
def _at_till_sql(limit: int) -> str:
    return AT_TILL.format(found=_found_sql(limit))


def _search_arguments(sought: Sought) -> tuple[object, ...]:
    first, *others = sought.patterns or (None,)
    return (
        sought.code,
        sought.card_number,
        sought.phones,
        sought.email,
        *_range(sought.phone_end and sought.phone_end[::-1]),
        *_range(sought.name_start),
        *_range(sought.email_start),
        first,
        others[0] if others else first,
        others[1:],
    )


def _range(start: str | None) -> tuple[str | None, str | None]:
    """Everything that begins with `start` is from the first on and before the second."""
    return (start, start + LAST) if start else (None, None)


def _in_order(rows: Sequence[Row], limit: int) -> Sequence[Found]:
    """Each member once, what fits best first."""
    best: dict[MemberId, Row] = {}
    for row in sorted(rows, key=itemgetter("rank")):
        best.setdefault(row["id"], row)
    return [_found(row) for row in list(best.values())[:limit]]


def _found(row: Row) -> Found:
    return Found(
        id=MemberId(row["id"]),
        code=row["code"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"],
        card_number=row["card_number"],
        picture_url=row["picture_url"],
        enrolled_at=row["enrolled_at"],
        last_seen_at=row["last_seen_at"],
        available=Points(row["available"]),
        held=Points(row["held"]),
    )


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    before: tuple[datetime, MemberId] | None,
    limit: int,
) -> Sequence[Found]:
    enrolled_at, member = before or THE_END
    return [_found(row) for row in await reads.all(NEWEST, merchant, enrolled_at, member, limit)]
