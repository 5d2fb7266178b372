"""What a form of conditions shows: choices, and a summary of each folded part."""

from typing import Any

from regulars.faces.console.chosen import days, flags
from regulars.faces.console.conditions import PERIODS, WHOM, read_conditions
from regulars.faces.console.conditions_words import how_often, when, which_bills, whom
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.voice import Voice
from regulars.faces.console.whose import candidates
from regulars.programs.conditions.model import ALWAYS

NOBODY = ("Nobody yet", "Look for somebody below")
TIMES = ("starts_at", "ends_at", "from_time", "until_time")
OFTEN = ("limit_per_member", "limit_total", "budget", "per")
WHOSE = ("audience", "segment", "member")


async def conditions_shown(request: ConsoleRequest, form: Form, voice: Voice) -> dict[str, Any]:
    """For the template `conditions.html`."""
    said = read_conditions(Form(form.fields), request, voice) or ALWAYS
    return {
        "stores": flags(form, "store", voice.venues),
        "days": days(form, request),
        "periods": PERIODS,
        "audiences": WHOM,
        "tiers": flags(form, "tier", voice.tiers),
        "segments": [("", "Choose one"), *((str(one.id), one.name) for one in voice.segments)],
        "people": await candidates(request, form, NOBODY),
        "parts": {
            "when": (when(said, voice), _wrong(form, *TIMES)),
            "often": (how_often(said, voice), _wrong(form, *OFTEN)),
            "bills": (which_bills(said, voice), _wrong(form, "minimum")),
            "whom": (whom(said.audience, voice), _wrong(form, *WHOSE)),
        },
    }


def _wrong(form: Form, *names: str) -> bool:
    """Whether the part has something to be mended, and so has to be open."""
    return any(form.error(name) for name in names)
