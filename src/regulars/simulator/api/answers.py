"""The shapes of answers that every resource shares: lists in pages, creations, updates."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.http import Answer, Call, json_answer

Row = TypeVar("Row")


def created(cloud: Cloud, call: Call, path: str) -> Answer:
    """201 with the new thing's address; the body is the JSON literal null."""
    return json_answer(None, 201, Location=location(cloud, call, path))


def location(cloud: Cloud, call: Call, path: str) -> str:
    form = cloud.switches.location_extension
    extension = form == "always" or (form == "as_request" and call.extension)
    start = call.base if cloud.switches.location_absolute else "/v1"
    return f"{start}{path}{'.json' if extension else ''}"


def updated(cloud: Cloud, shape: object) -> Answer:
    return json_answer(shape if cloud.switches.put_answers == "object" else None)


def redirect(cloud: Cloud, call: Call, path: str) -> Answer:
    return Answer(status=302, headers={"Location": location(cloud, call, path)})


def listed(
    cloud: Cloud,
    call: Call,
    rows: Sequence[Row],
    shape: Callable[[Row], object],
    *,
    id_of: Callable[[Row], int],
    size: int | None = None,
    by_start: bool = False,
) -> Answer:
    """A page of `rows`. `start` follows the row with that id, `page` counts from 1."""
    size = size or cloud.switches.page_size
    begin = first_row(cloud, call, rows, id_of, size)
    page = rows[begin : begin + size]
    answer = json_answer([shape(row) for row in page])
    if begin + size < len(rows):
        mark = str(id_of(page[-1])) if by_start else str(begin // size + 2)
        answer.headers["X-Next-Page"] = next_page(call, "start" if by_start else "page", mark)
    if cloud.switches.old_paging:
        answer.headers["X-Pages"] = str(-(-len(rows) // size))
    return answer


def first_row(
    cloud: Cloud, call: Call, rows: Sequence[Row], id_of: Callable[[Row], int], size: int
) -> int:
    if (start := call.param("start")) is not None:
        return after_row(rows, id_of, whole_number(start, "start"))
    if (page := call.param("page")) is not None:
        return max(whole_number(page, "page") - 1, 0) * size
    if (old := call.headers.get("x-page")) is not None and cloud.switches.old_paging:
        return max(whole_number(old, "X-Page"), 0) * size
    return 0


def after_row(rows: Sequence[Row], id_of: Callable[[Row], int], start: int) -> int:
    """The row behind the one with id `start`; if that is gone, the place where it would stand."""
    ids = [id_of(row) for row in rows]
    if start in ids:
        return ids.index(start) + 1
    falling = len(ids) > 1 and ids[0] > ids[-1]
    passed = [each > start if falling else each < start for each in ids]
    return sum(passed)


def next_page(call: Call, name: str, mark: str) -> str:
    query = [(key, value) for key, value in call.query if key not in ("start", "page")]
    path = call.raw_target.partition("?")[0]
    return f"{call.base.removesuffix('/v1')}{path}?{urlencode([*query, (name, mark)])}"


def whole_number(text: str, what: str) -> int:
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > 20:
        raise Refused(f"{what} is not a whole number.")
    return int(text)
