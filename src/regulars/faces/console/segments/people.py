"""Who is in a segment or a tier, as a list and as a file."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar.response import Stream

from regulars.faces.console.downloads import csv_download, day_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import MemberId
from regulars.platform.spreadsheets import Cell
from regulars.programs.segments.model import Criteria, InIt
from regulars.programs.segments.read import how_many_in, members_in

ON_A_PAGE = 50
AT_ONCE = 1_000
HEADINGS = ("Name", "Member code", "E-mail", "Phone", "Joined", "Last seen")


async def members_page(
    request: ConsoleRequest, criteria: Criteria, template: str, address: str, **context: Any
) -> Page:
    """The members for whom `criteria` holds; `before` in the address turns the page."""
    before = _read_mark(request.query_params.get("before", ""))
    merchant, at = request.merchant.id, request.now
    found = await members_in(
        request.db, merchant, criteria, at=at, before=before, limit=ON_A_PAGE + 1
    )
    shown = found[:ON_A_PAGE]
    return request.page(
        template,
        members=shown,
        total=await how_many_in(request.db, merchant, criteria, at=at),
        address=address,
        next=_after(shown[-1], address) if len(found) > ON_A_PAGE else "",
        **context,
    )


def members_csv(request: ConsoleRequest, criteria: Criteria, name: str) -> Stream:
    """The same members as a file, all of them."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name)
    file = f"{plain.strip('-').lower() or 'members'}-{day_of(request.now, request)}.csv"
    return csv_download(request, file, HEADINGS, _pages(request, criteria))


async def _pages(
    request: ConsoleRequest, criteria: Criteria
) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    before = None
    while found := await members_in(
        request.db, request.merchant.id, criteria, at=request.now, before=before, limit=AT_ONCE
    ):
        yield [_row(request, member) for member in found]
        before = (found[-1].enrolled_at, found[-1].id)


def _row(request: ConsoleRequest, member: InIt) -> Sequence[Cell]:
    zone, seen = request.speech.zone, member.last_seen_at
    return (
        member.name,
        member.code,
        member.email or "",
        member.phone or "",
        member.enrolled_at.astimezone(zone).date().isoformat(),
        seen.astimezone(zone).date().isoformat() if seen else "",
    )


def _after(last: InIt, address: str) -> str:
    mark = f"{last.enrolled_at.isoformat()}_{last.id}"
    return f"{address}?{urlencode({'before': mark})}"


def _read_mark(text: str) -> tuple[datetime, MemberId] | None:
    """The end of the page before; the first page for anything that is none."""
    at, _, member = text.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, MemberId(UUID(member))) if moment.tzinfo else None
    except ValueError:
        return None
