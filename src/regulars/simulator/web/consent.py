"""The consent page: somebody of the company grants an application access to it, or denies it."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from regulars.simulator import oauth
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.oauth import ConsentRequest

Req = Request[Any, Any, Any]


class Consent(Controller):
    path = "/authorize"

    @get()
    async def page(self, request: Req, cloud: NamedDependency[Cloud]) -> Template:
        asked = asked_for(dict(request.query_params))
        try:
            addon = oauth.checked_request(cloud, asked)
        except Refused as refused:
            return problem(refused.sentence, 400)
        if asked.redirect_uri not in addon.redirect_uris:
            return problem("redirect_uri is not one of this application's.", 500)
        context = {
            "addon": addon,
            "asked": asked,
            "company": cloud.state.company,
            "staff": list(cloud.state.staff.values()),
            "sites": cloud.state.sites,
        }
        return Template("consent.html", context=context)

    @post()
    async def answer(self, request: Req, cloud: NamedDependency[Cloud]) -> Template | Redirect:
        """A form: the fields of the page's address, `decision` (grant or deny), `staff_id`."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        asked = asked_for(form)
        try:
            addon = oauth.checked_request(cloud, asked)
            if asked.redirect_uri not in addon.redirect_uris:
                return problem("redirect_uri is not one of this application's.", 500)
            outcome = decided(cloud, asked, form)
        except Refused as refused:
            return problem(refused.sentence, 400)
        cloud.save()
        joint = "&" if "?" in asked.redirect_uri else "?"
        target = f"{asked.redirect_uri}{joint}{urlencode(outcome)}"
        return Redirect(target, status_code=302)


def asked_for(fields: dict[str, str]) -> ConsentRequest:
    return ConsentRequest(
        client_id=fields.get("client_id", ""),
        redirect_uri=fields.get("redirect_uri", ""),
        state=fields.get("state", ""),
        response_type=fields.get("response_type", ""),
    )


def decided(cloud: Cloud, asked: ConsentRequest, form: dict[str, str]) -> dict[str, str]:
    match form.get("decision"):
        case "grant":
            staff_id = form.get("staff_id") or str(min(cloud.state.staff))
            if not (staff_id.isascii() and staff_id.isdigit()):
                raise Refused("staff_id is not a number.")
            outcome = {"code": oauth.grant(cloud, asked, int(staff_id))}
        case "deny":
            outcome = {"error": "access_denied"}
        case _:
            raise Refused("decision is grant or deny.")
    return outcome | ({"state": asked.state} if asked.state else {})


def problem(sentence: str, status: int) -> Template:
    return Template("problem.html", context={"sentence": sentence}, status_code=status)
