"""Whom an offer is for."""

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MemberId
from regulars.members.find import find
from regulars.members.read import read_member

SHOWN = 6


async def candidates(request: ConsoleRequest, form: Form) -> list[tuple[str, str, str, str]]:
    """The choices: everybody, who is chosen already, and who is looked for now."""
    people = {"": ("", "Everybody", "Every member may use it", "users")}
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
                limit=SHOWN,
            )
            people |= {str(m.id): (str(m.id), m.name, m.code, "user-round") for m in found}
    return list(people.values())


async def named(request: ConsoleRequest, members: Iterable[MemberId | None]) -> dict[MemberId, str]:
    """What the members are called."""
    return {
        member: (await read_member(request.db, request.merchant.id, member)).name
        for member in {one for one in members if one is not None}
    }
