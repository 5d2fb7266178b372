"""Segments: who the merchant wants to reach, and who that is now."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.segments.people import members_csv, members_page
from regulars.faces.console.segments.typed import filled_in, read_criteria, tier_options
from regulars.faces.console.segments.words import BIRTHDAYS, STARTS, described
from regulars.faces.console.voice import voice_of
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import SegmentId, uuid7
from regulars.merchants.model import Role
from regulars.programs.segments.define import (
    delete_segment,
    list_segments,
    read_segment,
    save_segment,
)
from regulars.programs.segments.model import Criteria, Segment
from regulars.programs.segments.read import how_many_in
from regulars.programs.segments.rules import LONGEST_NAME, check_criteria

SEGMENTS = "/console/segments"
ONE = SEGMENTS + "/{segment_id:uuid}"


@get(SEGMENTS)
async def show_segments(request: ConsoleRequest) -> Page:
    """All segments, and how many members are in each now."""
    voice = await voice_of(request)
    rows = [
        {
            "segment": one,
            "words": described(one.criteria, voice),
            "members": await _count(request, one.criteria),
        }
        for one in await list_segments(request.db, request.merchant.id)
    ]
    starts = [
        (name, f"{SEGMENTS}/new?{urlencode({'name': name, **asked})}", hint)
        for name, asked, hint in STARTS
    ]
    return request.page("segments/list.html", here="segments", rows=rows, starts=starts)


@get(f"{SEGMENTS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    """An empty form, or one that the address has begun."""
    return await show(request, Form(dict(request.query_params)), None)


@post(SEGMENTS)
async def add(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    return await save(request, form, SegmentId(uuid7(request.now)), None)


@post(f"{SEGMENTS}/count")
async def show_count(request: ConsoleRequest) -> Page:
    """Who would be in it, while one types."""
    form = await request.read_form()
    return request.part("segments/count.html", **await _counted(request, form))


@get(ONE)
async def show_segment(request: ConsoleRequest, segment_id: FromPath[UUID]) -> Page:
    """Who is in it now."""
    segment = await _segment(request, segment_id)
    words = described(segment.criteria, await voice_of(request))
    return await members_page(
        request,
        segment.criteria,
        "segments/segment.html",
        f"{SEGMENTS}/{segment.id}",
        here="segments",
        segment=segment,
        words=words,
    )


@get(f"{ONE}/members.csv", may=Role.MANAGER)
async def export_segment(request: ConsoleRequest, segment_id: FromPath[UUID]) -> Stream:
    segment = await _segment(request, segment_id)
    return members_csv(request, segment.criteria, segment.name)


@get(f"{ONE}/edit", may=Role.MANAGER)
async def show_form(request: ConsoleRequest, segment_id: FromPath[UUID]) -> Page:
    segment = await _segment(request, segment_id)
    return await show(request, filled_in(segment, request.speech), segment)


@post(ONE)
async def change(request: ConsoleRequest, segment_id: FromPath[UUID]) -> Response[Any]:
    segment = await _segment(request, segment_id)
    return await save(request, await request.read_form(), segment.id, segment)


@post(f"{ONE}/delete")
async def delete(request: ConsoleRequest, segment_id: FromPath[UUID]) -> Response[Any]:
    segment = await _segment(request, segment_id)
    try:
        await delete_segment(
            request.db, request.merchant.id, segment.id, at=request.now, actor=request.actor
        )
    except RegularsError as refusal:
        return request.go_to(f"{SEGMENTS}/{segment.id}", bad=refusal.sentence)
    return request.go_to(SEGMENTS, good=f"“{segment.name}” is deleted.")


async def save(
    request: ConsoleRequest, form: Form, id_: SegmentId, known: Segment | None
) -> Response[Any]:
    """Keep what was typed: `known` changed, or a new one."""
    name = form.text("name", required="What is it called?", most=LONGEST_NAME)
    segment = Segment(id_, name, read_criteria(form, request))
    if form.is_good:
        try:
            await save_segment(
                request.db, request.merchant.id, segment, at=request.now, actor=request.actor
            )
            return request.go_to(f"{SEGMENTS}/{id_}", good=f"“{name}” is saved.")
        except RegularsError as refusal:
            form.refuse(refusal)
    return await show(request, form, known, status=422)


async def show(
    request: ConsoleRequest, form: Form, known: Segment | None, *, status: int = 200
) -> Page:
    return request.page(
        "segments/edit.html",
        status=status,
        here="segments",
        form=form,
        known=known,
        birthdays=BIRTHDAYS,
        symbol=currency_symbol(request),
        tiers=tier_options(form, await voice_of(request)),
        **await _counted(request, Form(form.fields)),
    )


async def _counted(request: ConsoleRequest, form: Form) -> dict[str, Any]:
    """Whom the form means, in words, and how many they are; nothing while that makes no sense."""
    criteria = read_criteria(form, request)
    if form.is_good:
        try:
            check_criteria(criteria)
        except RegularsError as refusal:
            form.failure = refusal.sentence
    if not form.is_good:
        return {"words": "", "count": 0}
    words = described(criteria, await voice_of(request))
    return {"words": words, "count": await _count(request, criteria)}


async def _count(request: ConsoleRequest, criteria: Criteria) -> int:
    return await how_many_in(request.db, request.merchant.id, criteria, at=request.now)


async def _segment(request: ConsoleRequest, segment_id: UUID) -> Segment:
    return await read_segment(request.db, request.merchant.id, SegmentId(segment_id))


ROUTES = [
    show_segments,
    show_new,
    add,
    show_count,
    show_segment,
    export_segment,
    show_form,
    change,
    delete,
]
