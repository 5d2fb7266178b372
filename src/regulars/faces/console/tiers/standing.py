"""Where one member stands among the tiers, for their own page and for lists."""

from dataclasses import dataclass
from datetime import timedelta

from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.tiers.words import amount
from regulars.faces.console.voice import Voice, voice_of
from regulars.kernel.ids import MemberId
from regulars.programs.define import find_program
from regulars.programs.tiers.model import Progress, TierScheme
from regulars.programs.tiers.read import progress_of


@dataclass(frozen=True, slots=True)
class Standing:
    """The tier that a member has, and what comes next."""

    name: str
    note: str


async def standing_of(request: ConsoleRequest, member: MemberId) -> Standing | None:
    """None where the program has no tiers."""
    program = await find_program(request.db, request.merchant.id)
    if program is None or program.terms.tiers is None:
        return None
    progress = await progress_of(
        request.db, request.merchant.id, member, program.terms, at=request.now
    )
    if progress is None:
        return None
    note = _note(progress, program.terms.tiers, await voice_of(request), request)
    return Standing(progress.tier.name if progress.tier else "–", note)


def _note(progress: Progress, scheme: TierScheme, voice: Voice, request: ConsoleRequest) -> str:
    if progress.until is not None:
        last = request.speech.date(progress.until - timedelta(seconds=1))
        return f"until the end of {last}"
    if progress.next is None:
        return "the highest"
    missing = amount(scheme, progress.missing, voice, request.merchant.currency)
    return f"{missing} to {progress.next.name}"
