"""An application comes in by consent and stays in by refreshing."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.simulator.scene import ADDON, Clock, authorize, grant

from regulars.simulator import Simulator

TOKEN = "/v1/token.json"
CREDENTIALS = {"client_id": "loyal", "client_secret": "s3cret"}


async def code_from(http: httpx.AsyncClient) -> str:
    answer = await authorize(http)
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def exchange(code: str) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{ADDON}/callback",
        **CREDENTIALS,
    }


async def test_granting_brings_a_code_and_the_state_back(http: httpx.AsyncClient) -> None:
    answer = await authorize(http)
    assert answer.status_code == 302
    target = urlsplit(answer.headers["location"])
    assert target._replace(query="").geturl() == f"{ADDON}/callback"
    assert parse_qs(target.query).keys() == {"code", "state"}


async def test_denying_says_access_denied(http: httpx.AsyncClient) -> None:
    answer = await authorize(http, decision="deny")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query == {"error": ["access_denied"], "state": ["xyz"]}


async def test_the_consent_page_names_who_asks_and_for_what(http: httpx.AsyncClient) -> None:
    asked = {
        "client_id": "loyal",
        "redirect_uri": f"{ADDON}/callback",
        "state": "<b>",
        "response_type": "code",
    }
    page = await http.get("/authorize", params=asked)
    assert page.status_code == 200
    assert "Loyal" in page.text
    assert "Harbour Kitchen Group" in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"redirect_uri": "http://evil.test/"}, 500),
        ({"client_id": "nobody"}, 400),
        ({"state": ""}, 400),
        ({"response_type": "token"}, 400),
        ({"decision": "maybe"}, 400),
        ({"staff_id": "x"}, 400),
        ({"staff_id": "999"}, 400),
    ],
)
async def test_a_wrong_request_ends_on_a_page_and_grants_nothing(
    till: Simulator, http: httpx.AsyncClient, fields: dict[str, str], status: int
) -> None:
    answer = await authorize(http, **fields)
    assert answer.status_code == status
    assert till.cloud.state.codes == {}


async def test_a_code_buys_tokens_once(http: httpx.AsyncClient) -> None:
    code = await code_from(http)
    first = await http.post(TOKEN, data=exchange(code))
    assert first.json().keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert (first.json()["token_type"], first.json()["expires_in"]) == ("Bearer", 3600)
    second = await http.post(TOKEN, data=exchange(code))
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")


async def test_a_code_dies_after_a_minute(http: httpx.AsyncClient, clock: Clock) -> None:
    code = await code_from(http)
    clock.pass_(61)
    assert (await http.post(TOKEN, data=exchange(code))).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("path", ["/v1/token", "/v1/token.json"])
async def test_tokens_are_given_for_json_and_for_basic_credentials_too(
    http: httpx.AsyncClient, path: str
) -> None:
    by_json = await http.post(path, json=exchange(await code_from(http)))
    assert by_json.status_code == 200
    form = exchange(await code_from(http))
    del form["client_secret"]
    by_basic = await http.post(path, data=form, auth=("loyal", "s3cret"))
    assert by_basic.status_code == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"redirect_uri": "http://other.test"}, "invalid_grant"),
    ],
)
async def test_a_wrong_token_request_is_refused_with_its_reason(
    http: httpx.AsyncClient, change: dict[str, str], error: str
) -> None:
    answer = await http.post(TOKEN, data=exchange(await code_from(http)) | change)
    assert answer.status_code in (400, 401)
    assert answer.json()["error"] == error
    assert answer.json()["code"] == "bad_request"


async def test_refreshing_answers_without_a_new_refresh_token(http: httpx.AsyncClient) -> None:
    refresh = (await grant(http))["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh, **CREDENTIALS}
    for _ in range(2):
        answer = await http.post(TOKEN, data=form)
        assert "refresh_token" not in answer.json()
        assert answer.json()["access_token"]


async def test_refresh_tokens_rotate_when_switched_so(
    till: Simulator, http: httpx.AsyncClient
) -> None:
    till.turn(refresh_token_rotates=True)
    refresh = (await grant(http))["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": refresh, **CREDENTIALS}
    assert (await http.post(TOKEN, data=form)).json()["refresh_token"] != refresh
    assert (await http.post(TOKEN, data=form)).json()["error"] == "invalid_grant"


async def test_an_access_token_lives_an_hour(api: httpx.AsyncClient, clock: Clock) -> None:
    clock.pass_(3599)
    assert (await api.get("")).status_code == 200
    clock.pass_(1)
    expired = await api.get("")
    assert (expired.status_code, expired.json()["error"]) == (401, "invalid_token")


async def test_a_token_sees_only_the_sites_of_who_granted_it(http: httpx.AsyncClient) -> None:
    token = (await grant(http, staff_id="603"))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    sites = await http.get("/v1/companies/me/sites.json", headers=headers)
    assert [each["name"] for each in sites.json()] == ["Harbour Kitchen"]
    other = await http.get("/v1/companies/me/sites/4202.json", headers=headers)
    assert other.status_code == 404
    hidden = {"site_id": 4202}
    basic = ("loyal", "s3cret")
    location = (await http.post("/v1/companies/me/orders.json", json=hidden, auth=basic)).headers[
        "location"
    ]
    assert (await http.get(location, auth=basic)).status_code == 200
    assert (await http.get(location, headers=headers)).status_code == 404
    order = {"site_id": 4202}
    sold = await http.post("/v1/companies/me/orders.json", json=order, headers=headers)
    assert (sold.status_code, sold.json()["error"]) == (403, "forbidden")


async def test_basic_credentials_reach_the_owners_company(http: httpx.AsyncClient) -> None:
    known = await http.get("/v1/companies/me.json", auth=("loyal", "s3cret"))
    assert known.json()["name"] == "Harbour Kitchen Group"
    wrong = await http.get("/v1/companies/me.json", auth=("loyal", "wrong"))
    assert wrong.status_code == 401
    assert (await http.get("/v1/companies/me.json")).status_code == 401
