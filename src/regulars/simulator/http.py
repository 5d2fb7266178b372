"""One call to the simulator's API and its answer, between ASGI and the handlers."""

import base64
import binascii
from collections.abc import Awaitable, Callable, MutableMapping
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote

import msgspec
from msgspec import Struct, field

from regulars.simulator.errors import Refused
from regulars.simulator.log import Judgement

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST_BODY = 1_000_000
JSON = "application/json; charset=utf-8"
ENCODER = msgspec.json.Encoder(decimal_format="number")
Draft = TypeVar("Draft")


class Caller(Struct, frozen=True):
    """Who calls, and with what rights."""

    client_id: str
    staff_id: int
    basic: bool


class Call(Struct, kw_only=True):
    method: str
    base: str
    """Scheme, host and `/v1`, as the caller reached them."""
    raw_target: str
    path: str
    """After `/v1`, percent-decoded, without `.json`."""
    segments: list[str]
    extension: bool
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    caller: Caller | None = None
    judgements: list[Judgement] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.base.removesuffix("/v1") + self.raw_target

    @property
    def client_id(self) -> str:
        assert self.caller is not None
        return self.caller.client_id

    @property
    def staff_id(self) -> int:
        assert self.caller is not None
        return self.caller.staff_id

    def param(self, name: str) -> str | None:
        return next((value for key, value in self.query if key == name), None)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def as_draft(self, kind: type[Draft]) -> Draft:
        """The body as `kind`; names that nobody knows are judged odd and left out."""
        try:
            draft = msgspec.json.decode(self.body or b"{}", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Refused(f"The body cannot be read: {error}.") from error
        self.judge_unknown(kind)
        return draft

    def judge_unknown(self, kind: Any) -> None:
        raw = msgspec.json.decode(self.body or b"{}")
        if isinstance(raw, dict) and hasattr(kind, "__struct_encode_fields__"):
            for name in sorted(raw.keys() - set(kind.__struct_encode_fields__)):
                self.think("odd", f"The field {name} means nothing here.")

    def think(self, level: Any, sentence: str) -> None:
        self.judgements.append(Judgement(level, sentence))


class Answer(Struct, kw_only=True):
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(
        status=status, body=ENCODER.encode(value), headers={"Content-Type": JSON, **named}
    )


def text_answer(text: str, status: int) -> Answer:
    return Answer(
        status=status,
        body=text.encode(),
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )


def error_answer(status: int, code: str, description: str) -> Answer:
    return json_answer({"error": code, "error_description": description}, status)


def no_content() -> Answer:
    return Answer(status=204)


def sends_json(call: Call) -> bool:
    return call.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


def basic_credentials(call: Call) -> tuple[str, str] | None:
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = (
            base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        return None
    return client_id, secret


async def read_call(scope: Scope, receive: Receive) -> Call:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    raw_path = scope.get("raw_path") or scope["path"].encode()
    target = raw_path.decode("latin-1").split("?")[0]
    path = target[len("/v1") :]
    extension = path.endswith(".json")
    path = path.removesuffix(".json").rstrip("/")
    query = scope["query_string"].decode("latin-1")
    return Call(
        method=scope["method"],
        base=f"{scope['scheme']}://{headers.get('host', 'localhost')}/v1",
        raw_target=target + (f"?{query}" if query else ""),
        path=unquote(path),
        segments=[unquote(part) for part in path.split("/")[1:]],
        extension=extension,
        query=parse_qsl(query, keep_blank_values=True),
        headers=headers,
        body=await read_body(receive),
    )


async def read_body(receive: Receive) -> bytes:
    body = b""
    more = True
    while more and len(body) <= LARGEST_BODY:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def send_answer(send: Send, answer: Answer) -> None:
    headers = dict(answer.headers)
    if answer.status != 204:
        headers["Content-Length"] = str(len(answer.body))
    await send(
        {
            "type": "http.response.start",
            "status": answer.status,
            "headers": [
                (name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()
            ],
        }
    )
    await send({"type": "http.response.body", "body": answer.body})


def decimal_of(text: str, what: str) -> Decimal:
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise Refused(f"{what} is not a number.") from error
    if not number.is_finite():
        raise Refused(f"{what} is not a number.")
    return number
