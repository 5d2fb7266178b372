"""Which members a list shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from regulars.faces.console.members.purse import Shown, wallets
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MemberId
from regulars.members.find import find
from regulars.members.model import Found
from regulars.members.read import newest
from regulars.programs.tiers.model import Tier
from regulars.programs.tiers.read import tiers_of

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it is shown: the members, what was looked for, and the way to the next page."""

    members: Sequence[Found]
    wallets: Mapping[MemberId, Shown]
    tiers: Mapping[MemberId, Tier] = field(default_factory=dict)
    keyword: str = ""
    refusal: str = ""
    next: str = ""
    first: bool = True

    @property
    def is_newest(self) -> bool:
        """Whether somebody who enrols now belongs at its top."""
        return self.first and not self.keyword


async def listed(request: ConsoleRequest) -> Listed:
    """What the address asks for: `q` looks for somebody, `before` turns the page."""
    keyword = request.query_params.get("q", "").strip()
    if not keyword:
        return await _newest(request)
    try:
        found = await find(
            request.db,
            request.merchant.id,
            keyword,
            country=request.merchant.country,
            at=request.now,
            limit=50,
        )
    except Invalid as refusal:
        return Listed([], {}, keyword=keyword, refusal=refusal.sentence)
    tiers = await their_tiers(request, found)
    return Listed(found, await held_by(request, found), tiers, keyword=keyword)


async def _newest(request: ConsoleRequest) -> Listed:
    before = _read_mark(request.query_params.get("before", ""))
    members = await newest(
        request.db, request.merchant.id, at=request.now, before=before, limit=ON_A_PAGE + 1
    )
    shown = members[:ON_A_PAGE]
    more = _after(shown[-1]) if len(members) > ON_A_PAGE else ""
    held, tiers = await held_by(request, shown), await their_tiers(request, shown)
    return Listed(shown, held, tiers, next=more, first=before is None)


async def held_by(request: ConsoleRequest, found: Sequence[Found]) -> Mapping[MemberId, Shown]:
    return await wallets(request, [member.id for member in found])


async def their_tiers(request: ConsoleRequest, found: Sequence[Found]) -> Mapping[MemberId, Tier]:
    return await tiers_of(request.db, request.merchant.id, [member.id for member in found])


def _after(last: Found) -> str:
    mark = f"{last.enrolled_at.isoformat()}_{last.id}"
    return f"/console/members?{urlencode({'before': mark})}"


def _read_mark(text: str) -> tuple[datetime, MemberId] | None:
    """The end of the page before; the first page for anything that is none."""
    at, _, member = text.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, MemberId(UUID(member))) if moment.tzinfo else None
    except ValueError:
        return None
