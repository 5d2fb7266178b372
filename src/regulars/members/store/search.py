"""The statements that find members."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import assert_never

import msgspec

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.members.model import (
    Found,
    NumberSought,
    Sought,
    TextSought,
    TillConnection,
    TillProgram,
    TillSearch,
)
from regulars.members.rules import LAST
from regulars.members.store.found import ACCOUNT, FOUND, SHOWN, found_of
from regulars.platform.db import Reads, Row

# Each part is one walk along one index, and the parts run one after the other until the limit is
# reached. What fits exactly ends the search; then comes what begins so, then what has it somewhere.
# No part answers what one before it did. What is materialized is planned as if all of it were
# wanted, so that no limit tempts the planner to walk the table; it is still read only on demand.
# What has it somewhere takes the longer the more members there are. Who typed a whole name from its
# start ($13) is spared that where a name begins so.
TEXT = """
    with exact as materialized (
        select {shown} from members where merchant_id = $1 and code = $2
        union all
        select {shown} from members where merchant_id = $1 and card_number = $3
        union all
        select {shown} from members where merchant_id = $1 and email = $4
    ), begins as materialized (
        (select {shown} from members
          where merchant_id = $1 and forward_name >= $6 and forward_name < $7
            and not exists (select from exact)
          order by forward_name limit {limit})
        union all
        (select {shown} from members
          where merchant_id = $1 and backward_name >= $6 and backward_name < $7
            and not exists (select from exact)
            and (forward_name >= $6 and forward_name < $7) is not true
          order by backward_name limit {limit})
        union all
        (select {shown} from members
          where merchant_id = $1 and email >= $4 and email < $5
            and not exists (select from exact)
            and (forward_name >= $6 and forward_name < $7) is not true
            and (backward_name >= $6 and backward_name < $7) is not true
          order by email limit {limit})
    ), somewhere as materialized (
        select {shown}, forward_name, backward_name from members
         where merchant_id = $1 and search_text like $10 and search_text like $11
           and search_text like all($12::text[])
    )
    select {shown} from exact
    union all
    select {shown} from begins
    union all
    (select {shown} from somewhere
      where not exists (select from exact)
        and not ($13::boolean and exists (select from begins))
        and (forward_name >= $6 and forward_name < $7) is not true
        and (backward_name >= $6 and backward_name < $7) is not true
        and (email >= $4 and email < $5) is not true
      limit {limit})
    union all
    (select {shown} from members
      where merchant_id = $1
        and split_part(email, '@', 2) >= $8 and split_part(email, '@', 2) < $9
        and not exists (select from exact)
        and (forward_name >= $6 and forward_name < $7) is not true
        and (backward_name >= $6 and backward_name < $7) is not true
        and (email >= $4 and email < $5) is not true
        and (search_text like $10 and search_text like $11
             and search_text like all($12::text[])) is not true
      order by split_part(email, '@', 2) limit {limit})
    limit {limit}
"""

NUMBER = """
    with exact as materialized (
        select {shown} from members where merchant_id = $1 and code = $2
        union all
        select {shown} from members where merchant_id = $1 and card_number = $3
        union all
        select {shown} from members where merchant_id = $1 and phone = any($4::text[])
        union all
        (select {shown} from members
          where merchant_id = $1 and reverse(phone) >= $5 and reverse(phone) < $6
          limit {limit})
    ), somewhere as materialized (
        select {shown} from members
         where merchant_id = $1 and search_text like $13 and search_text like $14
           and search_text like all($15::text[])
    )
    select {shown} from exact
    union all
    (select {shown} from members
      where merchant_id = $1 and reverse(phone) >= $7 and reverse(phone) < $8
        and not exists (select from exact)
      order by reverse(phone) limit {limit})
    union all
    (select {shown} from members
      where merchant_id = $1 and phone >= $9 and phone < $10
        and not exists (select from exact)
        and (reverse(phone) >= $7 and reverse(phone) < $8) is not true
      order by phone limit {limit})
    union all
    (select {shown} from members
      where merchant_id = $1 and phone >= $11 and phone < $12
        and not exists (select from exact)
        and (reverse(phone) >= $7 and reverse(phone) < $8) is not true
        and (phone >= $9 and phone < $10) is not true
      order by phone limit {limit})
    union all
    (select {shown} from somewhere
      where not exists (select from exact)
        and (reverse(phone) >= $7 and reverse(phone) < $8) is not true
        and (phone >= $9 and phone < $10) is not true
        and (phone >= $11 and phone < $12) is not true
      limit {limit})
    limit {limit}
