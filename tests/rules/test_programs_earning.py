"""What a bill earns; the figures are those of docs/algorithms/earning.md and rounding.md."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.rules.bills import (
    FLAT_WHITE,
    GIFT_CARD,
    NOON,
    OF_CARDS,
    OF_COFFEE,
    RISOTTO,
    STORE,
    SYDNEY,
    aud,
    bill,
    line,
    rule,
)
from tests.worked import table

from regulars.kernel.ids import RuleId, StoreId, TierId
from regulars.kernel.money import Money, split
from regulars.kernel.points import Points
from regulars.ledger.rules import MOST
from regulars.programs.earning.change import check, renumbered
from regulars.programs.earning.counting import counted
from regulars.programs.earning.explain import counted_parts
from regulars.programs.earning.lasting import expires_at, matures_at
from regulars.programs.earning.model import (
    FIRST_RULE,
    Basket,
    CalendarEnd,
    CalendarUnit,
    EarningRule,
    Expiry,
    Extra,
    FirstVisit,
    Gives,
    Idle,
    MonthsSince,
    Never,
    PerAmount,
    PerItem,
    PerVisit,
    Standing,
    Terms,
    WhyNot,
    Worked,
    one_for_each,
)
from regulars.programs.earning.rules import work_out
from regulars.programs.errors import BadReward
from regulars.programs.goods.model import Selection
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.vouchers.model import Hours

NEW = Standing()
GOLD = Tier(TierId(UUID(int=99)), "Gold", 500, extra=2_000)


def rows(page: str, heading: str) -> list[list[str]]:
    return list(table(page, heading))


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d %B %Y, %H:%M").replace(tzinfo=SYDNEY)


def money(text: str) -> Money:
    return aud(text.replace("$", ""))


def terms(*rules: EarningRule, **more: object) -> Terms:
    return msgspec.convert({"rules": rules, **more}, Terms, from_attributes=True)


def gave(worked: Worked) -> list[int]:
    return [part.points for part in worked.parts]


def why(worked: Worked) -> list[WhyNot]:
    return [passed.why for passed in worked.passed]


# --- docs/algorithms/rounding.md


@pytest.mark.parametrize(("of", "share"), rows("rounding", "A share of money"))
def test_a_share_is_rounded_half_up(of: str, share: str) -> None:
    assert money(of).share(1_000) == money(share)


@pytest.mark.parametrize(("total", "weights", "parts"), rows("rounding", "A total in parts"))
def test_a_total_is_cut_by_the_largest_remainder(total: str, weights: str, parts: str) -> None:
    cut = money(total).split([int(weight) for weight in weights.split(",")])
    assert cut == [money(part.strip()) for part in parts.split(",")]


@given(
    st.integers(-(10**12), 10**12),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any),
)
def test_parts_always_add_up(total: int, weights: list[int]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - share) < 1.001 for part, share in zip(parts, exact, strict=True))


# --- docs/algorithms/earning.md


LUNCH = bill(
    "36",
    line(FLAT_WHITE, "8", "0.73", "2"),
    line(RISOTTO, "24", "2.18"),
    line(GIFT_CARD, "8"),
    tax="2.62",
    off="4",
)


@pytest.mark.parametrize(("said", "whole", "of_coffee"), rows("earning", "What counts of a bill"))
def test_what_counts_of_a_bill(said: str, whole: str, of_coffee: str) -> None:
    by = terms(
        tax_included="tax in" in said,
        discounts_count="came off" in said,
        left_out=OF_CARDS if "left out" in said else Selection(),
    )
    assert counted(by, LUNCH) == money(whole)
    assert counted(by, LUNCH, OF_COFFEE) == money(of_coffee)


def test_a_bill_without_lines_has_no_goods_that_could_be_told_apart() -> None:
    plain = bill("20")
    assert counted(terms(left_out=OF_CARDS), plain) == aud("20")
    assert counted(terms(), plain, OF_COFFEE) == aud("0")
    for_coffee = terms(rule(PerAmount(Points(1), aud(1)), goods=OF_COFFEE))
    assert why(work_out(for_coffee, plain, NEW)) == [WhyNot.NO_GOODS]


@pytest.mark.parametrize(("said", "total", "tax", "earns"), rows("earning", "Points for an amount"))
def test_points_are_earned_for_every_full_amount(
    said: str, total: str, tax: str, earns: str
) -> None:
    found = re.fullmatch(r"(\d+) points? for every \$(\d+), (tax in|before tax)", said)
    assert found is not None
    by = one_for_each(aud(found[2]), int(found[1]), tax_included=found[3] == "tax in")
    on = bill(total.replace("$", ""), tax=tax.replace("$", ""))
    assert work_out(by, on, NEW).points == int(earns)


GIVES: dict[str, EarningRule] = {
    "2 points for each coffee": rule(PerItem(Points(2)), goods=OF_COFFEE),
    "5 points for a visit, a pause of 60 minutes": rule(PerVisit(Points(5), 60)),
    "50 points for the first visit": rule(FirstVisit(Points(50))),
}
BILLS: dict[str, tuple[Basket, Standing]] = {
    "3 coffees": (bill("12", line(FLAT_WHITE, "12", quantity="3")), NEW),
    "half a coffee": (bill("2", line(FLAT_WHITE, "2", quantity="0.5")), NEW),
    "2 halves of a coffee": (bill("4", *[line(FLAT_WHITE, "2", quantity="0.5")] * 2), NEW),
    "a risotto": (bill("24", line(RISOTTO, "24")), NEW),
    "the first": (bill("24"), NEW),
    "the second": (bill("24"), Standing(visited_before=True)),
} | {
    f"{minutes} minutes {side} another": (
        bill("24"),
        Standing(
            last_given={rule(PerVisit(Points(5))).id: NOON + way * timedelta(minutes=minutes)}
        ),
    )
    for minutes in (59, 60)
    for side, way in (("after", -1), ("before", 1))
}


@pytest.mark.parametrize(("said", "on", "gives"), rows("earning", "Points for items and visits"))
def test_items_and_visits_are_counted(said: str, on: str, gives: str) -> None:
    assert work_out(terms(GIVES[said]), *BILLS[on]).points == int(gives)


def giving(points: str) -> list[EarningRule]:
    """Rules that give these points for a visit each; or one that gives all by the amount."""
    if "of which" in points:
        return [rule(PerAmount(Points(1), aud(1)))]
    each = [Points(int(one)) for one in points.split(",")]
    return [rule(PerVisit(one), number) for number, one in enumerate(each, 1)]


@pytest.mark.parametrize(("gave_before", "extras", "on_top", "cut"), rows("earning", "Extras"))
def test_extras_add_up_and_are_rounded_once(
    gave_before: str, extras: str, on_top: str, cut: str
) -> None:
    base = giving(gave_before)
    more = [
        rule(Extra(int(share) * 100), 10 + number, goods=OF_COFFEE if coffee else Selection())
        for number, (share, coffee) in enumerate(re.findall(r"(\d+) %( on coffee)?", extras))
    ]
    worked = work_out(terms(*base, *more), LUNCH, NEW)
    outright = gave(work_out(terms(*base), LUNCH, NEW))
    assert worked.points - sum(outright) == int(on_top)
    assert gave(worked) == outright + [int(one) for one in cut.split(",") if one]


@pytest.mark.parametrize(
    ("rules_gave", "own", "day_left", "stands"), rows("earning", "Limits of the day")
)
def test_limits_of_the_day_cut_each_rule_and_then_all(
    rules_gave: str, own: str, day_left: str, stands: str
) -> None:
    """Ten was given by each rule with a limit before, and ten of the day in all."""
    left = [None if one.strip() == "-" else int(one) for one in own.split(",")]
    rules = [
        replace(one, most_a_day=None if room is None else Points(10 + room))
        for one, room in zip(giving(rules_gave), left, strict=True)
    ]
    most = None if day_left == "-" else 10 + int(day_left)
    standing = Standing(today={one.id: Points(10) for one in rules}, today_in_all=Points(10))
    worked = work_out(terms(*rules, most_a_day=most), bill("24"), standing)
    by_rule = {part.rule: part.points for part in worked.parts}
    assert [by_rule.get(one.id, 0) for one in rules] == [int(one) for one in stands.split(",")]
    assert {passed.why for passed in worked.passed} <= {WhyNot.DAY_IS_FULL}


def expiry_of(said: str) -> Expiry:
    if said == "never":
        return Never()
    number = int(said.split(maxsplit=1)[0])
    if found := re.search(r"after the end of the (\w+)", said):
        return CalendarEnd(CalendarUnit(found[1]), number)
    return Idle(number) if "without a visit" in said else MonthsSince(number)


@pytest.mark.parametrize(("earned", "said", "gone"), rows("earning", "When points run out"))
def test_points_run_out_when_their_last_day_ends_at_the_store(
    earned: str, said: str, gone: str
) -> None:
    at = moment(earned).astimezone(UTC)
    ends = expires_at(expiry_of(said), at, "Australia/Sydney")
    assert ends == (None if gone == "stays" else moment(gone))


@pytest.mark.parametrize(
    ("earned", "days", "spendable"), rows("earning", "When points can be spent")
)
def test_points_can_be_spent_from_the_start_of_a_day(
    earned: str, days: str, spendable: str
) -> None:
    first = matures_at(int(days), moment(earned).astimezone(UTC), "Australia/Sydney")
    assert first == (None if spendable == "at once" else moment(spendable))


# --- which rules hold


HOLDS = rule(
    PerVisit(Points(5)),
    stores=(STORE,),
    hours=Hours(1, 11 * 60, 13 * 60),
    from_day=date(2026, 11, 23),
    to_day=date(2026, 11, 23),
    tiers=(GOLD.id,),
    minimum=aud("24"),
    goods=OF_COFFEE,
)
MEMBER = Standing(tier=GOLD.id)
COFFEES = bill("24", line(FLAT_WHITE, "24", quantity="6"))


def test_a_rule_holds_where_all_of_its_conditions_do() -> None:
    assert work_out(terms(HOLDS), COFFEES, MEMBER).points == 5


@pytest.mark.parametrize(
    ("on", "standing", "reason"),
    [
        (replace(COFFEES, store=StoreId(2)), MEMBER, WhyNot.OTHER_STORE),
        (replace(COFFEES, at=NOON + timedelta(days=1)), MEMBER, WhyNot.OTHER_DAY),
        (replace(COFFEES, at=NOON - timedelta(days=7)), MEMBER, WhyNot.OTHER_DAY),
        (replace(COFFEES, at=NOON + timedelta(hours=1)), MEMBER, WhyNot.OTHER_HOURS),
        (COFFEES, NEW, WhyNot.OTHER_TIER),
        (replace(COFFEES, total=aud("23.99")), MEMBER, WhyNot.BELOW_MINIMUM),
        (replace(COFFEES, lines=(line(RISOTTO, "24"),)), MEMBER, WhyNot.NO_GOODS),
    ],
)
def test_a_rule_that_does_not_hold_says_why(on: Basket, standing: Standing, reason: WhyNot) -> None:
    worked = work_out(terms(HOLDS), on, standing)
    assert (worked.points, why(worked)) == (0, [reason])


def test_hours_are_those_of_the_store_and_a_night_belongs_to_the_day_it_began() -> None:
    late = rule(PerVisit(Points(5)), hours=Hours(1, 22 * 60, 2 * 60))
    night = replace(COFFEES, at=datetime(2026, 11, 24, 1, 30, tzinfo=SYDNEY))
    assert work_out(terms(late), night, NEW).points == 5
    assert work_out(terms(late), replace(night, at=night.at + timedelta(days=1)), NEW).points == 0


def test_a_rule_that_is_switched_off_is_not_even_told() -> None:
    off = rule(PerVisit(Points(5)), active=False)
    assert work_out(terms(off), COFFEES, NEW) == Worked(Points(0))


def test_a_bill_with_something_of_ours_earns_nothing_where_the_program_says_so() -> None:
    by = one_for_each(aud(1), earn_when_redeeming=False)
    assert work_out(by, bill("24"), NEW).points == 24
    worked = work_out(by, bill("24", redeemed=True), NEW)
    assert (worked.points, why(worked)) == (0, [WhyNot.REDEEMED])


def test_points_are_for_what_is_left_after_every_reward() -> None:
    """Whether before or after the reward is deducted was ambiguous elsewhere (D5.48):
    https://github.com/odoo/odoo/issues/114004, https://github.com/odoo/odoo/issues/124480. Here it
    is what the guest pays, unless the program says that what came off counts too.
    """
    paid = bill("30", off="10", redeemed=True)
    assert work_out(one_for_each(aud(1)), paid, NEW).points == 30
    assert work_out(one_for_each(aud(1), discounts_count=True), paid, NEW).points == 40


def test_lines_that_go_back_distort_no_rule_for_goods() -> None:
    """They counted for the next sale elsewhere: https://github.com/odoo/odoo/issues/177312 (D2.18).

    An item that was exchanged on the bill is no item, and its money counts for nobody.
    """
    each, share = rule(PerItem(Points(2)), goods=OF_COFFEE), rule(PerAmount(Points(1), aud(1)), 2)
    by = terms(each, replace(share, goods=OF_COFFEE))
    exchanged = bill(
        "24",
        line(FLAT_WHITE, "4"),
        line(FLAT_WHITE, "-4", quantity="-1"),
        line(RISOTTO, "24"),
    )
    assert work_out(by, exchanged, NEW).points == 0
    back = bill("-4", line(FLAT_WHITE, "-4", quantity="-1"))
    assert work_out(by, back, NEW) == Worked(Points(0), passed=work_out(by, back, NEW).passed)


def test_no_slip_in_the_terms_gives_more_than_the_ledger_takes() -> None:
    slip = rule(PerAmount(Points(1_000_000), aud("0.01")))
    worked = work_out(terms(slip, rule(Extra(100_000), 2)), bill("500000"), NEW)
    assert worked.points == sum(part.points for part in worked.parts) == MOST


def test_a_tier_brings_more_and_is_a_part_of_its_own() -> None:
    scheme = TierScheme((GOLD,))
    by = terms(rule(PerAmount(Points(1), aud(1))), rule(FirstVisit(Points(50)), 2), tiers=scheme)
    worked = work_out(by, bill("24"), MEMBER)
    assert gave(worked) == [24, 50, 4]
    assert (worked.parts[-1].rule, worked.parts[-1].version) == (RuleId(GOLD.id), 0)
    assert work_out(by, bill("24"), NEW).points == 74


# --- promises about all rules


rules_in = st.builds(
    EarningRule,
    id=st.integers(1, 8).map(lambda number: RuleId(UUID(int=number))),
    name=st.just("Rule"),
    gives=st.one_of(
        st.builds(PerAmount, st.integers(0, 9), st.integers(1, 900).map(lambda m: Money(m, "AUD"))),
        st.builds(PerVisit, st.integers(1, 50), st.integers(0, 90)),
        st.builds(PerItem, st.integers(1, 9)),
        st.builds(Extra, st.integers(1, 30_000)),
        st.builds(FirstVisit, st.integers(1, 90)),
    ),
    goods=st.sampled_from([Selection(), OF_COFFEE, OF_CARDS]),
    minimum=st.sampled_from([None, aud("10")]),
    most_a_day=st.none() | st.integers(1, 60),
)
rule_lists = st.lists(rules_in, max_size=7, unique_by=lambda one: one.id)
lines_in = st.builds(
    line,
    st.sampled_from([FLAT_WHITE, RISOTTO, GIFT_CARD]),
    st.integers(-5, 90).map(str),
    quantity=st.sampled_from(["-1", "0.5", "1", "3"]),
)
bills_in = st.builds(
    lambda total, lines, off, redeemed: bill(str(total), *lines, off=str(off), redeemed=redeemed),
    st.integers(-5, 200),
    st.lists(lines_in, max_size=5),
    st.integers(0, 20),
    st.booleans(),
)
standings_in = st.builds(
    Standing,
    tier=st.sampled_from([None, GOLD.id]),
    visited_before=st.booleans(),
    today=st.dictionaries(
        st.integers(1, 8).map(lambda number: RuleId(UUID(int=number))), st.integers(0, 80)
    ),
    today_in_all=st.integers(0, 200),
)


def all_terms(rules: Sequence[EarningRule], most: int | None) -> Terms:
    return Terms(
        rules=tuple(rules),
        most_a_day=None if most is None else Points(most),
        tiers=TierScheme((GOLD,)),
        left_out=OF_CARDS,
    )


@given(rule_lists, st.none() | st.integers(0, 90), bills_in, standings_in)
def test_whatever_the_rules_points_add_up_and_pass_no_limit_in_any_order(
    rules: list[EarningRule], most: int | None, on: Basket, standing: Standing
) -> None:
    by = all_terms(rules, most)
    worked = work_out(by, on, standing)
    assert worked.points == sum(gave(worked))
    assert all(part.points > 0 and part.cut >= 0 for part in worked.parts)
    for one in rules:
        if one.most_a_day is not None:
            given_now = sum(part.points for part in worked.parts if part.rule == one.id)
            room = max(0, one.most_a_day - standing.today.get(one.id, 0))
            assert given_now <= room
    if most is not None:
        assert worked.points <= max(0, most - standing.today_in_all)
    told = [part.rule for part in worked.parts] + [passed.rule for passed in worked.passed]
    assert {one.id for one in rules} <= set(told)
    shuffled = sorted(rules, key=lambda one: one.id.int * 7919 % 11)
    other = work_out(replace(by, rules=tuple(shuffled)), on, standing)
    if all(one.most_a_day is None for one in rules):
        assert other.points == worked.points


Kept = TypeVar("Kept")


@given(rule_lists, bills_in, standings_in)
def test_what_was_kept_is_worked_out_again_to_the_same(
    rules: list[EarningRule], on: Basket, standing: Standing
) -> None:
    by = all_terms(rules, 50)
    worked = work_out(by, on, standing)

    def kept(thing: Kept) -> Kept:
        return msgspec.json.decode(msgspec.json.encode(thing), type=type(thing))

    again = work_out(kept(by), kept(on), kept(standing))
    assert again == kept(worked) == worked


# --- changing the terms


def test_only_a_rule_that_changed_becomes_another_version() -> None:
    one, two = rule(PerVisit(Points(5)), 1, version=3), rule(PerItem(Points(1)), 2, version=7)
    before = terms(one, two)
    after = replace(before, rules=(replace(two, version=1), replace(one, name="Visits", version=1)))
    assert [(each.id.int, each.version) for each in renumbered(before, after).rules] == [
        (2, 7),
        (1, 4),
    ]
    added = replace(before, rules=(*before.rules, rule(FirstVisit(Points(9)), 5, version=8)))
    assert [each.version for each in renumbered(before, added).rules] == [3, 7, 1]


@pytest.mark.parametrize(
    ("gives", "field"),
    [
        (PerAmount(Points(-1), aud(1)), "points"),
        (PerAmount(Points(1), aud(0)), "per"),
        (PerVisit(Points(0)), "points"),
        (PerVisit(Points(1), -1), "cooldown_minutes"),
        (PerItem(Points(1_000_001)), "points"),
        (Extra(0), "basis_points"),
        (FirstVisit(Points(0)), "points"),
    ],
)
def test_a_rule_that_cannot_be_names_its_field(gives: Gives, field: str) -> None:
    with pytest.raises(BadReward) as refused:
        check(terms(rule(gives)))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"minimum": aud(0)}, "minimum"),
        ({"most_a_day": Points(0)}, "most_a_day"),
        ({"hours": Hours(weekdays=0)}, "weekdays"),
        ({"from_day": date(2026, 11, 2), "to_day": date(2026, 11, 1)}, "to_day"),
    ],
)
def test_conditions_that_cannot_be_name_their_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(BadReward) as refused:
        check(terms(replace(rule(PerVisit(Points(5))), **changed)))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"expiry": MonthsSince(0)}, "months"),
        ({"expiry": CalendarEnd(CalendarUnit.YEAR, -1)}, "after"),
        ({"pending_days": -1}, "pending_days"),
        ({"sign_up": Points(0)}, "sign_up"),
        ({"rules": (rule(PerVisit(Points(1))), rule(PerItem(Points(1))))}, "rules"),
    ],
)
def test_terms_that_cannot_be_name_their_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(BadReward) as refused:
        check(replace(one_for_each(aud(1)), **changed))
    assert refused.value.field == field


def test_only_rules_that_look_back_are_counted() -> None:
    paused, plain = rule(PerVisit(Points(5), 60), 1), rule(PerVisit(Points(3)), 2)
    worked = work_out(terms(paused, plain), bill("24"), NEW)
    assert counted_parts(terms(paused, plain), worked.parts) == {paused.id: 5}
    of_day = counted_parts(terms(paused, plain, most_a_day=100), worked.parts)
    assert of_day == {paused.id: 5, RuleId(UUID(int=0)): 8}
    assert counted_parts(one_for_each(aud(1)), worked.parts) == {}
    assert RuleId(UUID(int=0)) != FIRST_RULE
