"""Every call: where it is, who may make it, what it carries and what comes back.

The application finds its handlers here, and the OpenAPI document is made of the same table.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from regulars.faces.voucher_api import answers, examples, requests
from regulars.faces.voucher_api.call import Door, Handler
from regulars.faces.voucher_api.calls import auth, counter, guests, orders, vouchers
from regulars.kernel.ids import StoreId

BASE = "/api/v1"
STORE = f"{BASE}/stores/{{storeId}}"
STORE_ID = re.compile(r"[1-9][0-9]{0,9}")
LARGEST_STORE = 2**31 - 1


class Tag(StrEnum):
    """What a call is about: a chapter of the document."""

    LOGIN = "Logging in"
    AT_TILL = "At the till"
    AFTER = "After the order"
    VOUCHERS = "The store's vouchers"
    CHANNEL = "The store's own channel"


class Param(msgspec.Struct, frozen=True):
    """A parameter of the query, or a header that only some calls have."""

    name: str
    meaning: str
    schema: Mapping[str, Any]
    example: Any
    where: str = "query"


class Outcome(msgspec.Struct, frozen=True):
    """One way that a call ends. Without a kind there is no body."""

    meaning: str
    kind: Any = None
    examples: Mapping[str, Any] = {}
    headers: Mapping[str, str] = {}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A call. `ours` is not of the documented API; `silent` refuses with a 500 without a body."""

    method: str
    path: str
    name: str
    tag: Tag
    summary: str
    meaning: str
    handler: Handler
    outcomes: Mapping[int, Outcome]
    door: Door = Door.TILL
    body: Any = None
    example: Any = None
    parameters: tuple[Param, ...] = ()
    refusals: Mapping[int, str] = {}
    ours: bool = False
    silent: bool = False


class Found(msgspec.Struct, frozen=True):
    """What answers below an address, by method, and the ids in the address."""

    routes: Mapping[str, Route]
    store: StoreId | None
    subject: str