"""

AT_TILL = """
    select c.status, c.key_version, c.company_id, c.settings::text as settings, s.store_id,
           p.name as program, p.points_label, p.intro_text, m.*
      from connections c
      left join connection_sites s on s.merchant_id = c.merchant_id and s.connection_id = c.id
           and s.site_id = {site}
      left join programs p on p.merchant_id = c.merchant_id
      left join lateral ({found}) m on true
     where c.merchant_id = $1 and c.id = {connection}
"""


async def find(
    reads: Reads, merchant: MerchantId, sought: Sought, *, limit: int, at: datetime
) -> Sequence[Found]:
    sql, arguments = _search(sought, limit, at)
    return _each_once(await reads.all(sql, merchant, *arguments))


async def find_at_till(
    reads: Reads,
    merchant: MerchantId,
    connection: ConnectionId,
    sought: Sought,
    *,
    site_id: str,
    limit: int,
    at: datetime,
) -> TillSearch | None:
    """What `find` answers, with the connection, its mapping and the program, in one round trip."""
    found, arguments = _search(sought, limit, at)
    before = len(arguments) + 1
    sql = AT_TILL.format(found=found, connection=f"${before + 1}", site=f"${before + 2}")
    rows = await reads.all(sql, merchant, *arguments, connection, site_id)
    return _till_search(rows) if rows else None


def _search(sought: Sought, limit: int, at: datetime) -> tuple[str, tuple[object, ...]]:
    """The statement that looks for `sought`, and its arguments from the second on."""
    match sought:
        case TextSought():
            search = TEXT
            arguments: tuple[object, ...] = (
                sought.code,
                sought.card_number,
                *_begins(sought.email),
                *_begins(sought.name_start),
                *_begins(sought.domain_start),
                *_patterns(sought.patterns),
                sought.from_the_start,
            )
        case NumberSought():
            search = NUMBER
            arguments = (
                sought.code,
                sought.card_number,
                sought.phones,
                *_begins(sought.whole_end and sought.whole_end[::-1]),
                *_begins(sought.phone_end and sought.phone_end[::-1]),
                *_begins(sought.phone_start),
                *_begins(sought.home_start),
                *_patterns(sought.patterns),
            )
        case other:
            assert_never(other)
    return _statement(search, limit, f"${len(arguments) + 2}"), (*arguments, at)


@cache
def _statement(search: str, limit: int, at: str) -> str:
    # The limit is written out, since the planner has to know how few rows there will be. No join
    # keeps an order, so each has its place. Who was merged into another is found as that one.
    found = search.format(shown=SHOWN, limit=limit)
    placed = f"""
        select coalesce(merged_into, id) as kept, row_number() over () as place
          from ({found}) found
    """
    return f"""
        with shown as materialized (
            select {SHOWN}, place
              from ({placed}) placed
              join members on (merchant_id, id) = ($1, kept))
        select {FOUND} from shown f {ACCOUNT.format(at=at)}
         order by f.place
    """


def _begins(start: str | None) -> tuple[str | None, str | None]:
    """What begins with `start` is from the first on and before the second."""
    return (start, start + LAST) if start else (None, None)


def _patterns(patterns: Sequence[str]) -> tuple[str | None, str | None, Sequence[str]]:
    """Two patterns for the index, twice the same where there is one, and the others."""
    if not patterns:
        return None, None, ()
    return patterns[0], patterns[min(1, len(patterns) - 1)], patterns[2:]


def _each_once(rows: Sequence[Row]) -> Sequence[Found]:
    """Somebody whose card and telephone number both fit was found twice, or as who they were."""
    return [found_of(row) for row in {row["id"]: row for row in rows}.values()]


def _till_search(rows: Sequence[Row]) -> TillSearch:
    first = rows[0]
    connection = TillConnection(
        status=first["status"],
        key_version=first["key_version"],
        company_id=first["company_id"] or "",
        settings=msgspec.json.decode(first["settings"]),
    )
    program = None
    if first["program"] is not None:
        program = TillProgram(first["program"], first["points_label"], first["intro_text"])
    found = _each_once([row for row in rows if row["id"] is not None])
    return TillSearch(connection, first["store_id"], program, found)
