"""The manners of the till's API, and what becomes of everything that can go wrong on the way."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import httpx
import pytest
from tests.connectors.kounta.world import AVOCADO, World, shared_for, wanted

from regulars.connectors.kounta import KountaTills
from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.errors import Refused, refusal, translated
from regulars.connectors.kounta.payloads import CustomerBody, Named, OrderBody, parsed
from regulars.connectors.kounta.translate import pos_order
from regulars.pos.errors import NotAuthorised, PosBusy, PosRefused, PosUnavailable
from regulars.pos.port import Haste

ORDER = b'{"id": 1, "created_at": "2026-05-03T18:20:00Z", "status": "ON_HOLD", %s}'
Stranger = Callable[[httpx.Request], httpx.Response]


def client_of(world: World, haste: Haste = Haste.CASHIER) -> KountaClient:
    return KountaClient(
        world.shared,
        world.tills._grants,
        world.merchant,
        world.connection,
        haste=haste,
        until=asyncio.get_running_loop().time() + 60,
    )


def tills_at(world: World, stranger: Stranger) -> KountaTills:
    """The connector with a stranger in the till's place."""
    return KountaTills(shared_for(world.db, httpx.MockTransport(stranger), world.watch))


def exceptions_of_httpx() -> list[type[Exception]]:
    public = (getattr(httpx, name) for name in dir(httpx))
    return [one for one in public if isinstance(one, type) and issubclass(one, Exception)]


@pytest.mark.parametrize("error", exceptions_of_httpx(), ids=lambda error: error.__name__)
def test_everything_that_httpx_can_raise_becomes_a_refusal_of_ours(
    error: type[Exception],
) -> None:
    with pytest.raises(PosUnavailable), translated():
        raise error.__new__(error)


@pytest.mark.parametrize("error", [TimeoutError, ConnectionResetError, OSError])
def test_broken_connections_below_httpx_become_a_refusal_of_ours(error: type[Exception]) -> None:
    with pytest.raises(PosUnavailable), translated():
        raise error


async def test_a_redirect_is_followed_with_our_authorisation(world: World) -> None:
    found = await client_of(world).get(
        "companies/5801/customers", CustomerBody, {"email": "luca.ferraro@example.test"}
    )
    assert found.id == 302
    assert [call.status for call in world.calls()] == [302, 200]


