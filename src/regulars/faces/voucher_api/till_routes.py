"""The calls that a till makes: logging in, at the bill, and after it."""

from regulars.faces.voucher_api import answers, examples, requests
from regulars.faces.voucher_api.call import Door
from regulars.faces.voucher_api.calls import auth, counter, orders
from regulars.faces.voucher_api.route import BASE, NO_SUCH, STORE, TEXT, Outcome, Param, Route, Tag

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
)
