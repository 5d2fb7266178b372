"""Statuses: the system's as a visit goes, and a venue's own, added, renamed and switched off."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.model import Status, StatusType
from regulars.bookings.rules.statuses import NAMES
from regulars.bookings.statuses_own import (
    add_status,
    list_statuses,
    rename_status,
    switch_status,
)
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import NotFound, RegularsError
from regulars.merchants.model import Role
from regulars.merchants.stores import stores

STATUSES = "/console/statuses"
ONE = STATUSES + "/{code:str}"
DOES = {
    StatusType.UNCONFIRMED: "The guest is still to be asked.",
    StatusType.CONFIRMED: "The guest is expected.",
    StatusType.ARRIVED: "Here, not at the table yet.",
    StatusType.PARTIALLY_SEATED: "Some of the party sit already.",
    StatusType.SEATED: "The till gets an order.",
    StatusType.ORDERED: "At the table.",
    StatusType.ENTREES_AWAY: "At the table.",
    StatusType.MAINS_AWAY: "At the table.",
    StatusType.DESSERTS_AWAY: "At the table.",
    StatusType.BILLED: "At the table, with the bill.",
    StatusType.PAID: "At the table, paid.",
    StatusType.FINISHED: "The tables are free.",
    StatusType.CANCELLED: "The tables are free. It does not count as a visit.",
    StatusType.NO_SHOW: "The tables are free. It counts as a no-show.",
}
"""What a status of a type does, for whoever chooses one."""


class NoSuchOwnStatus(NotFound):
    """The venue has no status of its own of this code."""

    code = "no_such_own_status"


class Row(NamedTuple):
    """A status, the name of its type, and what that does."""

    status: Status
    type: str
    does: str


@get(STATUSES)
async def show_statuses(request: ConsoleRequest) -> Page:
    return await show(request, Form({"type": StatusType.CONFIRMED.value}))


@post(STATUSES)
async def add(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    name = form.text("name", required="What is it called?", most=30)
    kind = form.choice("type", StatusType, StatusType.CONFIRMED)
    if form.is_good:
        try:
            new = await add_status(
                request.db, request.merchant.id, name, kind, at=request.now, actor=request.actor
            )
            return request.go_to(STATUSES, good=f"“{new.name}” can be chosen in the diary.")
        except RegularsError as refusal:
            form.refuse(refusal)
    return await show(request, form, status=422)


@get(ONE, may=Role.MANAGER)
async def show_status(request: ConsoleRequest, code: FromPath[str]) -> Page:
    known = await own_status(request, code)
    typed = {"name": known.name, "active": "on" if known.active else ""}
    return show_one(request, known, Form(typed))


@post(ONE)
async def change(request: ConsoleRequest, code: FromPath[str]) -> Response[Any]:
    known, form = await own_status(request, code), await request.read_form()
    name = form.text("name", required="What is it called?", most=30)
    if form.is_good:
        try:
            await save(request, known, name, active=form.flag("active"))
            return request.go_to(STATUSES, good=f"“{name}” is saved.")
        except RegularsError as refusal:
            form.refuse(refusal)
    return show_one(request, known, form, status=422)


async def save(request: ConsoleRequest, known: Status, name: str, *, active: bool) -> None:
    """Its name and whether it is on, each where it changes."""
    merchant, at, actor = request.merchant.id, request.now, request.actor
    if name != known.name:
        await rename_status(request.db, merchant, known.code, name, at=at, actor=actor)
    if active is not known.active:
        await switch_status(request.db, merchant, known.code, active=active, at=at, actor=actor)


async def own_status(request: ConsoleRequest, code: str) -> Status:
    """Raises `NotFound`."""
    for status in await list_statuses(request.db, request.merchant.id):
        if status.own and status.code == code:
            return status
    raise NoSuchOwnStatus("There is no such status of your own.")


async def show(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    every = await list_statuses(request.db, request.merchant.id)
    venues = await stores(request.db, request.merchant.id)
    return request.page(
        "statuses/list.html",
        status=status,
        here="seating",
        store=venues[0],
        form=form,
        own=rows(one for one in every if one.own),
        system=rows(one for one in every if not one.own),
        types=[(one.value, f"{NAMES[one]}. {DOES[one]}") for one in StatusType],
        may_edit=request.me.role is not Role.STAFF,
    )


def show_one(request: ConsoleRequest, known: Status, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "statuses/status.html",
        status=status,
        here="seating",
        known=known,
        type=NAMES[known.type],
        form=form,
    )


def rows(statuses: Iterable[Status]) -> Sequence[Row]:
    return [Row(one, NAMES[one.type], DOES[one.type]) for one in statuses]


ROUTES = [show_statuses, add, show_status, change]
