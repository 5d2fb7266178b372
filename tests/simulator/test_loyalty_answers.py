"""The till accepts every form of a loyalty answer and says what it thought of it."""

from typing import Any

import msgspec
import pytest
from tests.simulator.scene import ROSA

from regulars.simulator.loyalty.reading import read_lookup, read_redemption, read_search

REWARD = {"id": "r-5", "title": "$5 off", "redeem_url": "https://a.test/r?order_id=111"}


def encoded(answer: Any) -> bytes:
    return answer if isinstance(answer, bytes) else msgspec.json.encode(answer)


def worst(judgements: list[Any]) -> str:
    levels = {each.level for each in judgements}
    return next(level for level in ("wrong", "odd", "ok") if level in levels)


@pytest.mark.parametrize(
    ("answer", "found", "level", "sentence"),
    [
        ({"members": {"m-81": ROSA}}, 1, "ok", "members is a map of 1."),
        ({"members": {}}, 0, "ok", "members is a map of 0."),
        ({"members": []}, 0, "odd", "members is an empty array instead of an empty map."),
        ({"members": [ROSA]}, 1, "odd", "members is an array instead of a map keyed by id."),
        ({}, 0, "wrong", "members is required in the answer of a search."),
        ({"members": 5}, 0, "wrong", "members is neither a map nor an array."),
        ({"members": {"m-81": 5}}, 0, "wrong", "A member is not an object."),
        ({"members": {"m-9": ROSA}}, 1, "wrong", "The key m-9 is not the member's id m-81."),
        (
            {"members": {"m-81": ROSA | {"current_points": 340}}},
            1,
            "odd",
            "current_points should be text.",
        ),
        (
            {"members": {"m-81": {"id": "m-81", "first_name": "Rosa"}}},
            1,
            "wrong",
            "email_address required of member m-81.",
        ),
        ({"members": {"x": {"first_name": "Rosa"}}}, 0, "wrong", "id required of member x."),
        ({"members": {"m-81": ROSA | {"age": 5}}}, 1, "odd", "The member's field age means"),
        ({"members": {"m-81": ROSA | {"params": 5}}}, 1, "wrong", "params is not an object."),
        ({"error": "Closed"}, 0, "ok", "The answer is an error text for staff."),
        (b"<html>", 0, "wrong", "The answer is not JSON."),
        ([], 0, "wrong", "The answer is not a JSON object."),
    ],
)
def test_a_search_answer_is_read_and_judged(
    answer: Any, found: int, level: str, sentence: str
) -> None:
    reading = read_search(encoded(answer))
    assert len(reading.members) == found
    assert worst(reading.judgements) == level
    assert any(each.sentence.startswith(sentence) for each in reading.judgements)


@pytest.mark.parametrize(
    ("answer", "rewards", "level", "sentence"),
    [
        ({"member": ROSA, "rewards": [REWARD]}, 1, "ok", "rewards is an array of 1."),
        ({"member": ROSA, "rewards": {"r-5": REWARD}}, 1, "ok", "rewards is a map of 1."),
        ({"members": {"m-81": ROSA}, "rewards": [REWARD]}, 1, "ok", "The wrapper is members."),
        ({"rewards": [REWARD]}, 1, "wrong", "member is required in the answer of a lookup."),
        ({"member": ROSA}, 0, "wrong", "rewards is required in the answer of a lookup."),
        ({"member": ROSA, "rewards": 5}, 0, "wrong", "rewards is neither an array nor a map."),
        ({"member": ROSA, "rewards": [5]}, 0, "wrong", "A reward is not an object."),
        (
            {"member": ROSA, "rewards": [REWARD | {"redeem_url": ""}]},
            0,
            "wrong",
            "redeem_url required of reward r-5.",
        ),
        (
            {"member": ROSA, "rewards": [REWARD | {"redeem_url": "https://a.test/?x=111"}]},
            1,
            "wrong",
            "redeem_url does not carry order_id=111.",
        ),
        (
            {
                "member": ROSA,
                "rewards": [REWARD | {"redeem_url": "https://a.test/?order_id=111&order_id=111"}],
            },
            1,
            "odd",
            "redeem_url carries order_id twice.",
        ),
        (
            {"member": ROSA, "rewards": [REWARD | {"redeem_url": "/r?order_id=111"}]},
            1,
            "wrong",
            "redeem_url is not an absolute URL.",
        ),
        (
            {"member": ROSA, "rewards": [REWARD | {"variable_quantity": "true"}]},
            1,
            "odd",
            "variable_quantity should be true or false.",
        ),
        (
            {"member": ROSA, "rewards": [REWARD | {"points_required": 1.5}]},
            1,
            "wrong",
            "points_required is not a whole number.",
        ),
    ],
)
def test_a_lookup_answer_is_read_and_judged(
    answer: Any, rewards: int, level: str, sentence: str
) -> None:
    reading = read_lookup(encoded(answer), "111")
    assert len(reading.rewards) == rewards
    assert worst(reading.judgements) == level
    assert sentence in [each.sentence for each in reading.judgements]


@pytest.mark.parametrize("points", [100, "100"])
def test_points_may_be_numbers_or_text(points: Any) -> None:
    answer = {"member": ROSA, "rewards": [REWARD | {"points_required": points}]}
    [reward] = read_lookup(encoded(answer), "111").rewards
    assert (reward.points_required, reward.points_label) == ("100", "Points")
    assert (reward.action_label, reward.variable_quantity) == ("Redeem", False)


@pytest.mark.parametrize(
    ("answer", "success", "error", "level"),
    [
        ({"success": True}, True, None, "ok"),
        ({"success": True, "error": "?"}, True, None, "odd"),
        ({"success": False, "error": "Used"}, False, "Used", "ok"),
        ({"success": False}, False, "The program refused without a reason.", "wrong"),
        ({"error": "Used"}, None, "Used", "ok"),
        ({"success": "yes"}, None, None, "wrong"),
        ({}, None, None, "wrong"),
        (b"", None, None, "wrong"),
    ],
)
def test_a_redemption_answer_is_read_and_judged(
    answer: Any, success: bool | None, error: str | None, level: str
) -> None:
    reading = read_redemption(encoded(answer))
    assert (reading.success, reading.error) == (success, error)
    assert worst(reading.judgements) == level
