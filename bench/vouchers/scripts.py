"""The scripts for `pgbench`: the SQL of each request, with other members, vouchers and stores."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bench.capture import listening
from bench.load import PURSE, WALLET
from bench.people import code_of, people
from bench.statements import (
    ANOTHER_ACCOUNT,
    ANOTHER_MEMBER,
    ANOTHER_ORDER,
    MEMBERS_NUMBER,
    Script,
    script_of,
)
from bench.till import Plan
from bench.venue import Facts, account_id, member_id
from bench.vouchers.asked import SPREAD_FROM, THEIR_HOT, VoucherRequests
from bench.vouchers.stock import (
    FIRST_STORE,
    KINDS,
    SHARE,
    STORED,
    STORES,
    VALUE,
    VOUCHER,
    Stock,
    purse_id,
    store_of,
    value_id,
    voucher_code,
    voucher_id,
    wallet_id,
)
from regulars.kernel.ids import UNAMBIGUOUS
from regulars.platform.settings import Settings

MEMBER, PHONE = next(
    (number, person.phone[3:])
    for number, person in enumerate(people(100), start=1)
    if number >= SPREAD_FROM and number % 2 == 0 and person.phone
)
STORE = FIRST_STORE + 1
"""Whom the hub is asked about while it is listened to, and where."""

SHARES, VALUES = 10 * KINDS + SHARE, 10 * KINDS + STORED
"""Two vouchers: one that nothing is drawn from, and one that is stored value."""


def letter(place: int) -> str:
    return f"substr('{UNAMBIGUOUS}', (:c::bigint >> {5 * place} & 31)::int + 1, 1)"


VOUCHERS_NUMBER = "lpad(to_hex(:v::bigint), 12, '0')"
ANOTHER_CODE = " || ".join([*map(letter, range(4)), "'-'", *map(letter, range(4, 8))])
ANOTHER_PHONE = "'4' || lpad(((:n::bigint * 48271003 + 12345) % 100000000)::text, 8, '0')"

OF_MEMBER = {
    str(member_id(MEMBER)): ANOTHER_MEMBER,
    str(account_id(MEMBER)): ANOTHER_ACCOUNT,
    str(wallet_id(MEMBER)): f"'{WALLET}' || {MEMBERS_NUMBER}",
    str(purse_id(MEMBER)): f"'{PURSE}' || {MEMBERS_NUMBER}",
    code_of(MEMBER): ANOTHER_CODE,
    PHONE: ANOTHER_PHONE,
    str(STORE): ":store::text",
}
"""What in the SQL of a request about a member is another one each time, and how to reckon it."""


def of_voucher(number: int) -> dict[str, str]:
    """The same of a request about a voucher."""
    return {
        str(voucher_id(number)): f"'{VOUCHER}' || {VOUCHERS_NUMBER}",
        str(value_id(number)): f"'{VALUE}' || {VOUCHERS_NUMBER}",
        voucher_code(number): "'BENCH-' || lpad(:v::text, 9, '0')",
        str(store_of(number)): ":store::text",
    }


class Wanted(NamedTuple):
    """One script: of which kind and how much of it, whom it is about, and how the hub is asked."""

    kind: str
    weight: int
    head: str
    others: Mapping[str, str]
    ask: Callable[[], bytes]


async def scripts(
    settings: Settings, facts: Facts, plan: Plan, stock: Stock
) -> dict[str, list[Script]]:
    """The scripts of each kind of request."""
    requests = VoucherRequests(plan, stock)
    orders = {str(requests.order(place)): ANOTHER_ORDER for place in range(20)}
    same = {str(facts.merchant), str(stock.account)}
    found: dict[str, list[Script]] = {}
    async with listening(settings, facts, plan) as ask:
        for place, one in enumerate(wanted(requests, plan, stock)):
            await ask(one.kind, one.ask())  # the first prepares
            sent = await ask(one.kind, one.ask())
            script = script_of(sent, {**one.others, **orders}, same, f"v{place}_")
            script.text, script.weight = one.head + script.text, one.weight
            found.setdefault(one.kind, []).append(script)
    return found


def wanted(requests: VoucherRequests, plan: Plan, stock: Stock) -> list[Wanted]:
    """The requests of `VoucherRequests`, as often as they come there."""
    code, member = code_of(MEMBER), about_member(f"2 * random(1, {plan.members // 2}) - 1")
    any_voucher = about_voucher(f"random(1, {stock.vouchers})")
    shares = about_voucher(f"{KINDS} * random(1, {stock.vouchers // KINDS - 1}) + {SHARE}")
    values = about_voucher(f"{KINDS} * random(1, {stock.vouchers // KINDS - 1}) + {STORED}")

    def validate_wallet() -> bytes:
        return requests.one_validate(code, STORE)

    def validate_voucher() -> bytes:
        return requests.one_validate(voucher_code(VALUES), store_of(VALUES))

    def by_code() -> bytes:
        return requests.one_customer(STORE, memberCode=code)

    def by_phone() -> bytes:
        return requests.one_customer(STORE, searchString=f"0{PHONE}")

    def with_wallet() -> bytes:
        return requests.one_wallet_order(MEMBER, STORE)

    def with_share() -> bytes:
        return requests.one_voucher_order(SHARES, SHARE)

    def with_value() -> bytes:
        return requests.one_voucher_order(VALUES, STORED)

    def with_member() -> bytes:
        return requests.one_order(STORE, memberCode=code)

    return [
        Wanted("validate", 1, member, OF_MEMBER, validate_wallet),
        Wanted("validate", 1, any_voucher, of_voucher(VALUES), validate_voucher),
        Wanted("customer_vouchers", 3, member, OF_MEMBER, by_code),
        Wanted("customer_vouchers", 1, member, OF_MEMBER, by_phone),
        Wanted("external_order", 4, member, OF_MEMBER, with_wallet),
        Wanted("external_order", 1, shares, of_voucher(SHARES), with_share),
        Wanted("external_order", 1, values, of_voucher(VALUES), with_value),
        Wanted("external_order", 2, member, OF_MEMBER, with_member),
        Wanted("hot_wallet", 1, about_member(str(THEIR_HOT)), OF_MEMBER, with_wallet),
    ]


def about_member(number: str) -> str:
    """The head of a script about a member, in any store."""
    return (
        f"\\set n {number}\n"
        "\\set c (:n * 715827883001 + 99991) % 1099511627776\n"
        f"\\set store random({FIRST_STORE}, {FIRST_STORE + STORES - 1})\n"
    )


def about_voucher(number: str) -> str:
    """The head of a script about a voucher, in a store where it can be used."""
    return f"\\set v {number}\n\\set store {FIRST_STORE} + :v % {STORES}\n"
