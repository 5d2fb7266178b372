"""The same person twice: look for the other one, compare the two, and make them one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.members.compared import compared
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.ids import MemberId
from regulars.members.find import alike, find
from regulars.members.model import Member
from regulars.members.read import read_member
from regulars.merchants.model import Role
from regulars.sales.merge_members import merge_members

MERGE = "/console/members/{member_id:uuid}/merge"
SHOWN = 10


@get(MERGE, may=Role.MANAGER)
async def show_others(request: ConsoleRequest, member_id: FromPath[UUID]) -> Page:
    """Who may be the same person, and whom `q` looks for. htmx asks for those found alone."""
    db, merchant = request.db, request.merchant
    member = await read_member(db, merchant.id, MemberId(member_id))
    keyword, refusal = request.query_params.get("q", "").strip(), ""
    try:
        found = await find(
            db, merchant.id, keyword, country=merchant.country, at=request.now, limit=SHOWN
        )
    except Invalid as refused:
        found, refusal = [], refused.sentence
    shown: dict[str, Any] = {
        "member": member,
        "keyword": keyword,
        "refusal": refusal,
        "found": [one for one in found if one.id != member.id],
    }
    if request.is_htmx:
        return request.part("members/others.html", **shown)
    twins = await alike(db, merchant.id, member, at=request.now)
    return request.page("members/merge.html", here="members", twins=twins, **shown)


@get(f"{MERGE}/{{other_id:uuid}}", may=Role.MANAGER)
async def show_comparison(
    request: ConsoleRequest, member_id: FromPath[UUID], other_id: FromPath[UUID]
) -> Page:
    """The two side by side; the first is the one who is kept."""
    kept, gone = await _both(request, member_id, other_id)
    return await _show(request, kept, gone)


@post(f"{MERGE}/{{other_id:uuid}}")
async def merge_two(
    request: ConsoleRequest, member_id: FromPath[UUID], other_id: FromPath[UUID]
) -> Response[Any]:
    kept, gone = await _both(request, member_id, other_id)
    try:
        await merge_members(
            request.db,
            request.merchant.id,
            gone=gone.id,
            into=kept.id,
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        return await _show(request, kept, gone, refusal=refusal.sentence)
    sentence = f"{gone.code} is one member with {kept.name} ({kept.code}) now."
    return request.go_to(f"/console/members/{kept.id}", good=sentence)


async def _both(request: ConsoleRequest, kept: UUID, gone: UUID) -> tuple[Member, Member]:
    db, merchant = request.db, request.merchant.id
    return (
        await read_member(db, merchant, MemberId(kept)),
        await read_member(db, merchant, MemberId(gone)),
    )


async def _show(request: ConsoleRequest, kept: Member, gone: Member, *, refusal: str = "") -> Page:
    return request.page(
        "members/compare.html",
        status=422 if refusal else 200,
        here="members",
        kept=kept,
        gone=gone,
        compared=await compared(request, kept, gone),
        refusal=refusal,
    )


ROUTES = [show_others, show_comparison, merge_two]
