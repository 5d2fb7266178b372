"""What the rooms of rewards and offers share: a list in the till's order, each on or off."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from litestar import Response

from regulars.faces.console import pictures
from regulars.faces.console.benefits import described, goods_in
from regulars.faces.console.conditions_words import in_short, state, used
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voice import Voice, voice_of
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MerchantId
from regulars.platform.db import Database
from regulars.programs.conditions.model import OneMember
from regulars.programs.model import Offer, Reward
from regulars.programs.pictures import Picture

T = TypeVar("T", Reward, Offer)
T_contra = TypeVar("T_contra", Reward, Offer, contravariant=True)


class Save(Protocol[T_contra]):
    """The use case that keeps one."""

    async def __call__(
        self, db: Database, merchant: MerchantId, subject: T_contra, /, *, at: datetime, actor: str
    ) -> None: ...


class Show(Protocol[T_contra]):
    """The page with the form of one."""

    async def __call__(
        self, request: ConsoleRequest, form: Form, known: T_contra | None, /, *, status: int = 200
    ) -> Page: ...


@dataclass(frozen=True, slots=True)
class Arranged(Generic[T]):
    """A room of what the till shows in an order."""

    address: str
    all: Callable[[Database, MerchantId], Awaitable[Sequence[T]]]
    read: Callable[[Form, ConsoleRequest, T | None], Awaitable[T | None]]
    show: Show[T]
    save: Save[T]


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """One of the list, in words."""

    subject: T
    picture: str
    benefit: str
    conditions: str
    used: str
    state: tuple[str, str]


async def rows(request: ConsoleRequest, those: Sequence[T]) -> list[Row[T]]:
    """The list, with what can be used when, and what is left of it."""
    goods = (goods_in(one.benefit) for one in those)
    audiences = (one.conditions.audience for one in those)
    whom = [each.member for each in audiences if isinstance(each, OneMember)]
    voice = await voice_of(request, *goods, members=whom)
    return [
        Row(
            one,
            pictures.address(request, one.picture),
            described(one.benefit, voice),
            " · ".join(in_short(one.conditions, voice)),
            used(one, voice),
            state(one, request.now),
        )
        for one in those
    ]


async def voice_for(request: ConsoleRequest, subject: Reward | Offer | None) -> Voice:
    """The voice that can say what `subject` is."""
    if subject is None:
        return await voice_of(request)
    audience = subject.conditions.audience
    whom = [audience.member] if isinstance(audience, OneMember) else []
    return await voice_of(request, goods_in(subject.benefit), members=whom)


async def save_typed(request: ConsoleRequest, room: Arranged[T], known: T | None) -> Response[Any]:
    """Keep what was typed: `known` changed, or a new one at the end of the list."""
    form = await request.read_form()
    if form.value("look"):
        return await room.show(request, form, known)
    picture = await pictures.read_chosen(form, request)
    subject = await room.read(form, request, known)
    if subject is not None and known is None:
        subject = msgspec.structs.replace(subject, position=await last_place(request, room))
    if subject is None or not await kept(request, room, form, subject, picture):
        return await room.show(request, form, known, status=422)
    return request.go_to(room.address, good=f"“{subject.title}” is saved.")


async def kept(
    request: ConsoleRequest,
    room: Arranged[T],
    form: Form,
    subject: T,
    chosen: Picture | None,
) -> bool:
    """Whether it is kept now, with the picture that was chosen; a refusal is noted in `form`."""
    before, after = subject.picture, None if form.flag("picture_off") else subject.picture
    if chosen is not None:
        after = await pictures.keep(request, chosen)
    shown = msgspec.structs.replace(subject, picture=after)
    try:
        await room.save(request.db, request.merchant.id, shown, at=request.now, actor=request.actor)
    except RegularsError as refusal:
        form.refuse(refusal)
    for one in {before, after}:
        await pictures.drop(request, one)
    return form.is_good


async def last_place(request: ConsoleRequest, room: Arranged[T]) -> int:
    places = [one.position for one in await room.all(request.db, request.merchant.id)]
    return max(places, default=-1) + 1


async def switch(request: ConsoleRequest, room: Arranged[T], subject: T) -> Response[Any]:
    """On or off, as the list's button says."""
    on = (await request.read_form()).flag("active")
    changed = msgspec.structs.replace(subject, active=on)
    await room.save(request.db, request.merchant.id, changed, at=request.now, actor=request.actor)
    return request.go_to(room.address, good=f"“{subject.title}” is {'on' if on else 'off'}.")


async def way(request: ConsoleRequest) -> int:
    """One place earlier or later, as the list's button says."""
    return -1 if (await request.read_form()).value("way") == "up" else 1
