"""A member's statement as a file, with what each rule gave."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from regulars.faces.console.downloads import csv_download, day_of
from regulars.faces.console.explained import rule_lines
from regulars.faces.console.members.lines import words
from regulars.faces.console.members.story import names_in
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.voice import Voice, voice_of
from regulars.kernel.ids import MemberId, SaleId
from regulars.ledger.model import Entry
from regulars.ledger.reasons import Earned, TakenBack
from regulars.ledger.statement import statement
from regulars.members.model import Member
from regulars.members.read import merged_into, read_member
from regulars.merchants.model import Role
from regulars.platform.spreadsheets import Cell
from regulars.programs.earning.explain import explanation_of

HEADINGS = ("When", "Member", "What", "Why", "Points", "Owed", "Left", "By which rules")
AT_ONCE = 200


@get("/console/members/{member_id:uuid}/statement.csv", may=Role.MANAGER)
async def save_statement(request: ConsoleRequest, member_id: FromPath[UUID]) -> Stream:
    """All of it, the newest first, with what was another's before a merge."""
    member = await read_member(request.db, request.merchant.id, MemberId(member_id))
    name = f"statement-{member.code}-{day_of(request.now, request)}.csv"
    return csv_download(request, name, HEADINGS, pages(request, member))


async def pages(request: ConsoleRequest, member: Member) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    db, merchant = request.db, request.merchant.id
    for one in (member, *await merged_into(db, merchant, member.id)):
        before = None
        while found := await statement(db, merchant, one.account, before=before, limit=AT_ONCE):
            yield await rows(request, one, found)
            before = found[-1].id


async def rows(
    request: ConsoleRequest, member: Member, entries: Sequence[Entry]
) -> Sequence[Sequence[Cell]]:
    names, voice = await names_in(request, entries), await voice_of(request)
    lines = []
    for entry in entries:
        title, why = words(entry, names, request.speech)
        when = entry.at.astimezone(request.speech.zone).replace(tzinfo=None)
        lines.append(
            (
                when.isoformat(sep=" ", timespec="seconds"),
                member.name,
                title,
                why,
                entry.available,
                entry.owed,
                entry.available_after,
                await by_rules(request, entry, voice),
            )
        )
    return lines


async def by_rules(request: ConsoleRequest, entry: Entry, voice: Voice) -> str:
    """`Every bill (version 1): +38 · Happy hour (version 2): Not at this hour.`"""
    reason = entry.reason
    if not isinstance(reason, Earned | TakenBack) or not reason.version:
        return ""
    sale = SaleId(UUID(reason.sale))
    found = await explanation_of(request.db, request.merchant.id, sale, reason.version)
    if found is None:
        return ""
    said = rule_lines(found, voice)
    return " · ".join(f"{one.name}: {one.points if one.gave else one.why}" for one in said)


ROUTES = [save_statement]
