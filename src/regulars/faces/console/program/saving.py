"""Keeping what a form of the program changes, so that two managers do not undo each other."""

from collections.abc import Callable

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.programs.define import change_head, change_terms
from regulars.programs.earning.model import Terms
from regulars.programs.model import Program

PROGRAM = "/console/program"


def based_on(form: Form) -> int:
    """The version that the form was filled in from; for other than a number one there never is."""
    typed = form.value("based_on")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


async def saved_terms(
    request: ConsoleRequest, form: Form, change: Callable[[Terms], Terms]
) -> bool:
    """Whether what `change` makes of the terms holds now; a refusal is noted in `form`."""
    merchant, at, actor = request.merchant.id, request.now, request.actor
    try:
        await change_terms(
            request.db, merchant, change, based_on=based_on(form), at=at, actor=actor
        )
    except RegularsError as refusal:
        form.refuse(refusal)
    return form.is_good


async def saved_head(
    request: ConsoleRequest, form: Form, change: Callable[[Program], Program]
) -> bool:
    """Whether the program is called, shows and fills what `change` makes of it."""
    merchant, at, actor = request.merchant.id, request.now, request.actor
    try:
        await change_head(request.db, merchant, change, at=at, actor=actor)
    except RegularsError as refusal:
        form.refuse(refusal)
    return form.is_good
