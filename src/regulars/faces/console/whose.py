"""Whom something is for: everybody, or one member who is looked for as one types."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MemberId
from regulars.members.find import find
from regulars.members.names import names_of
from regulars.members.read import read_member

SHOWN = 6


async def candidates(
    request: ConsoleRequest, form: Form, everybody: tuple[str, str]
) -> list[tuple[str, str, str, str]]:
    """The choices: everybody, in these words, who is chosen already, and who is looked for now."""
    people = {"": ("", *everybody, "users")}
    with suppress(ValueError, RegularsError):
        chosen = MemberId(UUID(form.value("member")))
        one = await read_member(request.db, request.merchant.id, chosen)
        people[str(one.id)] = (str(one.id), one.name, one.code, "user-round")
    keyword = form.value("keyword").strip()
    if keyword:
        with suppress(RegularsError):
            found = await find(
                request.db,
                request.merchant.id,
                keyword,
                country=request.merchant.country,
                at=request.now,
                limit=SHOWN,
            )
            people |= {str(m.id): (str(m.id), m.name, m.code, "user-round") for m in found}
    return list(people.values())


async def named(request: ConsoleRequest, members: Iterable[MemberId | None]) -> dict[MemberId, str]:
    """What the members are called."""
    wanted = {one for one in members if one is not None}
    found = await names_of(request.db, request.merchant.id, wanted)
    return {member: one.name for member, one in found.items()}
