"""钉钉群机器人: the signature (加签) with a time in milliseconds goes into the URL."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from urllib.parse import quote_plus

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fitted
from duban_site.orders.models.channel import Channel

MOST = 15_000
BUSY = -1
TOO_OFTEN = (410100, 130101, 1111)
BLOCKED = dt.timedelta(minutes=11)
"""More than twenty messages in a minute block a robot for ten minutes."""


def signature(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 with the secret as key, of time, line feed and secret; quoted for a URL."""
    text = f"{milliseconds}\n{secret}".encode()
    made = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return quote_plus(base64.b64encode(made))


def request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """POST robot/send?access_token=…&timestamp=…&sign=…"""
    url = channel.address
    if channel.secret:
        milliseconds = int(now.timestamp() * 1000)
        url += f"&timestamp={milliseconds}&sign={signature(channel.secret, milliseconds)}"
    text = fitted(message, MOST, "- {words}").replace("\n", "\n\n", 1)
    body = {"msgtype": "markdown", "markdown": {"title": message.title[:64], "text": text}}
    return Request(url, json.dumps(body, ensure_ascii=False).encode())


def answer(_channel: Channel, told: dict[str, object]) -> Answer:
    """Parse `errcode`; exceeding the rate limit may also come as `status` 1111."""
    code = told.get("errcode", told.get("status"))
    if code == 0:
        return Answer(Verdict.TAKEN)
    if code in TOO_OFTEN:
        return Answer(Verdict.WAIT, f"errcode {code}", BLOCKED)
    if code == BUSY:
        return Answer(Verdict.WAIT, "errcode -1", dt.timedelta(minutes=1))
    return Answer(Verdict.FAULT, f"errcode {code}")
