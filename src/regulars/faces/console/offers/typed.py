"""An offer, between the form and the program."""

from regulars.faces.console.benefits import as_typed, read_benefit
from regulars.faces.console.conditions import NEW as UNCONDITIONAL
from regulars.faces.console.conditions import conditions_typed, read_conditions
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import voice_of
from regulars.kernel.ids import OfferId, uuid7
from regulars.programs.benefits.model import PointsForMoney
from regulars.programs.model import Offer

NEW = UNCONDITIONAL | {
    "benefit": "amount_off",
    "action_label": "Apply",
    "active": "on",
    "limit_per_member": "1",
}


def filled_in(offer: Offer, speech: Speech) -> Form:
    return Form(
        as_typed(offer.benefit, speech)
        | conditions_typed(offer.conditions, speech)
        | {
            "title": offer.title,
            "terms": offer.terms,
            "action_label": offer.action_label,
            "active": "on" if offer.active else "",
        }
    )


async def read_typed(form: Form, request: ConsoleRequest, known: Offer | None) -> Offer | None:
    """The offer that was typed; None, with sentences in `form`, when it is not complete."""
    title = form.text("title", required="What is it called?", most=80)
    terms = form.text("terms", most=200)
    action = form.text("action_label", required="What does the button say?", most=20)
    benefit = await read_benefit(form, request)
    if isinstance(benefit, PointsForMoney):
        form.errors["benefit"] = "An offer takes no points."
        return None
    conditions = read_conditions(form, request, await voice_of(request))
    if not form.is_good or benefit is None or conditions is None:
        return None
    return Offer(
        id=known.id if known else OfferId(uuid7(request.now)),
        title=title,
        benefit=benefit,
        conditions=conditions,
        terms=terms,
        action_label=action,
        active=form.flag("active"),
        position=known.position if known else 0,
        picture=known.picture if known else None,
    )
