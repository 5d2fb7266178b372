"""The till's own loyalty protocol: customer search, reward lookup, redemption.

Its URLs and its JSON are dictated by the till (docs/reference/loyalty-protocol.md). What a cashier
waits for is handled here without a framework: a plain ASGI application, one query a request.
"""
