"""A page of the list of exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from regulars.faces.console.exceptions.words import STATES, Line, line
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import ExceptionId
from regulars.merchants.model import Store
from regulars.merchants.stores import stores
from regulars.sales.exceptions import list_exceptions
from regulars.sales.model import ExceptionState, OrderException

EXCEPTIONS = "/console/exceptions"
ON_A_PAGE = 50

Mark = tuple[datetime, ExceptionId]
"""Where a page of the list ends."""

NOTHING = {
    ExceptionState.OPEN: (
        "circle-check",
        "Nothing to do",
        "Whatever tills sent was taken. What cannot be taken stands here, with the reason.",
    ),
    ExceptionState.NOTICE: (
        "circle-check",
        "Nothing to read",
        "Orders that went through although something was odd stand here.",
    ),
    ExceptionState.RESOLVED: ("send", "Nothing was sent again", ""),
    ExceptionState.PUT_ASIDE: ("archive", "Nothing was put aside", ""),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """The exceptions of a page, and the way to the next one."""

    state: ExceptionState
    store: Store | None
    venues: Sequence[Store]
    lines: Sequence[Line]
    before: Mark | None
    next: str

    @property
    def tabs(self) -> list[tuple[str, str, str]]:
        return [(one.value, word, address(one, self.store)) for one, (word, _) in STATES.items()]

    @property
    def stores(self) -> list[tuple[str, str]]:
        """What the filter offers; nothing where there is one store only."""
        named = [(str(store.id), store.name) for store in self.venues]
        return [("", "Every store"), *named] if len(named) > 1 else []

    @property
    def address(self) -> str:
        """Where this very page can be asked for again."""
        return address(self.state, self.store, self.before)

    @property
    def nothing(self) -> tuple[str, str, str]:
        return NOTHING[self.state]


async def listed(request: ConsoleRequest) -> Listed:
    """The page that the address asks for; the first of those to do for anything that is none."""
    state, before = wanted(request.query_params.get("state", "")), mark(request)
    venues = await stores(request.db, request.merchant.id)
    store = chosen(request.query_params.get("store", ""), venues)
    found = await list_exceptions(
        request.db,
        request.merchant.id,
        state=state,
        at_store=store.id if store else None,
        before=before,
        limit=ON_A_PAGE + 1,
    )
    shown = found[:ON_A_PAGE]
    more = address(state, store, end(shown[-1])) if len(found) > ON_A_PAGE else ""
    return Listed(state, store, venues, [line(one, request) for one in shown], before, more)


def chosen(text: str, venues: Sequence[Store]) -> Store | None:
    """The store that the list is narrowed to; all of them for anything that is none."""
    return next((store for store in venues if str(store.id) == text), None)


def wanted(text: str) -> ExceptionState:
    return ExceptionState(text) if text in list(ExceptionState) else ExceptionState.OPEN


def address(state: ExceptionState, store: Store | None = None, before: Mark | None = None) -> str:
    query = {} if state is ExceptionState.OPEN else {"state": state.value}
    if store is not None:
        query["store"] = str(store.id)
    if before is not None:
        query["before"] = f"{before[0].isoformat()}_{before[1]}"
    return f"{EXCEPTIONS}?{urlencode(query)}" if query else EXCEPTIONS


def end(last: OrderException) -> Mark:
    return last.last_at, last.id


def mark(request: ConsoleRequest) -> Mark | None:
    """The end of the page before; the first page for anything that is none."""
    at, _, exception = request.query_params.get("before", "").partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), ExceptionId(UUID(exception))
    except (ValueError, OverflowError):
        return None
