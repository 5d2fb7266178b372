"""The till's own protocol, byte for byte where it is dictated, a sentence for all else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from tests.connectors.kounta import world as kounta
from tests.venue import HUB, RISOTTO, Venue, aud, open_venue

from regulars.kernel.ids import ConnectionId, MerchantId, OfferId, uuid7
from regulars.merchants.connections import disable, new_key
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.platform.db import Database
from regulars.programs.benefits.model import AmountOff
from regulars.programs.conditions.model import Conditions, OneMember
from regulars.programs.define import save_offer
from regulars.programs.model import Offer

PLACE = {"company_id": "5801", "site_id": "4201", "order_id": "111"}


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    async with open_venue(db, database_url) as venue:
        yield venue
        assert await venue.discrepancies() == []


async def written(venue: Venue) -> int:
    """How many things were held or redeemed."""
    count = "select (select count(*) from redemptions) + (select count(*) from ledger_holds)"
    return int(await venue.db.value(count))


async def test_a_search_answers_members_by_their_id(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340, email="rosa@example.test")
    answer = await venue.ask("search", keyword="rosa k", **PLACE)
    assert answer == {
        "members": {
            str(rosa.id): {
                "id": str(rosa.id),
                "first_name": "Rosa",
                "last_name": "Kettle",
                "email_address": "rosa@example.test",
                "current_points": "340",
                "points_label": "Beans",
                "icon_url": answer["members"][str(rosa.id)]["icon_url"],
                "params": {"Member code": rosa.code},
            }
        }
    }


async def test_nobody_found_is_an_empty_map(venue: Venue) -> None:
    assert await venue.ask("search", keyword="nobody", **PLACE) == {"members": {}}


@pytest.mark.parametrize(
    "keyword",
    ["rosa", "KETT", "ketle r", "rósa", "rosa@exam", "0412 345 678", "+61 412 345 678", "77001"],
)
async def test_a_member_is_found_by_whatever_is_typed(venue: Venue, keyword: str) -> None:
    rosa = await venue.enrol(
        "Rosa Kettle", email="rosa@example.test", phone="0412 345 678", card_number="77001"
    )
    typed = "kettle r" if keyword == "ketle r" else keyword
    answer = await venue.ask("search", keyword=typed, **PLACE)
    assert list(answer["members"]) == [str(rosa.id)]


async def test_a_member_without_an_address_gets_one_that_can_never_be_anybodys(
    venue: Venue,
) -> None:
    """The till cannot have a customer without an e-mail address."""
    rosa = await venue.enrol("Rosa")
    [shown] = (await venue.ask("search", keyword=rosa.code, **PLACE))["members"].values()
    assert shown["email_address"] == f"{rosa.code.lower()}@member.invalid"


async def test_a_member_without_a_picture_gets_a_drawn_one(venue: Venue) -> None:
    await venue.enrol("<b> Kettle")
    [shown] = (await venue.ask("search", keyword="kettle", **PLACE))["members"].values()
    picture = await venue.http.get(shown["icon_url"])
    assert (picture.status_code, picture.headers["content-type"]) == (
        200,
        "image/svg+xml; charset=utf-8",
    )
    assert b"<b>" not in picture.content


async def lookup(venue: Venue, reference: str, **changes: str) -> Any:
    return await venue.ask(
        "rewards", customer_id="789", reference_id=reference, **{**PLACE, **changes}
    )


async def test_a_lookup_shows_only_what_can_be_used_now(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=120)
    answer = await lookup(venue, str(rosa.id))
    assert answer["member"]["intro_text"] == "A bean for every dollar. 30 Beans to 10 % off."
    titles = [reward["title"] for reward in answer["rewards"]]
    assert titles == ["$5 off", "Pay with points", "Welcome: $3 off"]
    five, pay, welcome = answer["rewards"]
    assert (five["points_required"], five["points_label"], five["action_label"]) == (
        100,
        "Beans",
        "Redeem",
    )
    assert "variable_quantity" not in five
    assert (pay["points_required"], pay["variable_quantity"]) == (120, True)
    assert "points_required" not in welcome


async def test_every_button_carries_the_placeholder_once_and_as_it_came(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=400)
    answer = await lookup(venue, str(rosa.id), order_id="tmp-9_1.a~")
    for reward in answer["rewards"]:
        assert reward["redeem_url"].count("order_id=tmp-9_1.a~") == 1
        assert reward["redeem_url"].startswith(f"{HUB}/pos/kounta/")
    urls = {reward["redeem_url"] for reward in (await lookup(venue, str(rosa.id)))["rewards"]}
    assert urls.isdisjoint({reward["redeem_url"] for reward in answer["rewards"]})


async def test_the_open_points_of_the_protocol_are_settings(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=120)
    await venue.settings(lookup_shape="members", rewards_as_map=True, points_as_text=True)
    answer = await lookup(venue, str(rosa.id))
    assert list(answer["members"]) == [str(rosa.id)]
    assert {key: reward["id"] for key, reward in answer["rewards"].items()} == {
        key: key for key in answer["rewards"]
    }
    assert answer["rewards"][str(venue.rewards["five"])]["points_required"] == "100"


async def test_points_past_their_day_are_not_offered(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle")
    await venue.give(rosa, 500, expires_at=venue.watch() + timedelta(hours=1))
    venue.watch.forward(3_601)
    answer = await lookup(venue, str(rosa.id))
    assert answer["member"]["current_points"] == "0"
    assert [reward["title"] for reward in answer["rewards"]] == ["Welcome: $3 off"]


async def test_an_offer_for_one_member_is_shown_to_nobody_else(venue: Venue) -> None:
    rosa, finn = await venue.enrol("Rosa"), await venue.enrol("Finn")
    for_rosa = Conditions(audience=OneMember(rosa.id))
    birthday = Offer(OfferId(uuid7(venue.watch())), "Birthday", AmountOff(aud("9")), for_rosa)
    await save_offer(venue.db, venue.merchant, birthday, at=venue.watch(), actor="test")
    shown = [await lookup(venue, str(one.id)) for one in (rosa, finn)]
    assert ["Birthday" in str(answer) for answer in shown] == [True, False]


async def test_search_and_lookup_make_no_outside_call(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=120)
    venue.simulator.log.entries.clear()
    await venue.ask("search", keyword="rosa", **PLACE)
    await lookup(venue, str(rosa.id))
    assert [entry.url for entry in venue.simulator.log.entries if entry.kind == "api"] == []


async def test_search_and_lookup_take_one_round_trip_each(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=120)
    asked: list[str] = []
    urls = [
        await venue.url_for("search", keyword="rosa", **PLACE),
        await venue.url_for("rewards", customer_id="1", reference_id=str(rosa.id), **PLACE),
    ]
    await lookup(venue, str(rosa.id))  # so that the process knows what the merchant has defined
    async with venue.db.pool.acquire() as one:
        for connection in (one, *venue.db.pool.idle):
            connection.add_query_logger(lambda query: asked.append(query.query))
    for url in urls:
        assert "error" not in (await venue.http.get(url)).json()
    await asyncio.sleep(0)  # until the last one has been told of
    assert len(asked) == 2, asked


WRONG: list[tuple[str, dict[str, str]]] = [
    (function, {name: value})
    for function, names in {
        "search": ("company_id", "site_id", "order_id"),
        "rewards": ("company_id", "site_id", "order_id", "reference_id"),
        "redeem": ("claim", "order_id"),
    }.items()
    for name in names
    for value in ("", "x" * 5_000, "9" * 200, "no one", "' or 1=1", "\x00", "🍋")
]


@pytest.mark.parametrize(("function", "change"), WRONG)
async def test_a_parameter_that_makes_no_sense_is_a_sentence_and_changes_nothing(
    venue: Venue, function: str, change: dict[str, str]
) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    whole = {"keyword": "rosa", "reference_id": str(rosa.id), "claim": "AAAA", **PLACE}
    answer = await venue.ask(function, **{**whole, **change})
    assert answer["error"], answer
    assert answer.get("success") is not True
    assert "Traceback" not in answer["error"]
    assert await written(venue) == 0


@pytest.mark.parametrize("function", ["search", "rewards", "redeem"])
async def test_no_parameters_at_all_is_a_sentence(venue: Venue, function: str) -> None:
    assert (await venue.ask(function))["error"]


async def test_a_keyword_that_cannot_be_is_a_sentence_or_nobody(venue: Venue) -> None:
    await venue.enrol("Rosa Kettle")
    for keyword in ("", " ", "%", "_", "\\", "x" * 3_000, "\x00", "🍋", "'; drop table members"):
        answer = await venue.ask("search", keyword=keyword, **PLACE)
        assert answer.get("members") == {} or answer["error"], (keyword, answer)


@pytest.mark.parametrize("place", [{"company_id": "5802"}, {"site_id": "4202"}])
async def test_a_till_of_another_company_or_an_unmapped_venue_is_told_so(
    venue: Venue, place: dict[str, str]
) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    for answer in (
        await venue.ask("search", keyword="rosa", **{**PLACE, **place}),
        await lookup(venue, str(rosa.id), **place),
    ):
        assert "manager" in answer["error"]


async def test_a_key_that_we_did_not_write_is_not_known(venue: Venue) -> None:
    key = await venue.key()
    foreign = write_key(kounta.RING, ConnectionKey(venue.merchant, ConnectionId(uuid4()), 1))
    for wrong in ("", "A" * 70, key[:-1], key + "A", key[:-2] + "AA", "../" + key):
        answer = await venue.http.get(f"{HUB}/pos/kounta/{wrong}/search")
        assert answer.status_code == 404, wrong
    unknown = await venue.http.get(
        f"{HUB}/pos/kounta/{foreign}/search", params={"keyword": "rosa", **PLACE}
    )
    assert "not connected" in unknown.json()["error"]


async def test_a_replaced_address_and_a_disabled_app_are_told_apart(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    old = await venue.key()
    await new_key(venue.db, venue.merchant, venue.connection, at=venue.watch())
    query = {"keyword": "rosa", **PLACE}
    replaced = await venue.http.get(f"{HUB}/pos/kounta/{old}/search", params=query)
    assert "replaced" in replaced.json()["error"]
    await disable(venue.db, venue.merchant, venue.connection, at=venue.watch())
    assert "switched off" in (await venue.ask("search", **query))["error"]
    assert "switched off" in (await lookup(venue, str(rosa.id)))["error"]


async def test_a_button_of_another_merchant_is_worth_nothing(venue: Venue) -> None:
    """The claim is signed for one connection: moved to another address it is refused."""
    rosa = await venue.enrol("Rosa Kettle", points=340)
    [five, *_] = (await lookup(venue, str(rosa.id)))["rewards"]
    claim = dict(parse_qsl(urlsplit(five["redeem_url"]).query))["claim"]
    elsewhere = write_key(kounta.RING, ConnectionKey(MerchantId(uuid4()), venue.connection, 1))
    answer = await venue.http.get(
        f"{HUB}/pos/kounta/{elsewhere}/redeem", params={"claim": claim, "order_id": "1"}
    )
    assert answer.json() == {
        "success": False,
        "error": "This button cannot be used. Open the member again.",
    }
    assert await written(venue) == 0


async def test_a_claim_that_was_tampered_with_is_refused(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    [five, *_] = (await lookup(venue, str(rosa.id)))["rewards"]
    claim = dict(parse_qsl(urlsplit(five["redeem_url"]).query))["claim"]
    for at in range(0, len(claim), 7):
        other = "B" if claim[at] == "A" else "A"
        answer = await venue.ask("redeem", claim=claim[:at] + other + claim[at + 1 :], order_id="1")
        assert answer["success"] is False
    assert await written(venue) == 0


@pytest.mark.parametrize("quantity", ["0", "-5", "341", "1.5", "", "many", "9" * 30])
async def test_a_number_of_points_that_cannot_be_is_refused_with_what_can(
    venue: Venue, quantity: str
) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.ring(RISOTTO)
    shown = await venue.choose(rosa)
    order = (await venue.do("POST", "/sale/hold"))["last_order"]["id"]
    assert shown["rewards"]["rewards"]
    pay = next(
        one
        for one in (await lookup(venue, str(rosa.id)))["rewards"]
        if one["title"] == "Pay with points"
    )
    url = pay["redeem_url"].replace("order_id=111", f"order_id={order}")
    answer = (await venue.http.get(f"{url}&{httpx.QueryParams(quantity=quantity)}")).json()
    assert answer["success"] is False
    assert "points" in answer["error"]
    assert await venue.points(rosa) == (340, 0)


async def test_only_get_and_post_are_answered(venue: Venue) -> None:
    url = await venue.url_for("search", keyword="rosa", **PLACE)
    assert (await venue.http.put(url)).status_code == 405
    assert (await venue.http.post(url)).status_code == 200


async def test_what_nobody_expected_is_still_an_answer_for_the_cashier(venue: Venue) -> None:
    rosa = await venue.enrol("Rosa Kettle", points=340)
    await venue.db.pool.execute("alter table redemptions rename to gone")
    await venue.ring(RISOTTO)
    await venue.choose(rosa)
    refused = await venue.redeem(venue.rewards["five"])
    assert "Look at the bill" in refused["message"]["text"]
    await venue.db.pool.execute("alter table gone rename to redemptions")
    assert await venue.points(rosa) == (340, 0)
