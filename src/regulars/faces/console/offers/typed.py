"""An offer, between the form and the program."""

from regulars.faces.console.benefits import as_typed, read_benefit
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import OfferId, uuid7
from regulars.programs.model import Offer, PointsForMoney

NEW = {"benefit": "amount_off", "action_label": "Apply", "active": "on", "limit_per_member": "1"}
MOST_USES = 10**9


def filled_in(offer: Offer, speech: Speech) -> Form:
    return Form(
        as_typed(offer.benefit, speech)
        | {
            "title": offer.title,
            "terms": offer.terms,
            "action_label": offer.action_label,
            "member": str(offer.member or ""),
            "starts_at": speech.typed(offer.starts_at),
            "ends_at": speech.typed(offer.ends_at),
            "limit_total": str(offer.limit_total or ""),
            "limit_per_member": str(offer.limit_per_member or ""),
            "active": "on" if offer.active else "",
        }
    )


def read_typed(form: Form, request: ConsoleRequest, known: Offer | None) -> Offer | None:
    """The offer that was typed; None, with sentences in `form`, when it is not complete."""
    title = form.text("title", required="What is it called?", most=80)
    terms = form.text("terms", most=200)
    action = form.text("action_label", required="What does the button say?", most=20)
    benefit = read_benefit(form, request)
    if isinstance(benefit, PointsForMoney):
        form.errors["benefit"] = "An offer takes no points."
        return None
    starts_at = form.moment("starts_at", request.speech)
    ends_at = form.moment("ends_at", request.speech)
    in_all = form.whole("limit_total", least=1, most=MOST_USES)
    each = form.whole("limit_per_member", least=1, most=MOST_USES)
    member = form.member("member")
    if not form.is_good or benefit is None:
        return None
    return Offer(
        id=known.id if known else OfferId(uuid7(request.now)),
        title=title,
        benefit=benefit,
        terms=terms,
        action_label=action,
        member=member,
        starts_at=starts_at,
        ends_at=ends_at,
        limit_total=in_all,
        limit_per_member=each,
        active=form.flag("active"),
        position=known.position if known else 0,
    )
