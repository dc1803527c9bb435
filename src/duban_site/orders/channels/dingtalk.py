"""钉钉群机器人: the signature (加签) with a time in milliseconds goes into the URL."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import quote_plus

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fit_message
from duban_site.orders.models.channel import Channel

MAX_BYTES = 15_000
BUSY_CODE = -1
RATE_LIMIT_CODES = (410100, 130101, 1111)
BLOCK_DURATION = dt.timedelta(minutes=11)
"""More than twenty messages in a minute block a robot for ten minutes."""


def compute_signature(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 with the secret as key, of time, line feed and secret; quoted for a URL."""
    signed_text = f"{milliseconds}\n{secret}".encode()
    digest = hmac.new(secret.encode(), signed_text, hashlib.sha256).digest()
    return quote_plus(base64.b64encode(digest))


def build_request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """POST robot/send?access_token=…&timestamp=…&sign=…"""
    url = channel.address
    if channel.secret:
        milliseconds = int(now.timestamp() * 1000)
        url += f"&timestamp={milliseconds}&sign={compute_signature(channel.secret, milliseconds)}"
    markdown = fit_message(message, MAX_BYTES, "- {words}").replace("\n", "\n\n", 1)
    body = {"msgtype": "markdown", "markdown": {"title": message.title[:64], "text": markdown}}
    return Request(url, json.dumps(body, ensure_ascii=False).encode())


def parse_answer(_channel: Channel, response: dict[str, object]) -> Answer:
    """Parse `errcode`; exceeding the rate limit may also come as `status` 1111."""
    code = response.get("errcode", response.get("status"))
    if code == 0:
        return Answer(Verdict.ACCEPTED)
    if code in RATE_LIMIT_CODES:
        return Answer(Verdict.WAIT, f"errcode {code}", BLOCK_DURATION)
    if code == BUSY_CODE:
        return Answer(Verdict.WAIT, "errcode -1", dt.timedelta(minutes=1))
    return Answer(Verdict.FAULT, f"errcode {code}")
