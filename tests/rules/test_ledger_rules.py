"""What a request to the ledger is, and when two of them are the same."""

import hashlib
from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kernel.ids import AccountId, EntryId, HoldId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.errors import AlreadyPosted, BadPoints, KeyReused, MoreThanHeld
from regulars.ledger.model import Discrepancy, Draft, Kind
from regulars.ledger.reasons import Earned, Reason, Redeemed

ACCOUNT = AccountId(UUID(int=1))
SALE = Earned("1001", 7, 1250, "AUD")


class Posted(msgspec.Struct, frozen=True):
    key: str
    input_hash: bytes


def drafted(key: str, points: int, *, sale: Earned = SALE, natural_key: str | None = None) -> Draft:
    return Draft(
        id=EntryId(UUID(int=2)),
        merchant=MerchantId(UUID(int=3)),
        account=ACCOUNT,
        kind=Kind.EARN,
        key=key,
        natural_key=natural_key,
        input_hash=rules.hash_of(Kind.EARN, (ACCOUNT, Points(points)), natural_key, sale),
        reason=sale,
        at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def posted(draft: Draft) -> Posted:
    return Posted(draft.key, draft.input_hash)


@pytest.mark.parametrize("points", [0, -1, rules.MOST + 1, -(10**30)])
def test_no_entry_moves_nothing_or_less_or_more_than_any_guest_could_have(points: int) -> None:
    with pytest.raises(BadPoints):
        rules.above_zero(points)


def test_the_same_request_is_let_through_to_its_first_answer() -> None:
    rules.refuse_other(drafted("a", 10), posted(drafted("a", 10)))


def test_the_same_real_thing_under_another_key_is_let_through_too() -> None:
    first = drafted("webhook", 10, natural_key="7:1001:earn:1")
    rules.refuse_other(drafted("sweep", 10, natural_key="7:1001:earn:1"), posted(first))


def test_a_key_that_came_with_other_points_is_refused() -> None:
    with pytest.raises(KeyReused):
        rules.refuse_other(drafted("a", 11), posted(drafted("a", 10)))


def test_a_key_that_came_for_another_sale_is_refused() -> None:
    other = Earned("1002", 7, 1250, "AUD")
    with pytest.raises(KeyReused):
        rules.refuse_other(drafted("a", 10, sale=other), posted(drafted("a", 10)))


def test_a_real_thing_that_was_posted_with_other_points_is_refused() -> None:
    first = drafted("webhook", 10, natural_key="7:1001:earn:1")
    with pytest.raises(AlreadyPosted):
        rules.refuse_other(drafted("sweep", 11, natural_key="7:1001:earn:1"), posted(first))


def test_a_hold_is_settled_whole_unless_a_part_is_named() -> None:
    assert rules.settled_of(Points(80), None) == 80
    assert rules.settled_of(Points(80), Points(30)) == 30
    assert rules.settled_of(Points(80), Points(0)) == 0


def test_no_more_is_settled_than_was_set_aside_and_never_less_than_nothing() -> None:
    with pytest.raises(MoreThanHeld):
        rules.settled_of(Points(80), Points(81))
    with pytest.raises(BadPoints):
        rules.settled_of(Points(80), Points(-1))


@given(held=st.integers(1, 10**6), settled=st.integers(0, 10**6))
def test_an_entry_says_how_many_points_it_is_about(held: int, settled: int) -> None:
    settled = min(settled, held)
    assert rules.moved(Kind.HOLD, -held, held) == held
    assert rules.moved(Kind.SETTLE, held - settled, -held) == settled
    assert rules.moved(Kind.RELEASE, held, -held) == held


def test_every_kind_of_entry_says_how_many_points_it_is_about() -> None:
    assert {kind: rules.moved(kind, -5, 5) for kind in Kind}


def test_every_reason_reads_back_as_what_it_was() -> None:
    names = [reason.__struct_config__.tag for reason in get_args(Reason)]
    assert len(set(names)) == len(names)
    reason = Redeemed("Free coffee", "1002", 7)
    kept = msgspec.json.decode(msgspec.json.encode(reason))
    assert msgspec.convert(kept, Reason) == reason


def test_a_request_from_before_bills_had_versions_is_known_again() -> None:
    first = b'["earn",[10],null,{"kind":"earned","sale":"1001","store":7,"total_minor":1250,'
    first += b'"currency":"AUD"}]'
    known = rules.hash_of(Kind.EARN, (Points(10),), None, SALE)
    assert known == hashlib.sha256(first).digest()


def test_a_discrepancy_says_what_is_off_in_a_sentence() -> None:
    found = Discrepancy(
        MerchantId(UUID(int=3)), ACCOUNT, f"hold {HoldId(UUID(int=4))}.amount", 5, 6
    )
    assert found.sentence == (
        "Account 00000000-0000-0000-0000-000000000001: "
        "hold 00000000-0000-0000-0000-000000000004.amount is 6, but its entries make it 5."
    )
