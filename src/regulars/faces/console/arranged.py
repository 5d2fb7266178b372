"""What the rooms of rewards and offers share: a list in the till's order, each on or off."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from litestar import Response

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MerchantId
from regulars.platform.db import Database
from regulars.programs.model import Offer, Reward

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
        self, request: ConsoleRequest, form: Form, known: T_contra | None, /, *, status: int
    ) -> Page: ...


@dataclass(frozen=True, slots=True)
class Arranged(Generic[T]):
    """A room of what the till shows in an order."""

    address: str
    all: Callable[[Database, MerchantId], Awaitable[Sequence[T]]]
    read: Callable[[Form, ConsoleRequest, T | None], T | None]
    show: Show[T]
    save: Save[T]


async def save_typed(request: ConsoleRequest, room: Arranged[T], known: T | None) -> Response[Any]:
    """Keep what was typed: `known` changed, or a new one at the end of the list."""
    form = await request.read_form()
    subject = room.read(form, request, known)
    if subject is not None:
        if known is None:
            subject = msgspec.structs.replace(subject, position=await last_place(request, room))
        try:
            await room.save(
                request.db, request.merchant.id, subject, at=request.now, actor=request.actor
            )
        except RegularsError as refusal:
            form.refuse(refusal)
    if not form.is_good or subject is None:
        return await room.show(request, form, known, status=422)
    return request.go_to(room.address, good=f"“{subject.title}” is saved.")


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
