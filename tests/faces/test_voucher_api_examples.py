"""The documented examples of the voucher API, byte for byte.

They are compared after taking out blanks that mean nothing, and without the slips of whoever typed
them: guillemets around the login's answer, curly quotes and a missing comma in the answer for a
store's monetary voucher, blanks inside the key `" description "` of a member's voucher. A member's
wallet has the code of its member, which the hub draws and which has a shape of its own: where the
examples say `xyz` for a member or a wallet, the member's code stands there.
"""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio
from msgspec.structs import replace
from tests.faces.any_till import Till, open_till

from regulars.members.model import Member
from regulars.platform.db import Database
from regulars.vouchers.edit import revise
from regulars.vouchers.model import Terms, UseType, Voucher
from regulars.vouchers.read import by_code


@pytest_asyncio.fixture
async def till(db: Database) -> AsyncIterator[Till]:
    async with open_till(db, username="user") as till:
        await till.log_in()
        yield till


async def john(till: Till, *, credit: str = "") -> Member:
    member = await till.enrol(
        "John Doe", credit=credit, phone="+302310589248", email="john@gonnaorder.com"
    )
    wallet = await by_code(till.db, till.merchant.id, member.code)
    assert wallet is not None

    def describe(voucher: Voucher) -> Terms:
        return replace(voucher.terms, description="GonnaOrder Monetary Loyalty Voucher")

    await revise(till.db, till.merchant.id, wallet.id, describe, at=till.clock(), actor="test")
    return member


def compact(example: str) -> str:
    """`example` without blanks that mean nothing. Figures stay as they are written."""
    parsed = json.loads(example, parse_float=Figure)
    return (
        json.dumps(parsed, separators=(",", ":"), ensure_ascii=False)
        .replace('"¤', "")
        .replace('¤"', "")
    )


def Figure(text: str) -> str:  # noqa: N802
    return f"¤{text}¤"


async def test_logging_in_answers_the_header_as_documented(till: Till) -> None:
    answer = await till.post(
        "/api/v1/auth/login", '{\n\t"username":"user",\n"password":"flat white please"\n}'
    )
    assert answer.status_code == 200
    assert answer.headers["Authorization"] == f"Bearer {answer.json()['tokens']['jwt']}"


async def test_a_member_with_a_voucher(till: Till) -> None:
    member = await john(till, credit="5.50")
    answer = await till.call(
        "GET",
        f"loyalty/customer-vouchers?memberCode={member.code.lower()}&phoneNumber=+302310589248",
    )
    assert answer.status_code == 200
    assert answer.text == compact(
        """
{
   "name":"John Doe",
   "phoneNumber":"+302310589248",
   "email":"john@gonnaorder.com",
   "memberCode":"xyz",
   "vouchers":[
      {
         "code":"xyz",
         "discount":5.50,
         "source":"LOYALTY",
         "discountType":"MONETARY",
         "description":"GonnaOrder Monetary Loyalty Voucher"
}
   ]
}
""".replace("xyz", member.code)
    )


async def test_a_member_without_vouchers(till: Till) -> None:
    member = await john(till)
    answer = await till.get("loyalty/customer-vouchers", memberCode=member.code)
    assert answer.status_code == 200
    assert answer.text == compact(
        """
{
   "name":"John Doe",
   "phoneNumber":"+302310589248",
   "email":"john@gonnaorder.com",
   "memberCode":"xyz"
}
""".replace("xyz", member.code)
    )


async def test_a_member_with_several_vouchers(till: Till) -> None:
    member = await john(till)
    store_money = "GonnaOrder Monetary Store Voucher"
    await till.issue("10.50", "DISCOUNT", description=store_money, member=member.id)
    till.clock.wind(timedelta(minutes=1))  # the newest is listed first
    store_percent = "GonnaOrder Percentile Store Voucher"
    await till.issue("40%", "xyz", description=store_percent, member=member.id)
    answer = await till.get("loyalty/customer-vouchers", phoneNumber="+302310589248")
    assert answer.status_code == 200
    assert answer.text == compact(
        """
{
   "name":"John Doe",
   "phoneNumber":"+302310589248",
   "email":"john@gonnaorder.com",
   "memberCode":"K7QM",
   "vouchers":[
      {
         "code":"xyz",
         "discount":40,
         "source":"STORE",
         "discountType":"PERCENTILE",
         "description":"GonnaOrder Percentile Store Voucher"
      },
      {
         "code":"DISCOUNT",
         "discount":10.50,
         "source":"STORE",
         "discountType":"MONETARY",
         "description":"GonnaOrder Monetary Store Voucher"
      }
   ]
}
""".replace("K7QM", member.code)
    )


