"""One example of each body and answer, for the document and the page to try the API."""

from typing import Any

Json = dict[str, Any]

LOGIN: Json = {"username": "front-till", "password": "a long password"}
REFRESH: Json = {"refreshToken": "AZ7c…"}
LOGGED_IN: Json = {
    "tokens": {"jwt": "AZ7c…", "refreshToken": "AZ7c…"},
    "expiresAt": "2026-05-04T02:10:00Z",
    "expiresIn": 600,
    "refreshExpiresAt": "2026-06-03T02:00:00Z",
}
MEMBER_WITHOUT_VOUCHERS: Json = {
    "name": "John Doe",
    "phoneNumber": "+302310589248",
    "email": "john@example.test",
    "memberCode": "K7QM-2XHP",
}
MEMBER_WITH_VOUCHERS: Json = {
    **MEMBER_WITHOUT_VOUCHERS,
    "vouchers": [
        {
            "code": "K7QM-2XHP",
            "discount": 5.5,
            "source": "LOYALTY",
            "discountType": "MONETARY",
            "description": "Monetary Loyalty Voucher",
        }
    ],
}
VALIDATE: Json = {"voucherCode": "K7QM-2XHP", "totalNonDiscountedPrice": 200}
VALID: Json = {
    "active": True,
    "voucher": {
        "code": "K7QM-2XHP",
        "discount": 5.5,
        "discountType": "MONETARY",
        "description": "Monetary Loyalty Voucher",
        "source": "LOYALTY",
    },
    "order": {
        "totalNonDiscountedPrice": 200,
        "voucherDiscount": 5.5,
        "totalDiscountedPrice": 194.5,
    },
}
EXTERNAL_ORDER: Json = {
    "externalOrderId": 5968,
    "voucherCode": "K7QM-2XHP",
    "totalNonDiscountedPrice": 200,
    "totalDiscountedPrice": 194.5,
    "totalDiscount": 5.5,
}
REFUND: Json = {"key": "refund-1", "amount": 20}
REFUNDED: Json = {
    "amount": 20,
    "voucherValue": 0.57,
    "points": 20,
    "pointsShort": 0,
    "credit": 0,
    "refundedAt": "2026-05-04T02:00:00Z",
}
NEW_VOUCHER: Json = {
    "code": "SPRING10",
    "discount": 10,
    "discountType": "PERCENTILE",
    "type": "MULTI_USE",
    "description": "Ten percent off in spring",
    "orderMinAmount": 20,
    "startDate": "2026-09-01",
    "endDate": "2026-11-30",
    "isActive": True,
}
VOUCHER_CHANGE: Json = {"endDate": "2026-12-31", "orderMinAmount": None}
STORE_VOUCHER: Json = {
    "id": "01983c5a-2f6e-7a31-9c64-0d6f0c5f7a11",
    "code": "SPRING10",
    "discount": 10,
    "initialValue": 10,
    "discountType": "PERCENTILE",
    "type": "MULTI_USE",
    "source": "STORE",
    "description": "Ten percent off in spring",
    "orderMinAmount": 20,
    "startDate": "2026-08-31T14:00:00Z",
    "endDate": "2026-11-30T13:00:00Z",
    "isActive": True,
    "isConsumed": False,
    "externalId": None,
    "categoryIds": [],
    "scheduleId": None,
    "maxUses": None,
    "maxUsesPerMember": None,
    "uses": 0,
    "stores": [],
    "memberId": None,
    "isPublic": False,
    "createdAt": "2026-08-20T02:00:00Z",
    "updatedAt": "2026-08-20T02:00:00Z",
}
PAGE: Json = {
    "totalPages": 1,
    "totalElements": 1,
    "pageNumber": 0,
    "pageSize": 20,
    "data": [STORE_VOUCHER],
}
VALIDATE_CODE: Json = {"code": "SPRING10"}
LOYALTY: Json = {
    "balance": 37.5,
    "voucherValue": 5.5,
    "voucherCode": "K7QM-2XHP",
    "createdAt": "2026-05-04T02:00:00Z",
    "updatedAt": "2026-05-04T02:00:00Z",
}
GUEST_CODE: Json = {"email": "john@example.test"}
GUEST_TOKEN: Json = {"email": "john@example.test", "code": "123456"}
SIGNED_IN: Json = {"token": "AZ7c…", "expiresAt": "2026-07-03T02:00:00Z"}
OWN_ORDER: Json = {
    "orderId": "web-1041",
    "items": [{"name": "Flat white", "price": 4.5, "quantity": 2}],
    "voucherCode": "K7QM-2XHP",
}
PLACED: Json = {
    "totalNonDiscountedPrice": 9,
    "voucherDiscount": 5.5,
    "totalDiscountedPrice": 3.5,
    "voucherCode": "K7QM-2XHP",
    "points": 3,
    "credit": 0,
    "progress": 41,
    "nextCreditAt": 50,
}

REFUSALS = {
    400: ("Failed to read request. code: This is needed.", "unreadable"),
    401: ("The token is missing, has expired or was ended. Log in.", "unauthorised"),
    403: ("This voucher is also for stores that this account does not reach.", "out_of_reach"),
    404: ("There is no such store.", "not_found"),
    409: ("This voucher has been used up.", "cannot_use_voucher"),
    413: ("A call has at most 64 kilobytes.", "body_too_large"),
    415: ("Send JSON, with the header Content-Type: application/json.", "not_json"),
}


def refused(status: int, method: str, path: str) -> Json:
    """What a refusal looks like."""
    message, code = REFUSALS[status]
    return {
        "status": status,
        "time": "2026-05-04T02:00:00Z",
        "path": path.replace("{storeId}", "104729113"),
        "method": method,
        "errors": [{"message": message, "code": code}],
        "tenant": "01983c5a-2f6e-7a31-9c64-0d6f0c5f7a11",
    }
