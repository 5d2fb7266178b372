"""One request and its answer, without what a browser has besides.

A client of httpx looks for cookies, redirects, hooks and credentials each time, which costs more
than the request itself. We want none of it, so we speak to its transport.
"""

import httpx

HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "Regulars",
}


async def sent(
    transport: httpx.AsyncBaseTransport, request: httpx.Request, *, within: float
) -> httpx.Response:
    """The whole answer to `request`. Each step on the way has `within` seconds, connecting half.

    Raises what httpx raises when there is none.
    """
    timeout = httpx.Timeout(within, connect=within / 2)
    request.extensions = {**request.extensions, "timeout": timeout.as_dict()}
    answer = await transport.handle_async_request(request)
    answer.request = request
    try:
        await answer.aread()
    finally:
        await answer.aclose()
    return answer
