"""What a script needs to know of a running demo: the content of `demo.json`."""

import msgspec


class ConsoleFacts(msgspec.Struct, frozen=True):
    """How to sign in. Empty while nobody has set the hub up."""

    email: str = ""
    password: str = ""


class KountaFacts(msgspec.Struct, frozen=True):
    """The till's company and the add-on. The addresses are empty until a merchant has connected."""

    company_id: str
    site_id: str
    client_id: str
    client_secret: str
    search_url: str = ""
    lookup_url: str = ""


class VoucherApiFacts(msgspec.Struct, frozen=True):
    """How any till calls the voucher API, and codes to try. Empty while nobody has set it up.

    `wallet` is a member's voucher that the program tops up, `store_money` is stored value,
    `store_percent` can always be used, and `used_up` no more.
    """

    base_url: str = ""
    username: str = ""
    password: str = ""
    token: str = ""
    store_id: int = 0
    wallet: str = ""
    store_money: str = ""
    store_percent: str = ""
    used_up: str = ""
    member_code: str = ""
    member_phone: str = ""


class Facts(msgspec.Struct, frozen=True):
    """`hub` and `till` are addresses without a slash at the end.

    `booking_page` is the first store's; empty while nobody has opened one.
    """

    hub: str
    till: str
    console: ConsoleFacts
    kounta: KountaFacts
    voucher_api: VoucherApiFacts
    booking_page: str = ""
