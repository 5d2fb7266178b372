"""A member, what one is enrolled with, and what a search answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from regulars.kernel.ids import AccountId, MemberId, StoreId
from regulars.kernel.points import Points


class Birthday(msgspec.Struct, frozen=True):
    """A day of the year, and the year of birth where it is known."""

    month: int
    day: int
    year: int | None = None


class Details(msgspec.Struct, frozen=True):
    """What a person says of themselves, as it was typed. Only the first name has to be there."""

    first_name: str
    last_name: str = ""
    email: str | None = None
    phone: str | None = None
    card_number: str | None = None
    picture_url: str | None = None
    birthday: Birthday | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change of a person's details. What is left out stays; None or "" takes away."""

    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    card_number: str | UnsetType | None = UNSET
    picture_url: str | UnsetType | None = UNSET
    birthday: Birthday | UnsetType | None = UNSET

    def made(self) -> dict[str, str | Birthday | None]:
        """The fields that are set, by name."""
        fields = {field: getattr(self, field) for field in self.__struct_fields__}
        return {field: value for field, value in fields.items() if value is not UNSET}


class NewMember(Details, frozen=True):
    """Somebody who joins. `store` is where; its country says how the telephone number is read."""

    store: StoreId | None = None


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A guest of the program. Points are in the ledger, under `account`.

    One that was `merged_into` another is that one from then on, and only kept for the books.
    """

    id: MemberId
    account: AccountId
    code: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    card_number: str | None
    picture_url: str | None
    birthday: Birthday | None
    enrolled_at: datetime
    enrolled_store: StoreId | None
    updated_at: datetime
    last_seen_at: datetime | None
    merged_into: MemberId | None = None

    @property
    def name(self) -> str:
        """Both names, for people to read."""
        return f"{self.first_name} {self.last_name}".strip()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A member as a list shows one, with the points that are there to spend and those on hold."""

    id: MemberId
    code: str
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    card_number: str | None
    picture_url: str | None
    enrolled_at: datetime
    last_seen_at: datetime | None
    available: Points
    held: Points

    @property
    def name(self) -> str:
        """Both names, for people to read."""
        return f"{self.first_name} {self.last_name}".strip()


class Named(msgspec.Struct, frozen=True):
    """What a member is called and looks like."""

    name: str
    picture_url: str | None


class TextSought(msgspec.Struct, frozen=True, kw_only=True):
    """What a keyword with letters may mean: a name, an e-mail address, a code, or part of one.

    `name_start` is folded. Each of `patterns`, for LIKE, has to fit the search text. With
    `from_the_start` they only count where nothing begins with what was typed.
    """

    code: str | None = None
    card_number: str | None = None
    email: str | None = None
    name_start: str | None = None
    domain_start: str | None = None
    patterns: tuple[str, ...] = ()
    from_the_start: bool = False


class NumberSought(msgspec.Struct, frozen=True, kw_only=True):
    """What a keyword of digits may mean: a telephone number, a card's, a code, or part of one.

    `phones` have their country code. `whole_end` are enough last digits to be sure of a number,
    `phone_end` those of any number. `phone_start` was typed with the country code, `home_start`
    without one at home.
    """

    code: str | None = None
    card_number: str | None = None
    phones: tuple[str, ...] = ()
    whole_end: str | None = None
    phone_end: str | None = None
    phone_start: str | None = None
    home_start: str | None = None
    patterns: tuple[str, ...] = ()


Sought: TypeAlias = TextSought | NumberSought


class TillConnection(msgspec.Struct, frozen=True):
    """The connection that a till asks through, as it stands in the database."""

    status: str
    key_version: int
    company_id: str
    settings: dict[str, Any]


class TillProgram(msgspec.Struct, frozen=True):
    """What a till shows of the program."""

    name: str
    points_label: str
    intro_text: str


class TillSearch(msgspec.Struct, frozen=True):
    """The answer to a search at a till. Without `store` the till's site is not mapped."""

    connection: TillConnection
    store: StoreId | None
    program: TillProgram | None
    found: Sequence[Found]
