"""The API as an ASGI application: manners of HTTP, access, limits, faults and the log."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from math import ceil

import httpx

from regulars.simulator import oauth
from regulars.simulator.api.access import EXPIRED, RateLimiter, caller_of, limit_exceeded
from regulars.simulator.api.routes import dispatch
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import RefusalCode, Refused
from regulars.simulator.faults import Fault
from regulars.simulator.http import (
    LARGEST_BODY,
    Answer,
    Call,
    Receive,
    Scope,
    Send,
    error_answer,
    read_call,
    send_answer,
    sends_json,
)
from regulars.simulator.log import Judgement, Level

Sleep = Callable[[float], Awaitable[None]]

STATUS_OF: Mapping[RefusalCode, int] = {
    "bad_request": 400,
    "not_found": 404,
    "forbidden": 403,
    "invalid_token": 401,
    "wrong_status": 400,
}


class Api:
    def __init__(self, cloud: Cloud, *, sleep: Sleep) -> None:
        self._cloud = cloud
        self._sleep = sleep
        self.limiter = RateLimiter(cloud)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = await read_call(scope, receive)
        started_at = self._cloud.now()
        fault = self._fault_for(call)
        answer = await self._answer(call, fault)
        lost = fault is not None and fault.kind in ("request_lost", "answer_lost")
        self._record(call, None if lost else answer, fault, started_at)
        if call.method != "GET":
            self._cloud.save()
        if lost:
            await break_connection(send)
        await send_answer(send, answer)

    def _fault_for(self, call: Call) -> Fault | None:
        """Token calls are struck only by faults that name their path."""
        return self._cloud.faults.strike(
            "slow_answer",
            "server_error",
            "answer_lost",
            "request_lost",
            "rate_limited",
            "unauthorized",
            "empty_body",
            path=call.raw_target.partition("?")[0],
            method=call.method,
            named_only=call.path == "/token",
        )

    async def _answer(self, call: Call, fault: Fault | None) -> Answer:
        match fault.kind if fault else None:
            case "slow_answer":
                assert fault is not None
                await self._sleep(fault.seconds)
            case "server_error":
                return error_answer(500, "server_error", "Something went wrong.")
            case "request_lost":
                return error_answer(500, "server_error", "Never sent.")
            case "rate_limited":
                assert fault is not None
                return self._burst(fault)
            case "unauthorized":
                return self._refused("invalid_token", EXPIRED)
            case "empty_body":
                answer = self._served(call)
                return Answer(status=200, headers=answer.headers)
            case _:
                pass
        return self._served(call)

    def _burst(self, fault: Fault) -> Answer:
        reset = ceil(self._cloud.now().timestamp() + fault.seconds)
        return limit_exceeded(self._cloud.switches.rate_limit_oauth, reset)

    def _served(self, call: Call) -> Answer:
        if len(call.body) > LARGEST_BODY:
            return error_answer(413, "bad_request", "The body is too large.")
        if call.path == "/token":
            return self._token(call)
        try:
            call.caller = caller_of(self._cloud, call)
        except Refused as refused:
            return self._refused(refused.code, refused.sentence)
        headers = self.limiter.count(call.caller)
        if headers is None:
            return self.limiter.refusal(call.caller)
        answer = self._well_mannered(call)
        answer.headers |= headers
        return answer

    def _token(self, call: Call) -> Answer:
        if call.method != "POST":
            return error_answer(405, "method_not_allowed", "Tokens are given on POST.")
        return oauth.token_answer(self._cloud, call)

    def _well_mannered(self, call: Call) -> Answer:
        if not self._speaks_json(call):
            return error_answer(406, "not_acceptable", "Ask for .json or accept application/json.")
        if call.method in ("POST", "PUT") and not sends_json(call):
            return error_answer(400, "bad_request", "Content-Type must be application/json.")
        try:
            return dispatch(self._cloud, call)
        except Refused as refused:
            return self._refused(refused.code, refused.sentence)

    def _speaks_json(self, call: Call) -> bool:
        accepted = call.headers.get("accept", "")
        anything = "*/*" in accepted and self._cloud.switches.accept_any
        return call.extension or "application/json" in accepted or anything

    def _refused(self, code: RefusalCode, sentence: str) -> Answer:
        status = STATUS_OF[code]
        if code == "invalid_token":
            status = self._cloud.switches.expired_token_status
        return error_answer(status, code, sentence)

    def _record(
        self, call: Call, answer: Answer | None, fault: Fault | None, started_at: datetime
    ) -> None:
        self._cloud.log.record(
            direction="in",
            kind="token" if call.path == "/token" else "api",
            method=call.method,
            url=call.url,
            started_at=started_at,
            ended_at=self._cloud.now(),
            request_headers=call.headers,
            request_body=call.body,
            status=answer.status if answer else None,
            response_headers=answer.headers if answer else {},
            response_body=answer.body if answer else b"",
            fault=fault.kind if fault else None,
            judgements=[*call.judgements, *thoughts_on(answer)],
        )


def thoughts_on(answer: Answer | None) -> list[Judgement]:
    """What a refusal says about the call that met it."""
    if answer is None or answer.status < 400:
        return []
    level: Level = "odd" if answer.status in (401, 404, 429) or answer.status >= 500 else "wrong"
    return [Judgement(level, f"Answered {answer.status}: {answer.body.decode()[:300]}")]


async def break_connection(send: Send) -> None:
    """Promise a body and never send it: a server closes the connection, a transport raises."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
    raise httpx.ReadError("The connection was broken on purpose.")