TEXT = {"type": "string", "maxLength": 100}
OUT_OF_REACH = {403: "The voucher is also for stores that the account does not reach."}
NO_SUCH = {404: "There is nothing there that this account may reach."}

ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path=f"{BASE}/auth/login",
        name="logIn",
        tag=Tag.LOGIN,
        summary="Log in",
        meaning=(
            "Answers a token to call with, in the body and in the `Authorization` header, and a "
            "refresh token. The first is good for ten minutes, the second for 30 days and once."
        ),
        door=Door.OPEN,
        handler=auth.log_in,
        body=requests.Login,
        example=examples.LOGIN,
        outcomes={
            200: Outcome(
                "The tokens.",
                answers.LoggedIn,
                {"tokens": examples.LOGGED_IN},
                {"Authorization": "`Bearer` and the token to call with."},
            )
        },
        refusals={401: "User name and password do not match, or there were too many tries."},
    ),
    Route(
        method="POST",
        path=f"{BASE}/auth/token/refresh",
        name="refreshTokens",
        tag=Tag.LOGIN,
        summary="Get the next tokens",
        meaning=(
            "The body is the refresh token: bare, as a JSON text, or as "
            '`{"refreshToken": "…"}`. It is used up by that. One that comes a second time has got '
            "into other hands, and ends everything of its login."
        ),
        door=Door.OPEN,
        handler=auth.refresh,
        body=str | requests.RefreshBody,
        example=examples.REFRESH,
        outcomes={
            200: Outcome(
                "The next tokens.",
                answers.LoggedIn,
                {"tokens": examples.LOGGED_IN},
                {"Authorization": "`Bearer` and the token to call with."},
            )
        },
        refusals={401: "The refresh token is not good any more."},
    ),
    Route(
        method="POST",
        path=f"{BASE}/auth/logout",
        name="logOut",
        tag=Tag.LOGIN,
        summary="Log out",
        meaning="Ends the login that the token is of. A fixed token stays; it ends in the console.",
        door=Door.TILL,
        handler=auth.log_out,
        outcomes={204: Outcome("Nothing of this login can be used any more.")},
        ours=True,
    ),
    Route(
        method="GET",
        path=f"{STORE}/loyalty/customer-vouchers",
        name="listMemberVouchers",
        tag=Tag.AT_TILL,
        summary="A member's vouchers",
        meaning=(
            "Finds a member by `memberCode`, by `phoneNumber`, or by both, which then both have "
            "to match; else by `searchString`, which is tried as a member code, as a telephone "
            "number, as one of the store's country, and as that without the 0 that is dialled at "
            "home. Lists what can be used now in this store, the wallet first."
        ),
        handler=counter.list_member_vouchers,
        parameters=(
            Param("memberCode", "The member's code, with or without its dash.", TEXT, "K7QM-2XHP"),
            Param("phoneNumber", "International, with `+` or `00`.", TEXT, "+302310589248"),
            Param("searchString", "What the cashier typed.", TEXT, "2310 589248"),
        ),
        outcomes={
            200: Outcome(
                "The member. Without a voucher that can be used there is no `vouchers`.",
                answers.MemberVouchers,
                {
                    "vouchers": examples.MEMBER_WITH_VOUCHERS,
                    "no voucher": examples.MEMBER_WITHOUT_VOUCHERS,
                },
            ),
        },
        refusals={
            404: "Nobody is found: the body is the text `member not found`. "
            "Or the store is not within reach: the body is the envelope."
        },
    ),
    Route(
        method="POST",
        path=f"{STORE}/customer-voucher/validate/order",
        name="validateOrder",
        tag=Tag.AT_TILL,
        summary="What a voucher does to a bill",
        meaning=(
            "Nothing is written. A voucher that is unknown or cannot be used is not `active`; "
            "the header `Reason-Code` says why."
        ),
        handler=counter.validate_order,
        body=requests.ValidateOrder,
        example=examples.VALIDATE,
        outcomes={
            200: Outcome(
                "Whether it can be used, and what it does.",
                answers.Valid,
                {"usable": examples.VALID, "not usable": {"active": False}},
                {"Reason-Code": "Why it cannot be used; only where it cannot."},
            )
        },
        refusals=NO_SUCH,
    ),
    Route(
        method="POST",
        path=f"{STORE}/external-order",
        name="takeExternalOrder",
        tag=Tag.AT_TILL,
        summary="Report a finished order",
        meaning=(
            "Draws on the voucher by the discount that the till gave, and collects for the "
            "member, else for the wallet's owner. What the till leaves out is worked out. The "
            "same order again changes nothing. Every failure after the token was accepted is a "
            "500 without a body, with the reason in `Error-Code`, and is listed in the console."
        ),
        handler=orders.take_external_order,
        body=requests.ExternalOrderBody,
        example=examples.EXTERNAL_ORDER,
        outcomes={
            201: Outcome("Taken, now or before."),
            500: Outcome("Not taken; nothing has changed.", None, {}, {"Error-Code": "Why."}),
        },
        silent=True,
    ),
    Route(
        method="POST",
        path=f"{STORE}/external-order/{{externalOrderId}}/refund",
        name="refundExternalOrder",
        tag=Tag.AFTER,
        summary="Refund an order, in part or whole",
        meaning=(
            "Money went back to the guest: value goes back to the voucher, and points and credit "
            "are taken back, in proportion. Without `amount`, all that is left of the order. "
            "The same `key` again answers the same and changes nothing."
        ),
        handler=orders.refund_order,
        body=requests.RefundBody,
        example=examples.REFUND,
        outcomes={
            201: Outcome(
                "Refunded, now or before.", answers.Refunded, {"refund": examples.REFUNDED}
            )
        },
        refusals={
            404: "There is no such order, or the store is not within reach.",
            409: "More than is left of the order, or the key came with another amount.",
        },
        ours=True,
    ),
    Route(
        method="POST",
        path=f"{STORE}/external-order/{{externalOrderId}}/cancel",
        name="cancelExternalOrder",
        tag=Tag.AFTER,
        summary="Cancel an order",
        meaning="The order is taken back whole, as if it had not been. Again changes nothing.",
        handler=orders.cancel_order,
        outcomes={
            201: Outcome(
                "Cancelled, now or before.", answers.Refunded, {"refund": examples.REFUNDED}
            )
        },
        refusals={404: "There is no such order, or the store is not within reach."},
        ours=True,
    ),
    Route(
        method="GET",
        path=f"{STORE}/customer-voucher",
        name="listVouchers",
        tag=Tag.VOUCHERS,
        summary="The store's vouchers",
        meaning="The newest first. The first page is 0.",
        handler=vouchers.list_store_vouchers,
        parameters=(
            Param(
                "page",
                "Which page.",
                {"type": "integer", "minimum": 0, "maximum": vouchers.LAST_PAGE, "default": 0},
                0,
            ),
            Param(
                "size",
                f"How many on a page, up to {vouchers.MOST}; -1 is {vouchers.MOST}.",
                {
                    "type": "integer",
                    "minimum": -1,
                    "maximum": vouchers.MOST,
                    "default": vouchers.USUAL,
                    "not": {"const": 0},
                },
                20,
            ),
        ),
        outcomes={200: Outcome("A page.", answers.VoucherPage, {"page": examples.PAGE})},
        refusals=NO_SUCH,
    ),
    Route(
        method="POST",
        path=f"{STORE}/customer-voucher",
        name="createVoucher",
        tag=Tag.VOUCHERS,
        summary="Make a voucher",
        meaning=(
            "`discount` is an amount or a percentage. One-time and monetary is stored value, "
            "which lasts until it is empty. Without a `code`, one is drawn that nobody can guess."
        ),
        handler=vouchers.create_voucher,
        body=requests.NewVoucherBody,
        example=examples.NEW_VOUCHER,
        outcomes={
            201: Outcome("The voucher.", answers.StoreVoucher, {"voucher": examples.STORE_VOUCHER})
        },
        refusals={**NO_SUCH, **OUT_OF_REACH},
    ),
    Route(
        method="PUT",
        path=f"{STORE}/customer-voucher/{{voucherId}}",
        name="updateVoucher",
        tag=Tag.VOUCHERS,
        summary="Change a voucher",
        meaning=(
            "What is left out stays as it is; `null` clears what can be empty. Code, kind and "
            "face value stay as they were issued, and may be sent again unchanged."
        ),
        handler=vouchers.update_voucher,
        body=requests.VoucherChange,
        example=examples.VOUCHER_CHANGE,
        outcomes={
            201: Outcome(
                "The voucher as it is now.",
                answers.StoreVoucher,
                {"voucher": examples.STORE_VOUCHER},
            )
        },
        refusals={**NO_SUCH, **OUT_OF_REACH},
    ),
    Route(
        method="POST",
        path=f"{STORE}/customer-voucher/validate",
        name="validateCode",
        tag=Tag.VOUCHERS,
        summary="A voucher by its code",
        meaning="Answers the voucher if it can be used now in this store. No bill is judged.",
        handler=vouchers.validate_code,
        body=requests.ValidateCode,
        example=examples.VALIDATE_CODE,
        outcomes={
            200: Outcome("The voucher.", answers.StoreVoucher, {"voucher": examples.STORE_VOUCHER})
        },
        refusals={
            404: "There is no such voucher, or the store is not within reach.",
            409: "The voucher cannot be used now.",
        },
    ),
    Route(
        method="GET",
        path=f"{STORE}/loyalty",
        name="showLoyalty",
        tag=Tag.CHANNEL,
        summary="A guest's own wallet",
        meaning="Called with the guest's own token. `balance` counts towards the next credit.",
        door=Door.GUEST,
        handler=guests.show_loyalty,
        outcomes={200: Outcome("The wallet.", answers.Loyalty, {"wallet": examples.LOYALTY})},
        refusals=NO_SUCH,
    ),
    Route(
        method="POST",
        path=f"{STORE}/guests/code",
        name="sendGuestCode",
        tag=Tag.CHANNEL,
        summary="Send a guest a code",
        meaning="Mails six digits to a member's address. Whether it is one is not told.",
        handler=guests.send_guest_code,
        body=requests.GuestCodeBody,
        example=examples.GUEST_CODE,
        outcomes={202: Outcome("If the address is a member's, a mail is on its way.")},
        refusals=NO_SUCH,
        ours=True,
    ),
    Route(
        method="POST",
        path=f"{STORE}/guests/token",
        name="signGuestIn",
        tag=Tag.CHANNEL,
        summary="Sign a guest in",
        meaning="The mailed code for a token of the guest's own, which is good for 60 days.",
        handler=guests.sign_guest_in,
        body=requests.GuestTokenBody,
        example=examples.GUEST_TOKEN,
        outcomes={200: Outcome("The token.", answers.GuestToken, {"token": examples.SIGNED_IN})},
        refusals={**NO_SUCH, 401: "The code is not right, or not any more; or the till's token."},
        ours=True,
    ),
    Route(
        method="POST",
        path=f"{STORE}/orders",
        name="takeOwnOrder",
        tag=Tag.CHANNEL,
        summary="Order through the merchant's own channel",
        meaning=(
            "With items, or with only what they come to. The header `Guest-Authorization` has the "
            "token of a guest who is signed in. A signed-in guest with a wallet collects; without "
            "signing in, a wallet's code both redeems and collects."
        ),
        handler=guests.take_order,
        parameters=(
            Param(
                "Guest-Authorization",
                "`Bearer` and the token of a guest who is signed in.",
                {"type": "string"},
                None,
                "header",
            ),
        ),
        body=requests.OwnOrderBody,
        example=examples.OWN_ORDER,
        outcomes={201: Outcome("The order.", answers.PlacedOrder, {"order": examples.PLACED})},
        refusals={
            **NO_SUCH,
            401: "The till's or the guest's token is not good.",
            409: "The order came before with other content, or the voucher cannot be used.",
        },
        ours=True,
    ),
)


def find(path: str) -> Found | None:
    """What answers at `path`; None for an address that is none of ours."""
    if not path.startswith(f"{BASE}/"):
        return None
    parts = path[len(BASE) + 1 :].split("/")
    store, subject = None, ""
    if parts[0] == "stores" and len(parts) > 1:
        store = _store(parts[1])
        parts[1] = "{storeId}"
    routes = _TABLE.get("/".join(parts))
    if routes is None and len(parts) > 3 and (slot := _SLOTS.get(parts[2])):
        subject, parts[3] = parts[3], slot
        routes = _TABLE.get("/".join(parts))
    return None if routes is None else Found(routes, store, subject)


def _store(text: str) -> StoreId | None:
    """None for what cannot be a store's number; no store is found by that."""
    if not STORE_ID.fullmatch(text) or int(text) > LARGEST_STORE:
        return None
    return StoreId(int(text))


_SLOTS = {"external-order": "{externalOrderId}", "customer-voucher": "{voucherId}"}
_TABLE: dict[str, dict[str, Route]] = {}
for _route in ROUTES:
    _TABLE.setdefault(_route.path[len(BASE) + 1 :], {})[_route.method] = _route
