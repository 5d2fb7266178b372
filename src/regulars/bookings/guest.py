"""Somebody who books, and what a host wants to know of them."""

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from regulars.kernel.ids import GuestId, MemberId
from regulars.kernel.money import Money


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who books. A member's name and contact are the member's own."""

    id: GuestId
    member: MemberId | None
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    vip: bool
    tags: tuple[str, ...]
    note: str
    birthday: tuple[int, int] | None
    """Month and day."""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class NewGuest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody as they are written down. Contact that a member or guest has already means that one.

    `member` or `guest` says who it is, and then the rest stays as it is known.
    """

    guest: GuestId | None = None
    member: MemberId | None = None
    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    phone: str | None = None


class GuestChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change of a guest. What is left out stays. Names and contact of a member stay."""

    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    vip: bool | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    note: str | UnsetType = UNSET
    birthday: tuple[int, int] | UnsetType | None = UNSET


class FoundGuest(msgspec.Struct, frozen=True, kw_only=True):
    """A member or a guest as they are found while one types."""

    guest: GuestId | None
    member: MemberId | None
    name: str
    email: str | None
    phone: str | None
    vip: bool
    visits: int


class Glance(msgspec.Struct, frozen=True, kw_only=True):
    """What a host wants to know of a guest at a glance. Spend is over all recorded visits."""

    guest: Guest
    member_code: str | None
    points: int | None
    visits: int
    no_shows: int
    lates: int
    cancelled: int
    spend: Money
    last_visit: datetime | None
    upcoming: int
