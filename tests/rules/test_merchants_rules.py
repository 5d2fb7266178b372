"""Promises about merchants that need no database."""

from datetime import UTC, datetime, timedelta

import pytest

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import ConnectionId, MerchantId, StoreId, uuid7
from regulars.merchants.consent import read_state, write_state
from regulars.merchants.errors import StaleConsent
from regulars.merchants.keys import ConnectionKey, read_key, write_key
from regulars.merchants.model import Consent, SiteMapping
from regulars.merchants.rules import LONGEST_WAIT, mapping, wait_after
from regulars.platform.secrets import KeyRing

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RING = KeyRing([b"k" * 32])
ASKED = Consent(MerchantId(uuid7(NOON)), ConnectionId(uuid7(NOON)))


def test_failed_tries_are_answered_more_and_more_slowly() -> None:
    waits = [wait_after(tries).total_seconds() for tries in range(4, 12)]

    assert waits == [0, 30, 60, 120, 240, 480, 900, 900]
    assert wait_after(10**6) == LONGEST_WAIT


def test_a_consent_comes_back_as_it_was_asked_for() -> None:
    state = write_state(RING, ASKED, session="mia", at=NOON)

    assert read_state(RING, state, session="mia", at=NOON + timedelta(minutes=10)) == ASKED


def test_each_consent_is_asked_for_with_a_state_of_its_own() -> None:
    states = {write_state(RING, ASKED, session="mia", at=NOON) for _ in range(10)}

    assert len(states) == 10


def test_a_consent_is_stale_after_ten_minutes_elsewhere_and_when_tampered_with() -> None:
    state = write_state(RING, ASKED, session="mia", at=NOON)
    flipped = ("A" if state[0] != "A" else "B") + state[1:]

    for text, session, at in [
        (state, "mia", NOON + timedelta(minutes=10, seconds=1)),
        (state, "ada", NOON),
        (flipped, "mia", NOON),
        (state[:-2], "mia", NOON),
        ("", "mia", NOON),
        ("ünsinn", "mia", NOON),
    ]:
        with pytest.raises(StaleConsent):
            read_state(RING, text, session=session, at=at)


def test_a_key_says_whose_it_is_and_cannot_be_made_up() -> None:
    key = ConnectionKey(ASKED.merchant, ASKED.connection, 3)
    text = write_key(RING, key)

    assert read_key(RING, text) == key
    assert read_key(KeyRing([b"x" * 32]), text) is None
    assert read_key(RING, text[:-1]) is None
    assert read_key(RING, "") is None


def test_an_unknown_site_is_refused_by_its_name() -> None:
    with pytest.raises(Invalid, match="no site 9"):
        mapping({"9": StoreId(1)}, {"1": "Harbour"}, {StoreId(1)})


def test_a_refused_mapping_names_the_field() -> None:
    sites, stores = {"1": "Harbour", "2": "Garden"}, {StoreId(5)}

    with pytest.raises(Invalid) as unknown:
        mapping({"1": StoreId(6)}, sites, stores)
    with pytest.raises(Invalid) as twice:
        mapping({"1": StoreId(5), "2": StoreId(5)}, sites, stores)

    assert (unknown.value.field, twice.value.field) == ("site-1", "site-2")
    assert mapping({"2": StoreId(5)}, sites, stores) == (SiteMapping("2", "Garden", StoreId(5)),)
