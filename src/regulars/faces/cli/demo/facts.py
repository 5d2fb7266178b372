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


class Facts(msgspec.Struct, frozen=True):
    """`hub` and `till` are addresses without a slash at the end."""

    hub: str
    till: str
    console: ConsoleFacts
    kounta: KountaFacts