async def test_a_redirect_elsewhere_gets_no_token(world: World) -> None:
    asked: list[httpx.URL] = []

    def lure(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(302, headers={"Location": "https://elsewhere.test/v1/orders/1"})

    with pytest.raises(PosUnavailable, match="not its own"):
        await tills_at(world, lure).at(world.merchant, world.connection).read("1")
    assert {url.host for url in asked} == {"api.till.test"}


async def test_redirects_in_circles_come_to_an_end(world: World) -> None:
    def circle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": str(request.url)})

    with pytest.raises(PosUnavailable, match="circles"):
        await tills_at(world, circle).at(world.merchant, world.connection).read("1")


async def test_a_next_page_elsewhere_gets_no_token(world: World) -> None:
    def lure(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "api.till.test"
        return httpx.Response(200, json=[], headers={"X-Next-Page": "https://elsewhere.test/2"})

    tills = tills_at(world, lure)
    with pytest.raises(PosUnavailable, match="not its own"):
        await tills.at(world.merchant, world.connection).finished("1", since=world.watch())


async def test_a_next_page_that_was_read_already_ends_the_list(world: World) -> None:
    def circle(request: httpx.Request) -> httpx.Response:
        row = {"id": 7, "created_at": "2026-05-03T18:20:00+10:00"}
        return httpx.Response(200, json=[row], headers={"X-Next-Page": str(request.url)})

    tills = tills_at(world, circle)
    since = world.watch()
    assert await tills.at(world.merchant, world.connection).finished("1", since=since) == ["7"]


async def test_a_list_is_read_to_its_last_page_with_its_filters(world: World) -> None:
    world.simulator.turn(page_size_products=5)
    rows = await client_of(world).pages("companies/5801/products", Named, {"name": "a"})
    names = [row.name or "" for row in rows]
    assert len(names) > 5
    assert all("a" in name.lower() for name in names)


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize("extension", ["always", "never"])
async def test_what_was_made_is_known_by_its_address(
    world: World, absolute: bool, extension: str
) -> None:
    world.simulator.turn(location_absolute=absolute, location_extension=extension)
    body = {"first_name": "Rosa", "email": "rosa@example.test"}
    made = await client_of(world).post("companies/5801/customers", body)
    assert world.simulator.cloud.customer(int(made)).first_name == "Rosa"


@pytest.mark.parametrize("answers", ["null", "object"])
async def test_the_body_of_a_put_does_not_matter(world: World, answers: str) -> None:
    world.simulator.turn(put_answers=answers)
    order = await world.held_sale()
    await client_of(world).put(f"companies/5801/orders/{order}", {"notes": "Window"})
    assert world.simulator.cloud.order(int(order)).notes == "Window"


async def test_amounts_travel_as_exact_numbers(world: World) -> None:
    order = await world.held_sale()
    line = {"product_id": AVOCADO, "unit_price_inc_tax": Decimal("-0.10")}
    await client_of(world).post(f"companies/5801/orders/{order}/lines", line)
    sent = world.calls(method="POST")[-1].request_body
    assert b'"unit_price_inc_tax":-0.10' in (sent if isinstance(sent, bytes) else sent.encode())


@pytest.mark.parametrize("fault", ["server_error", "request_lost", "answer_lost", "empty_body"])
async def test_a_read_that_failed_is_tried_again(world: World, fault: str) -> None:
    order = await world.held_sale()
    world.simulator.faults.add(fault, method="GET")  # type: ignore[arg-type]
    assert (await world.till().read(order)).ref == order


async def test_a_till_that_stays_broken_is_unavailable(world: World) -> None:
    order = await world.held_sale()
    world.simulator.faults.add("server_error", times=None)
    with pytest.raises(PosUnavailable):
        await world.till().read(order)
    assert len(world.calls()) == 3


@pytest.mark.parametrize("then", [400, 404, 429, 403])
async def test_a_change_that_may_have_happened_is_not_denied_by_a_later_no(
    world: World, then: int
) -> None:
    answers = iter([None, then])

    def stranger(_: httpx.Request) -> httpx.Response:
        status = next(answers, 429)
        if status is None:
            raise httpx.ReadError("broken")
        return httpx.Response(status)

    tills = tills_at(world, stranger)
    order = await world.till().read(await world.held_sale())
    with pytest.raises(PosUnavailable) as silence:
        await tills.at(world.merchant, world.connection).adjust(
            order, wanted((UUID(int=1), "5.00"))
        )
    assert not isinstance(silence.value, PosBusy)


@pytest.mark.parametrize("fault", ["server_error", "request_lost", "answer_lost"])
async def test_a_post_is_never_repeated_blindly(world: World, fault: str) -> None:
    world.simulator.faults.add(fault, method="POST")  # type: ignore[arg-type]
    with pytest.raises(PosUnavailable):
        await client_of(world).post("companies/5801/customers", {"first_name": "Rosa"})
    assert len(world.calls(method="POST")) == 1


async def test_a_post_refused_for_its_token_or_its_haste_is_sent_again(world: World) -> None:
    world.simulator.cloud.state.access_tokens.clear()
    world.simulator.faults.add("rate_limited", method="POST", seconds=1)
    body = {"first_name": "Rosa", "email": "rosa@example.test"}
    made = await client_of(world).post("companies/5801/customers", body)
    assert world.simulator.cloud.customer(int(made)).first_name == "Rosa"


async def test_a_till_that_does_not_answer_in_time_is_given_up(world: World) -> None:
    async def hang(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    tills = KountaTills(shared_for(world.db, httpx.MockTransport(hang), world.watch))
    await world.set(patience_seconds=0)
    with pytest.raises(PosUnavailable):
        await tills.at(world.merchant, world.connection, haste=Haste.CASHIER).read("1")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": "bad_request", "error_description": "No such line."}', "No such line."),
        (b'{"error_message": "Product 9 is out of stock."}', "Product 9 is out of stock."),
        (b'{"code": "bad_request"}', "bad_request."),
        (b'{"error": {"deep": 1}}', "status 400."),
        (b"Nope\n really", "Nope really."),
        (b"\xff\xfe", "��."),
        (b"", "status 400."),
        (b"[]", "[]."),
    ],
)
def test_a_reason_is_found_wherever_it_stands(body: bytes, reason: str) -> None:
    refused = refusal(httpx.Response(400, content=body))
    assert refused.sentence == f"The till refused: {reason}"


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (301, PosUnavailable),
        (403, PosRefused),
        (406, PosRefused),
        (408, PosUnavailable),
        (401, NotAuthorised),
        (429, PosBusy),
        (502, PosUnavailable),
        (304, PosUnavailable),
    ],
)
def test_every_status_has_a_meaning(status: int, meaning: type[Exception]) -> None:
    assert isinstance(refusal(httpx.Response(status)), meaning)


@pytest.mark.parametrize(
    ("content", "meaning"),
    [
        (b"<html>Sign in to the hotel's wireless</html>", PosUnavailable),
        (b"", PosUnavailable),
        (b"\xff", PosUnavailable),
        (b"null", PosRefused),
        (b"[]", PosRefused),
        (b'{"id": 1, "created_at": "yesterday"}', PosRefused),
        (ORDER % b'"total": 1e999', PosRefused),
        (ORDER % b'"total": "NaN"', PosRefused),
        (ORDER % b'"price_variation": "Infinity"', PosRefused),
        (ORDER % b'"lines": [{"unit_price": 1e999999, "quantity": 1e999999}]', PosRefused),
        (ORDER % b'"lines": 7', PosRefused),
    ],
)
def test_nonsense_is_refused_and_never_crashes(content: bytes, meaning: type[Exception]) -> None:
    answer = httpx.Response(200, content=content)
    with pytest.raises(meaning):
        pos_order(parsed(answer, OrderBody), currency="AUD")


async def test_an_address_of_the_api_that_is_none_is_a_refusal(world: World) -> None:
    with pytest.raises(PosUnavailable):
        await (
            tills_at(
                world,
                lambda _: httpx.Response(302, headers={"Location": "https://[broken"}),
            )
            .at(world.merchant, world.connection)
            .read("1")
        )


async def test_a_refusal_of_ours_keeps_its_status_for_the_connector(world: World) -> None:
    with pytest.raises(Refused) as refused:
        await client_of(world).get("companies/5801/customers/999999", CustomerBody)
    assert refused.value.status == 404
