"""A reward, between the form and the program."""

from regulars.faces.console.benefits import as_typed, read_benefit
from regulars.faces.console.conditions import NEW as UNCONDITIONAL
from regulars.faces.console.conditions import conditions_typed, read_conditions
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import voice_of
from regulars.kernel.ids import RewardId, uuid7
from regulars.kernel.points import Points
from regulars.programs.benefits.check import MOST_POINTS
from regulars.programs.model import Reward

NEW = {"benefit": "amount_off", "action_label": "Redeem", "active": "on"} | UNCONDITIONAL


def filled_in(reward: Reward, speech: Speech) -> Form:
    return Form(
        as_typed(reward.benefit, speech)
        | conditions_typed(reward.conditions, speech)
        | {
            "title": reward.title,
            "terms": reward.terms,
            "action_label": reward.action_label,
            "points": str(reward.points),
            "active": "on" if reward.active else "",
        }
    )


async def read_typed(form: Form, request: ConsoleRequest, known: Reward | None) -> Reward | None:
    """The reward that was typed; None, with sentences in `form`, when it is not complete."""
    title = form.text("title", required="What is it called?", most=80)
    terms = form.text("terms", most=200)
    action = form.text("action_label", required="What does the button say?", most=20)
    benefit = await read_benefit(form, request)
    points = form.whole("points", required="How many points?", least=1, most=MOST_POINTS)
    conditions = read_conditions(form, request, await voice_of(request))
    if not form.is_good or benefit is None or points is None or conditions is None:
        return None
    return Reward(
        id=known.id if known else RewardId(uuid7(request.now)),
        title=title,
        benefit=benefit,
        points=Points(points),
        conditions=conditions,
        terms=terms,
        action_label=action,
        active=form.flag("active"),
        position=known.position if known else 0,
        picture=known.picture if known else None,
    )