async def test_a_member_who_is_not_found(till: Till) -> None:
    answer = await till.call(
        "GET", "loyalty/customer-vouchers?memberCode=XYZ&phoneNumber=+302310589248"
    )
    assert answer.status_code == 404
    assert answer.text == '"member not found"'


async def validate(till: Till, code: str) -> str:
    answer = await till.post(
        "customer-voucher/validate/order",
        '{\n\t "voucherCode" : "xyz", \n         "totalNonDiscountedPrice":200\n}'.replace(
            "xyz", code
        ),
    )
    assert answer.status_code == 200
    return answer.text


async def test_a_wallet_on_a_bill(till: Till) -> None:
    member = await john(till, credit="5.50")
    assert await validate(till, member.code) == compact(
        """
{
      "active":true,
      "voucher":{
      "code":"xyz",
      "discount":5.50,
      "discountType":"MONETARY",
      "description":"GonnaOrder Monetary Loyalty Voucher",
      "source":"LOYALTY"
   },
   "order":{
      "totalNonDiscountedPrice":200,
      "voucherDiscount":5.50,
      "totalDiscountedPrice":194.50
   }
}
""".replace("xyz", member.code)
    )


async def test_a_monetary_voucher_on_a_bill(till: Till) -> None:
    await till.issue("3.50", "xyz", description="GonnaOrder Monetary Store Voucher")
    assert await validate(till, "XYZ") == compact(
        """
{
   "active":true,
   "voucher":{
      "code":"xyz",
      "discount":3.50,
      "discountType":"MONETARY",
      "description":"GonnaOrder Monetary Store Voucher",
      "source":"STORE"
   },
   "order":{
      "totalNonDiscountedPrice":200,
      "voucherDiscount":3.50,
      "totalDiscountedPrice":196.50
   }
}
"""
    )


async def test_a_percentage_voucher_on_a_bill(till: Till) -> None:
    description = "GonnaOrder Percentile Store Voucher"
    await till.issue("10%", "xyz", use=UseType.MULTI_USE, description=description)
    assert await validate(till, "xyz") == compact(
        """
{
   "active":true,
   "voucher":{
      "code":"xyz",
      "discount":10,
      "discountType":"PERCENTILE",
      "description":"GonnaOrder Percentile Store Voucher",
      "source":"STORE"
   },
   "order":{
      "totalNonDiscountedPrice":200,
      "voucherDiscount":20,
      "totalDiscountedPrice":180
   }
}
"""
    )


async def test_a_voucher_that_is_not_valid(till: Till) -> None:
    assert await validate(till, "xyz") == compact('{\n   "active":false\n}')


async def test_a_voucher_worth_more_than_the_bill_is_used_up_to_the_bill(till: Till) -> None:
    """“A voucher may be of 10 EUR but the order may be of 5 EUR.”"""
    await till.issue("10", "xyz")
    body = {"voucherCode": "xyz", "totalNonDiscountedPrice": 5}
    answer = (await till.post("customer-voucher/validate/order", body)).json()
    assert answer["voucher"]["discount"] == 10
    assert answer["order"] == {
        "totalNonDiscountedPrice": 5,
        "voucherDiscount": 5,
        "totalDiscountedPrice": 0,
    }


async def test_a_finished_order(till: Till) -> None:
    member = await till.enrol()
    await till.issue("10%", "xyz", use=UseType.MULTI_USE)
    answer = await till.post(
        "external-order",
        """
{
           "externalOrderId":5968,
           "voucherCode":"xyz",
           "memberCode":"abc",
           "totalNonDiscountedPrice":200,
           "totalDiscountedPrice":180,
           "totalDiscount":20
}
""".replace("abc", member.code),
    )
    assert (answer.status_code, answer.content) == (201, b"")


async def test_a_finished_order_that_cannot_be_taken(till: Till) -> None:
    answer = await till.post(
        "external-order",
        {"externalOrderId": 5968, "voucherCode": "xyz", "totalNonDiscountedPrice": 200},
    )
    assert (answer.status_code, answer.content) == (500, b"")
    assert answer.headers["Error-Code"] == "unknown_voucher"
