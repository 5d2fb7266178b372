"""The grant: codes given on the consent page, tokens given for codes and refresh tokens."""

import hmac
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.http import Answer, Call, basic_credentials, json_answer, sends_json
from regulars.simulator.model import AccessToken, Addon, Code, RefreshToken


class ConsentRequest(Struct, frozen=True):
    """What an application asked for when it sent somebody to the consent page."""

    client_id: str
    redirect_uri: str
    state: str
    response_type: str


class TokenRefused(Exception):
    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def checked_request(cloud: Cloud, request: ConsentRequest) -> Addon:
    """The application that asks; refused when it, its state or its response type is wrong."""
    addon = cloud.state.addons.get(request.client_id)
    if addon is None:
        raise Refused("No application has this client_id.")
    if request.response_type != "code":
        raise Refused("response_type must be code.")
    if not request.state and cloud.switches.authorize_needs_state:
        raise Refused("state is required.")
    return addon


def grant(cloud: Cloud, request: ConsentRequest, staff_id: int) -> str:
    """A code, good once, for the company with the rights of `staff_id`."""
    code = cloud.new_token()
    cloud.state.codes[code] = Code(
        client_id=request.client_id,
        staff_id=cloud.staff(staff_id).id,
        redirect_uri=request.redirect_uri,
        expires_at=cloud.now() + timedelta(seconds=cloud.switches.code_seconds),
    )
    return code


def token_answer(cloud: Cloud, call: Call) -> Answer:
    try:
        return json_answer(tokens_for(cloud, fields_of(call)))
    except TokenRefused as refused:
        body = {
            "error": refused.error,
            "error_description": refused.description,
            "code": "bad_request",
        }
        return json_answer(body, refused.status)


def fields_of(call: Call) -> dict[str, str]:
    """The form or the JSON object that was posted, with Basic credentials taken as well."""
    fields = json_fields(call) if sends_json(call) else call.form()
    credentials = basic_credentials(call)
    if credentials is not None and "client_secret" not in fields:
        fields["client_id"], fields["client_secret"] = credentials
    return fields


def json_fields(call: Call) -> dict[str, str]:
    try:
        fields = msgspec.json.decode(call.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise TokenRefused("invalid_request", "The body cannot be read.") from error
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def tokens_for(cloud: Cloud, fields: dict[str, str]) -> dict[str, Any]:
    addon = cloud.state.addons.get(fields.get("client_id", ""))
    secret = fields.get("client_secret", "")
    if addon is None or not hmac.compare_digest(addon.client_secret.encode(), secret.encode()):
        raise TokenRefused("invalid_client", "The client id or secret is wrong.", 401)
    match fields.get("grant_type"):
        case "authorization_code":
            return for_code(cloud, addon, fields)
        case "refresh_token":
            return for_refresh_token(cloud, addon, fields)
        case _:
            raise TokenRefused("unsupported_grant_type", "grant_type is not supported.")


def for_code(cloud: Cloud, addon: Addon, fields: dict[str, str]) -> dict[str, Any]:
    code = cloud.state.codes.pop(fields.get("code", ""), None)
    if code is None or code.client_id != addon.client_id or code.expires_at <= cloud.now():
        raise TokenRefused("invalid_grant", "The code is unknown, used or expired.")
    if code.redirect_uri != fields.get("redirect_uri"):
        raise TokenRefused("invalid_grant", "redirect_uri is not the one of the grant.")
    refresh = new_refresh_token(cloud, addon, code.staff_id)
    return {**new_access_token(cloud, addon, code.staff_id), "refresh_token": refresh}


def for_refresh_token(cloud: Cloud, addon: Addon, fields: dict[str, str]) -> dict[str, Any]:
    """Answers carry no new refresh token, unless the switch makes them rotate."""
    token = fields.get("refresh_token", "")
    known = cloud.state.refresh_tokens.get(token)
    if known is None or known.client_id != addon.client_id:
        raise TokenRefused("invalid_grant", "The refresh token is unknown.")
    answer = new_access_token(cloud, addon, known.staff_id)
    if cloud.switches.refresh_token_rotates:
        del cloud.state.refresh_tokens[token]
        answer["refresh_token"] = new_refresh_token(cloud, addon, known.staff_id)
    return answer


def new_access_token(cloud: Cloud, addon: Addon, staff_id: int) -> dict[str, Any]:
    seconds = cloud.switches.access_token_seconds
    token = cloud.new_token()
    forget_expired(cloud)
    cloud.state.access_tokens[token] = AccessToken(
        client_id=addon.client_id,
        staff_id=staff_id,
        expires_at=cloud.now() + timedelta(seconds=seconds),
    )
    answer: dict[str, Any] = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": seconds,
    }
    return answer | ({"scope": None} if cloud.switches.token_scope else {})


def new_refresh_token(cloud: Cloud, addon: Addon, staff_id: int) -> str:
    token = cloud.new_token()
    cloud.state.refresh_tokens[token] = RefreshToken(client_id=addon.client_id, staff_id=staff_id)
    return token


def forget_expired(cloud: Cloud) -> None:
    now = cloud.now()
    tokens = cloud.state.access_tokens
    cloud.state.access_tokens = {
        token: each for token, each in tokens.items() if each.expires_at > now
    }


def expire_tokens(cloud: Cloud) -> None:
    cloud.state.access_tokens.clear()
