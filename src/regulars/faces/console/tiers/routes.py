"""Tiers: what they are and who is in them, and the form that sets them."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.forms import Form
from regulars.faces.console.program.saving import based_on
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.segments.people import members_csv, members_page
from regulars.faces.console.tiers.typed import (
    NEW,
    filled_in,
    one_less,
    one_more,
    read_typed,
    rows,
)
from regulars.faces.console.tiers.words import (
    COLOURS,
    MEASURES,
    SPANS,
    amount,
    example,
    how,
    more,
)
from regulars.faces.console.voice import UNNAMED, voice_of
from regulars.kernel.errors import NotFound, RegularsError
from regulars.merchants.model import Role
from regulars.programs.define import find_program
from regulars.programs.model import Program
from regulars.programs.segments.model import Criteria
from regulars.programs.tiers.define import set_tiers
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.programs.tiers.read import how_many
from regulars.programs.tiers.rules import MOST_TIERS

TIERS = "/console/tiers"
ONE = TIERS + "/{tier_id:uuid}"


class NoSuchTier(NotFound):
    """The program has no tier of that id."""

    code = "no_such_tier"


@get(TIERS)
async def show_tiers(request: ConsoleRequest) -> Page:
    """The tiers with how many members are in each; htmx asks for the list alone."""
    program = await find_program(request.db, request.merchant.id)
    scheme = program.terms.tiers if program else None
    shown: dict[str, Any] = {
        "program": program,
        "scheme": scheme,
        "here": "tiers",
        "live": "/console/live",
    }
    if scheme is not None:
        shown |= await _listed(request, scheme)
    if request.is_htmx:
        return request.part("tiers/found.html", **shown)
    return request.page("tiers/list.html", **shown)


async def _listed(request: ConsoleRequest, scheme: TierScheme) -> dict[str, Any]:
    voice, currency = await voice_of(request), request.merchant.currency
    held = await how_many(request.db, request.merchant.id)
    listed = [
        {
            "tier": tier,
            "begins": amount(scheme, tier.threshold, voice, currency),
            "more": more(tier, voice),
            "members": held.get(tier.id, 0),
        }
        for tier in scheme.tiers
    ]
    return {"rows": listed, "how": how(scheme, voice)}


@get(f"{TIERS}/edit", may=Role.MANAGER)
async def show_form(request: ConsoleRequest) -> Page:
    program = await find_program(request.db, request.merchant.id)
    scheme = program.terms.tiers if program else None
    if scheme is None:
        return await show(request, Form(NEW), program)
    return await show(
        request, filled_in(scheme, request.speech, request.merchant.currency), program
    )


@post(TIERS)
async def save(request: ConsoleRequest) -> Response[Any]:
    """Keep what was typed, from now on."""
    form = await request.read_form()
    scheme = read_typed(form, request)
    if form.is_good and await _saved(request, form, scheme):
        return request.go_to(TIERS, good="The tiers are saved. Members move within a minute.")
    program = await find_program(request.db, request.merchant.id)
    return await show(request, form, program, status=422)


@post(f"{TIERS}/none")
async def stop(request: ConsoleRequest) -> Response[Any]:
    """Have no tiers any more."""
    form = await request.read_form()
    if await _saved(request, form, None):
        return request.go_to(TIERS, good="There are no tiers any more.")
    return request.go_to(TIERS, bad=form.failure)


@post(f"{TIERS}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The places for tiers as the form asks for them: one more, one less, in another measure."""
    form = await request.read_form()
    gone = form.value("remove")
    if form.value("add"):
        form = one_more(form)
    elif gone.isascii() and gone.isdigit() and len(gone) < 3:
        form = one_less(form, int(gone))
    program = await find_program(request.db, request.merchant.id)
    return request.part("tiers/fields.html", **_fields(request, form, program))


@post(f"{TIERS}/example")
async def show_example(request: ConsoleRequest) -> Page:
    """What the tiers mean, while one types."""
    form = await request.read_form()
    return request.part("tiers/example.html", **await _example(request, form))


@get(ONE)
async def show_tier(request: ConsoleRequest, tier_id: FromPath[UUID]) -> Page:
    """Who is in one tier."""
    tier = await _tier(request, tier_id)
    return await members_page(
        request,
        Criteria(tiers=(tier.id,)),
        "tiers/tier.html",
        f"{TIERS}/{tier.id}",
        here="tiers",
        tier=tier,
    )


@get(f"{ONE}/members.csv", may=Role.MANAGER)
async def export_tier(request: ConsoleRequest, tier_id: FromPath[UUID]) -> Stream:
    tier = await _tier(request, tier_id)
    return members_csv(request, Criteria(tiers=(tier.id,)), tier.name)


async def show(
    request: ConsoleRequest, form: Form, program: Program | None, *, status: int = 200
) -> Page:
    return request.page(
        "tiers/edit.html",
        status=status,
        here="tiers",
        program=program,
        known=bool(program and program.terms.tiers),
        based_on=form.value("based_on") or (program.version if program else 0),
        **_fields(request, form, program),
        **await _example(request, Form(form.fields)),
    )


def _fields(request: ConsoleRequest, form: Form, program: Program | None) -> dict[str, Any]:
    return {
        "form": form,
        "places": range(rows(form)),
        "room": rows(form) < MOST_TIERS,
        "colours": COLOURS,
        "measures": MEASURES,
        "spans": SPANS,
        "symbol": currency_symbol(request),
        "label": program.points_label if program else UNNAMED,
    }


async def _example(request: ConsoleRequest, form: Form) -> dict[str, Any]:
    """The tiers in words; nothing while they cannot be."""
    scheme = read_typed(form, request)
    if not form.is_good:
        return {"how": "", "said": []}
    voice = await voice_of(request)
    return {"how": how(scheme, voice), "said": example(scheme, voice, request.merchant.currency)}


async def _saved(request: ConsoleRequest, form: Form, scheme: TierScheme | None) -> bool:
    try:
        await set_tiers(
            request.db,
            request.merchant.id,
            scheme,
            based_on=based_on(form),
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.refuse(refusal)
    return form.is_good


async def _tier(request: ConsoleRequest, tier_id: UUID) -> Tier:
    """Raises `NoSuchTier`."""
    program = await find_program(request.db, request.merchant.id)
    scheme = program.terms.tiers if program else None
    for tier in scheme.tiers if scheme else ():
        if tier.id == tier_id:
            return tier
    raise NoSuchTier("There is no such tier.")


ROUTES = [
    show_tiers,
    show_form,
    save,
    stop,
    show_fields,
    show_example,
    show_tier,
    export_tier,
]
