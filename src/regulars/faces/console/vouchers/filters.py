"""Which vouchers a list is asked for, read from the address of the page."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from regulars.faces.console.forms import Form
from regulars.faces.console.vouchers.words import KINDS, Kind, types_of
from regulars.vouchers.model import Filter, Source, VoucherState

VOUCHERS = "/console/vouchers"
ONE = VOUCHERS + "/{voucher_id:uuid}"
FIELDS = ("of", "q", "kind", "state")
LAST_PAGE = 1_000_000


class Of(StrEnum):
    """Vouchers that the merchant made, or the wallets of members."""

    STORE = ""
    WALLETS = "wallets"


class Wanted(StrEnum):
    """A kind of voucher, or every kind."""

    ANY = ""
    STORED = Kind.STORED.value
    AMOUNT = Kind.AMOUNT.value
    ONCE = Kind.ONCE.value
    ALWAYS = Kind.ALWAYS.value


class State(StrEnum):
    """A state of vouchers, or every state."""

    ANY = ""
    USABLE = VoucherState.USABLE.value
    USED_UP = VoucherState.USED_UP.value
    ENDED = VoucherState.ENDED.value
    OFF = VoucherState.INACTIVE.value


KIND_OPTIONS = [("", "Everything"), *((kind.value, words[0]) for kind, words in KINDS.items())]
STATE_OPTIONS = [
    ("", "Every state"),
    (State.USABLE.value, "Usable"),
    (State.USED_UP.value, "Used up"),
    (State.ENDED.value, "Ended"),
    (State.OFF.value, "Off"),
]


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for. Look at `form.errors` before using the rest."""

    form: Form
    of: Of
    kind: Wanted
    state: State
    text: str
    page: int

    @property
    def are_set(self) -> bool:
        """Whether the list is narrowed down at all."""
        return any(self.form.value(field).strip() for field in FIELDS[1:])

    def which(self, at: datetime) -> Filter:
        discount_type, use_type = types_of(Kind(self.kind)) if self.kind else (None, None)
        return Filter(
            source=Source.LOYALTY if self.of is Of.WALLETS else Source.STORE,
            text=self.text,
            discount_type=discount_type,
            use_type=use_type,
            state=VoucherState(self.state) if self.state else None,
            as_of=at,
        )

    def address(self, page: int = 0, at: str = VOUCHERS) -> str:
        """That page of the list with the same filters, or what `at` makes of the list."""
        asked = {field: self.form.value(field).strip() for field in FIELDS}
        asked["page"] = str(page) if page else ""
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{at}?{query}" if query else at


def read_filters(form: Form) -> Filters:
    return Filters(
        form=form,
        of=form.choice("of", Of, Of.STORE),
        kind=form.choice("kind", Wanted, Wanted.ANY),
        state=form.choice("state", State, State.ANY),
        text=form.text("q", most=100),
        page=form.whole("page", most=LAST_PAGE) or 0,
    )
