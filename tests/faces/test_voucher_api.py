"""The calls of the voucher API: what they answer beyond the documented examples."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.faces.any_till import Till, eur, open_till

from regulars.ledger import check as ledger_check
from regulars.platform.db import Database
from regulars.sales.exceptions import list_exceptions, resend
from regulars.vouchers import check as voucher_check
from regulars.vouchers.model import UseType
from regulars.vouchers.read import by_code, read_voucher


@pytest_asyncio.fixture
async def till(db: Database) -> AsyncIterator[Till]:
    async with open_till(db) as till:
        await till.log_in()
        yield till
        assert [one async for one in ledger_check.check(db)] == []
        assert [one async for one in voucher_check.check(db)] == []


async def left(till: Till, code: str) -> str:
    voucher = await by_code(till.db, till.merchant.id, code)
    assert voucher is not None
    assert voucher.left is not None
    return str(voucher.left.major)


# A member's vouchers


WRITTEN = [
    "phoneNumber=+306987482018",
    "phoneNumber=%2B306987482018",
    "phoneNumber=00306987482018",
    "searchString=+306987482018",
    "searchString=6987482018",
    "searchString=6987%20482018",
    "searchString=6987+482018",
    "searchString=06987482018",
    "searchString={code}",
    "searchString={lower}",
    "memberCode={bare}",
    "memberCode={code}&phoneNumber=+306987482018",
]


async def test_a_member_is_found_however_code_or_number_is_written(till: Till) -> None:
    member = await till.enrol("Rosa Kettle", phone="+306987482018")
    for query in WRITTEN:
        asked = query.format(
            code=member.code, lower=member.code.lower(), bare=member.code.replace("-", "")
        )
        answer = await till.call("GET", f"loyalty/customer-vouchers?{asked}")
        assert answer.status_code == 200, answer.text
        assert answer.json() == {
            "name": "Rosa Kettle",
            "phoneNumber": "+306987482018",
            "email": None,
            "memberCode": member.code,
        }


NOBODY = [
    "memberCode={code}&phoneNumber=+306987482019",
    "memberCode=QQQQ-QQQQ",
    "phoneNumber=+306987482019",
    "searchString=rosa",
    "searchString=%00",
    "memberCode=%F0%9F%8D%95",
]


async def test_who_does_not_match_is_not_found(till: Till) -> None:
    member = await till.enrol("Rosa Kettle", phone="+306987482018")
    for query in NOBODY:
        answer = await till.call(
            "GET", f"loyalty/customer-vouchers?{query.format(code=member.code)}"
        )
        assert (answer.status_code, answer.text) == (404, '"member not found"')


async def test_nobody_is_found_at_another_merchant(till: Till) -> None:
    member = await till.enrol("Rosa Kettle", phone="+306987482018", credit="5")
    async with open_till(till.db, username="theirs") as theirs:
        await theirs.log_in()
        for query in (f"memberCode={member.code}", "phoneNumber=+306987482018"):
            answer = await theirs.call("GET", f"loyalty/customer-vouchers?{query}")
            assert answer.text == '"member not found"'
        body = {"voucherCode": member.code, "totalNonDiscountedPrice": 10}
        answer = await theirs.post("customer-voucher/validate/order", body)
        assert answer.json() == {"active": False}


# What a voucher does to a bill


async def test_an_amount_is_the_same_however_it_is_written(till: Till) -> None:
    await till.issue("10%", "TEN", use=UseType.MULTI_USE)
    for total in ("200", "200.0", '"200"', '"200.00"', "2e2", "199.995"):
        answer = await till.call(
            "POST",
            "customer-voucher/validate/order",
            f'{{"voucherCode": "ten", "totalNonDiscountedPrice": {total}}}',
        )
        assert answer.json()["order"] == {
            "totalNonDiscountedPrice": 200,
            "voucherDiscount": 20,
            "totalDiscountedPrice": 180,
        }
        assert b"200," in answer.content


async def test_a_code_may_be_a_number(till: Till) -> None:
    await till.issue("3.50", "1234")
    body = {"voucherCode": 1234, "totalNonDiscountedPrice": 10}
    answer = await till.post("customer-voucher/validate/order", body)
    assert answer.json()["order"]["voucherDiscount"] == 3.5


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"active": False}, "inactive"),
        ({"minimum": eur("10.01")}, "below_minimum"),
        ({}, "no_such_voucher"),
    ],
)
async def test_why_a_voucher_cannot_be_used_is_in_a_header(
    till: Till, terms: dict[str, Any], reason: str
) -> None:
    await till.issue("5", "FIVE" if terms else None, **terms)
    uses = await till.count("voucher_uses")
    body = {"voucherCode": "FIVE", "totalNonDiscountedPrice": 10}
    answer = await till.post("customer-voucher/validate/order", body)
    assert (answer.status_code, answer.text) == (200, '{"active":false}')
    assert answer.headers["Reason-Code"] == reason
    assert await till.count("voucher_uses") == uses


# A finished order


def order(**fields: Any) -> dict[str, Any]:
    return {"externalOrderId": 5968, "totalNonDiscountedPrice": 200, **fields}


async def test_an_order_draws_on_the_wallet_and_its_owner_collects(till: Till) -> None:
    member = await till.enrol(credit="5.50")
    answer = await till.post("external-order", order(voucherCode=member.code))
    assert (answer.status_code, answer.content) == (201, b"")
    # 194.50 was spent: three times fifty brought three times five.
    assert await left(till, member.code) == "15.00"


async def test_the_same_order_again_is_taken_once_however_it_is_written(till: Till) -> None:
    voucher = await till.issue("25")
    first = order(voucherCode=voucher.code, totalDiscountedPrice=190, totalDiscount=10)
    again = {
        "externalOrderId": "5968",
        "voucherCode": voucher.code,
        "totalNonDiscountedPrice": "200.00",
        "totalDiscountedPrice": 190.0,
        "totalDiscount": "10.0",
    }
    for body in (first, again, first):
        assert (await till.post("external-order", body)).status_code == 201
    assert await left(till, voucher.code) == "15.00"
    other = await till.post("external-order", {**first, "totalDiscount": 11})
    assert (other.status_code, other.content) == (500, b"")
    assert other.headers["Error-Code"] == "order_differs"
    assert await left(till, voucher.code) == "15.00"


async def test_an_order_that_is_refused_is_listed_and_can_be_sent_again(till: Till) -> None:
    answer = await till.post("external-order", order(voucherCode="LATER", totalDiscount=10))
    assert answer.headers["Error-Code"] == "unknown_voucher"
    assert await till.count("sales") == 0
    [failed] = await list_exceptions(till.db, till.merchant.id)
    assert (failed.code, failed.order) == ("unknown_voucher", "5968")
    assert "Bearer" not in json.dumps(failed.request)
    await till.issue("25", "LATER")
    await resend(till.db, till.merchant.id, failed.id, at=till.clock(), actor="test")
    assert await left(till, "LATER") == "15.00"


NOT_READABLE = [
    ("", "unreadable"),
    ("{", "unreadable"),
    ("[]", "unreadable"),
    ("{}", "unreadable"),
    ('{"externalOrderId": 1}', "unreadable"),
    ('{"externalOrderId": 1, "totalNonDiscountedPrice": NaN}', "unreadable"),
    ('{"externalOrderId": 1, "totalNonDiscountedPrice": 1e400}', "unreadable"),
    ('{"externalOrderId": 1, "totalNonDiscountedPrice": -1}', "unreadable"),
    ('{"externalOrderId": 1, "totalNonDiscountedPrice": true}', "unreadable"),
    ('{"externalOrderId": 1.5, "totalNonDiscountedPrice": 1}', "unreadable"),
    ('{"externalOrderId": "\\u0000", "totalNonDiscountedPrice": 1}', "unreadable"),
    (
        '{"externalOrderId": 1, "externalOrderId": 2, "totalNonDiscountedPrice": 1}',
        "unreadable",
    ),
    (f'{{"externalOrderId": "{"x" * 101}", "totalNonDiscountedPrice": 1}}', "unreadable"),
    (f'{{"externalOrderId": {"9" * 5000}, "totalNonDiscountedPrice": 1}}', "unreadable"),
    ("\ufeff" + json.dumps({"externalOrderId": 1, "totalNonDiscountedPrice": 1}), "unreadable"),
    ('{"a":' * 5000 + "1" + "}" * 5000, "unreadable"),
    ('{"externalOrderId": 1, "x": "' + "x" * 10_000_000 + '"}', "body_too_large"),
]


async def test_an_order_that_nobody_can_read_is_a_500_and_says_why_in_a_header(
    till: Till,
) -> None:
    for body, code in NOT_READABLE:
        answer = await till.call("POST", "external-order", body)
        assert (answer.status_code, answer.content) == (500, b"")
        assert answer.headers["Error-Code"] == code
        assert await till.count("sales") == 0


async def test_an_order_that_is_no_json_is_refused(till: Till) -> None:
    body = json.dumps(order())
    answer = await till.call("POST", "external-order", body, Content_Type="text/plain")
    assert (answer.status_code, answer.headers["Error-Code"]) == (500, "not_json")
    [failed] = await list_exceptions(till.db, till.merchant.id)
    assert failed.code == "not_json"


async def test_an_order_of_a_store_out_of_reach_is_refused_the_same_way(till: Till) -> None:
    async with open_till(till.db, username="theirs") as theirs:
        await theirs.log_in()
        answer = await theirs.post(f"{till.path}/external-order", order())
        assert (answer.status_code, answer.content) == (500, b"")
        assert answer.headers["Error-Code"] == "not_found"
    del till.headers["Authorization"]
    assert (await till.post("external-order", order())).status_code == 401


async def test_an_order_is_refunded_in_parts_and_cancelled(till: Till) -> None:
    member = await till.enrol(credit="20")
    await till.post("external-order", order(voucherCode=member.code, totalDiscount=20))
    assert await left(till, member.code) == "15.00"
    for _ in range(2):
        answer = await till.post("external-order/5968/refund", {"key": 1, "amount": "90"})
        assert answer.status_code == 201, answer.text
        assert answer.json()["amount"] == 90
        assert answer.json()["voucherValue"] == 10
    answer = await till.post("external-order/5968/refund", {"key": 1, "amount": "91"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "refund_differs")
    answer = await till.post("external-order/5968/refund", {"key": 2, "amount": 1000})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "refund_too_much")
    for _ in range(2):
        answer = await till.post("external-order/5968/cancel")
        assert (answer.status_code, answer.json()["amount"]) == (201, 90)
    assert await left(till, member.code) == "20.00"
    assert (await till.post("external-order/1/cancel")).status_code == 404


async def test_an_order_with_a_slash_in_its_id_is_refunded_and_cancelled(till: Till) -> None:
    for number in ("2026/5968", "2026/refund"):
        assert (await till.post("external-order", order(externalOrderId=number))).is_success
        for written in (number, number.replace("/", "%2F")):
            path = f"external-order/{written}"
            answer = await till.post(f"{path}/refund", {"key": 1, "amount": 5})
            assert (answer.status_code, answer.json()["amount"]) == (201, 5)
            assert (await till.post(f"{path}/cancel")).status_code == 201


# The store's own calls


async def test_a_voucher_is_made_listed_changed_and_looked_up(till: Till) -> None:
    wish = {
        "code": "SPRING",
        "discount": 10,
        "initialValue": None,
        "discountType": "PERCENTILE",
        "type": "MULTI_USE",
        "orderMinAmount": "12.50",
        "startDate": "2026-05-01",
        "endDate": "2026-05-31",
        "scheduleId": "null",
        "categoryIds": [],
        "externalId": 77,
    }
    made = await till.post("customer-voucher", wish)
    assert made.status_code == 201, made.text
    voucher = made.json()
    assert voucher["initialValue"] == 10
    assert voucher["startDate"] == "2026-04-30T21:00:00Z"
    assert voucher["endDate"] == "2026-05-31T21:00:00Z"
    assert voucher["externalId"] == "77"
    assert '"orderMinAmount":12.50,' in made.text

    listed = await till.get("customer-voucher", page="0", size="10")
    assert listed.json() == {
        "totalPages": 1,
        "totalElements": 1,
        "pageNumber": 0,
        "pageSize": 10,
        "data": [voucher],
    }

    till.clock.wind(timedelta(minutes=5))
    path = f"customer-voucher/{voucher['id']}"
    changed = await till.put(path, {"description": "In spring", "orderMinAmount": None})
    assert changed.status_code == 201
    assert changed.json() == {
        **voucher,
        "description": "In spring",
        "orderMinAmount": 0,
        "updatedAt": "2026-05-04T09:05:00Z",
    }
    assert (await till.put(path, changed.json())).json() == changed.json()
    assert (await till.put(path, {"endDate": None})).json()["endDate"] is None

    found = await till.post("customer-voucher/validate", {"code": "spring"})
    assert (found.status_code, found.json()["id"]) == (200, voucher["id"])
    await till.put(path, {"isActive": False})
    found = await till.post("customer-voucher/validate", {"code": "spring"})
    assert (found.status_code, found.json()["errors"][0]["code"]) == (409, "cannot_use_voucher")
    assert (await till.post("customer-voucher/validate", {"code": "no"})).status_code == 404


async def test_two_who_change_one_voucher_at_once_undo_nothing(till: Till) -> None:
    voucher = await till.issue("5")
    path = f"customer-voucher/{voucher.id}"
    wishes = [{"description": "Ours"}, {"orderMinAmount": 7}, {"maxUses": 3}, {"externalId": "a"}]
    await asyncio.gather(*(till.put(path, wish) for wish in wishes))
    terms = (await read_voucher(till.db, till.merchant.id, voucher.id)).terms
    assert (terms.description, terms.minimum, terms.limit_total, terms.external_id) == (
        "Ours",
        eur("7"),
        3,
        "a",
    )


async def test_a_code_that_is_taken_has_a_code_of_its_own(till: Till) -> None:
    await till.issue("5", "spring")
    answer = await till.post("customer-voucher", {"code": "SPRING", "discount": 5})
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["code"] == "CUSTOMER_VOUCHER_ALREADY_PRESENT"
    assert error["field"] == "code"


FIXED = [
    ({"code": "OTHER"}, "code"),
    ({"discount": 6}, "discount"),
    ({"initialValue": 6}, "initialValue"),
    ({"discountType": "PERCENTILE"}, "discountType"),
    ({"type": "MULTI_USE"}, "type"),
    ({"source": "LOYALTY"}, "source"),
]


async def test_what_stays_as_it_was_issued_is_refused(till: Till) -> None:
    voucher = await till.issue("5", "FIVE")
    for change, field in FIXED:
        answer = await till.put(f"customer-voucher/{voucher.id}", change)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field
        assert await read_voucher(till.db, till.merchant.id, voucher.id) == voucher


NO_VOUCHERS = [
    ({}, "discount"),
    ({"discount": None}, "discount"),
    ({"discount": 0}, "discount"),
    ({"discount": -1}, "discount"),
    ({"discount": "5,50"}, "discount"),
    ({"discount": 5.555}, "discount"),
    ({"discount": 10**14}, "discount"),
    ({"discount": 101, "discountType": "PERCENTILE"}, "discount"),
    ({"discount": 5, "discountType": "PERCENT"}, "discountType"),
    ({"discount": 5, "type": "ONCE"}, "type"),
    ({"discount": 5, "initialValue": 6}, "initialValue"),
    ({"discount": 5, "code": "x"}, "code"),
    ({"discount": 5, "code": "x" * 21}, "code"),
    ({"discount": 5, "code": "K7QM-2XHP"}, "code"),
    ({"discount": 5, "description": "x" * 201}, "description"),
    ({"discount": 5, "orderMinAmount": "a"}, "orderMinAmount"),
    ({"discount": 5, "startDate": "tomorrow"}, "startDate"),
    ({"discount": 5, "startDate": "2026-06-01", "endDate": "2026-05-01"}, "endDate"),
    ({"discount": 5, "endDate": "9999-12-31"}, "endDate"),
    ({"discount": 5, "endDate": "9999-12-31T23:59:59Z"}, "endDate"),
    ({"discount": 5, "startDate": "0001-01-01"}, "startDate"),
    ({"discount": 5, "isActive": None}, "isActive"),
    ({"discount": 5, "isActive": "yes"}, "isActive"),
    ({"discount": 5, "categoryIds": [3]}, "categoryIds"),
    ({"discount": 5, "scheduleId": 3}, "scheduleId"),
    ({"discount": 5, "durationInMonths": 3}, "durationInMonths"),
    ({"discount": 5, "maxUses": 0}, "maxUses"),
    ({"discount": 5, "maxUsesPerMember": -1}, "maxUsesPerMember"),
    ({"discount": 5, "stores": [1]}, "stores"),
    ({"discount": 5, "stores": [2**40]}, "stores"),
    ({"discount": 5, "memberCode": "QQQQ-QQQQ"}, "memberCode"),
    ({"discount": 5, "source": "LOYALTY"}, "source"),
    ({"discount": 5, "externalId": "x" * 101}, "externalId"),
]


async def test_what_makes_no_voucher_is_refused_with_its_field(till: Till) -> None:
    for wish, field in NO_VOUCHERS:
        answer = await till.post("customer-voucher", wish)
        assert answer.status_code == 400, answer.text
        assert answer.json()["errors"][0]["field"].startswith(field)
        assert await till.count("vouchers") == 0


NO_PAGES = [
    "page=-1",
    "page=x",
    "page=",
    "page=99999999999",
    "size=0",
    "size=-2",
    "size=5001",
    "size=1.5",
    "page=0&page=1",
    "page=%FF",
]


async def test_a_page_that_cannot_be_is_refused(till: Till) -> None:
    for query in NO_PAGES:
        answer = await till.call("GET", f"customer-voucher?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["message"].startswith("Failed to read request.")


async def test_the_list_is_paged_from_zero_and_whole_on_request(till: Till) -> None:
    for _ in range(5):
        await till.issue("5")
    pages = [(await till.get("customer-voucher", size="2", page=str(n))).json() for n in range(4)]
    assert [len(page["data"]) for page in pages] == [2, 2, 1, 0]
    assert {page["totalPages"] for page in pages} == {3}
    whole = (await till.get("customer-voucher", size="-1")).json()
    assert [one["id"] for page in pages for one in page["data"]] == [
        one["id"] for one in whole["data"]
    ]
    assert (await till.get("customer-voucher")).json()["pageSize"] == 20


async def test_a_voucher_of_another_merchant_or_store_is_not_there(till: Till) -> None:
    async with open_till(till.db, username="theirs") as theirs:
        foreign = await theirs.issue("5", "FIVE")
    for id_ in (foreign.id, "x", "%00", "1" * 300):
        answer = await till.put(f"customer-voucher/{id_}", {"isActive": False})
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["code"] == "no_such_voucher"
    assert (await till.post("customer-voucher/validate", {"code": "FIVE"})).status_code == 404
    assert (await till.get("customer-voucher")).json()["data"] == []


# Addresses, methods and bodies


async def test_a_store_that_is_not_there_is_not_found(till: Till) -> None:
    for store in ("0", "-1", "x", "999999999", "9" * 40, "1e3", "%20"):
        answer = await till.get(f"/api/v1/stores/{store}/customer-voucher")
        assert answer.status_code == 404
        envelope = answer.json()
        assert envelope["errors"][0]["message"] == "There is no such store."
        assert envelope["status"] == 404
        assert envelope["method"] == "GET"
        assert envelope["tenant"] == str(till.merchant.id)
        assert set(envelope) == {"status", "time", "path", "method", "errors", "tenant"}


async def test_an_address_that_is_not_there_and_a_wrong_method(till: Till) -> None:
    assert (await till.get("/api/v1/nothing")).status_code == 404
    answer = await till.call("DELETE", "customer-voucher")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")


NO_BODIES = [
    ("text/plain", "{}", 415),
    ("", "{}", 415),
    ("application/json; charset=utf-8", "{", 400),
    ("application/json", "\xff", 400),
    ("application/json", "x" * 70_000, 413),
]


async def test_a_body_that_cannot_be_read_is_refused(till: Till) -> None:
    for kind, body, status in NO_BODIES:
        for path in ("/api/v1/auth/login", f"{till.path}/customer-voucher"):
            answer = await till.call("POST", path, body.encode("latin-1"), Content_Type=kind)
            assert answer.status_code == status
            assert answer.json()["errors"][0]["code"]


# The merchant's own channel


async def test_a_guest_signs_in_orders_and_sees_the_wallet(till: Till) -> None:
    member = await till.enrol("Rosa Kettle", email="rosa@example.test", credit="5.50")
    sent = await till.post("guests/code", {"email": "rosa@example.test"})
    nobody = await till.post("guests/code", {"email": "nobody@example.test"})
    assert (sent.status_code, sent.content) == (nobody.status_code, nobody.content) == (202, b"")
    mail = await till.db.value("select body from mails")
    code = next(word for word in mail.split() if word.isdigit() and len(word) == 6)
    wrong = await till.post("guests/token", {"email": "rosa@example.test", "code": "000000x"})
    assert wrong.status_code == 401
    token = (await till.post("guests/token", {"email": "rosa@example.test", "code": code})).json()

    guest = {"Authorization": f"Bearer {token['token']}"}
    wallet = await till.call("GET", "loyalty", **guest)
    assert wallet.json()["voucherValue"] == 5.5
    assert wallet.json()["voucherCode"] == member.code
    assert wallet.json()["balance"] == 0
    assert (await till.get("loyalty")).status_code == 401
    assert (await till.call("GET", "customer-voucher", **guest)).status_code == 401

    order = {"orderId": 1, "items": [{"name": "Moussaka", "price": "14.50", "quantity": 2}]}
    placed = await till.call("POST", "orders", order, Guest_Authorization=guest["Authorization"])
    assert placed.status_code == 201, placed.text
    assert placed.json()["totalDiscountedPrice"] == 29
    assert placed.json()["points"] == 29
    assert (await till.call("GET", "loyalty", **guest)).json()["balance"] == 29
    bad = await till.call("POST", "orders", order, Guest_Authorization="Bearer x")
    assert bad.status_code == 401


async def test_a_wallets_code_redeems_and_collects_without_signing_in(till: Till) -> None:
    member = await till.enrol(credit="5.50")
    body = {"orderId": "web-1", "totalNonDiscountedPrice": 40, "voucherCode": member.code}
    placed = (await till.post("orders", body)).json()
    assert placed["voucherDiscount"] == 5.5
    assert placed["totalDiscountedPrice"] == 34.5
    assert placed["progress"] == 34.5
    assert (await till.post("orders", body)).json() == placed


NO_ORDERS = [
    {},
    {"orderId": ""},
    {"orderId": 1},
    {"orderId": 1, "totalNonDiscountedPrice": -5},
    {"orderId": 1, "items": [{"name": "", "price": 1}]},
    {"orderId": 1, "items": [{"name": "Tea"}]},
    {"orderId": 1, "items": [{"name": "Tea", "price": 1, "quantity": 0}]},
    {"orderId": 1, "items": [{"name": "Tea", "price": 1, "quantity": 1e9}]},
    {"orderId": 1, "totalNonDiscountedPrice": 5, "voucherCode": "NO"},
]


async def test_what_makes_no_order_is_refused(till: Till) -> None:
    for body in NO_ORDERS:
        answer = await till.post("orders", body)
        assert answer.status_code in (400, 404), answer.text
        assert await till.count("sales") == 0
