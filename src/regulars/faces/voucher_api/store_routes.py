"""The calls of the store itself: its vouchers, and its own channel to guests."""

from regulars.faces.voucher_api import answers, examples, requests
from regulars.faces.voucher_api.call import Door
from regulars.faces.voucher_api.calls import guests, vouchers
from regulars.faces.voucher_api.route import (
    NO_SUCH,
    OUT_OF_REACH,
    STORE,
    Outcome,
    Param,
    Route,
    Tag,
)

ROUTES: tuple[Route, ...] = (
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
