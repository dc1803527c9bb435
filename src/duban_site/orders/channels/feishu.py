"""飞书群机器人: the signature with a time in seconds goes into the body."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fitted
from duban_site.orders.models.channel import Channel

MOST = 15_000
TOO_OFTEN = 11232


def signature(secret: str, seconds: int) -> str:
    """HMAC-SHA256 of an empty message, with time, line feed and secret as key."""
    made = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(made).decode()


def request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """POST hook/…, with `timestamp` and `sign` where the robot has a secret."""
    text = fitted(message, MOST, "{words}", "{words} {url}")
    body: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
    if channel.secret:
        seconds = int(now.timestamp())
        body |= {"timestamp": str(seconds), "sign": signature(channel.secret, seconds)}
    return Request(channel.address, json.dumps(body, ensure_ascii=False).encode())


def answer(_channel: Channel, told: dict[str, object]) -> Answer:
    """Parse `code`; `StatusCode` is its older name."""
    code = told.get("code", told.get("StatusCode"))
    if code == 0:
        return Answer(Verdict.TAKEN)
    waits = Verdict.WAIT if code == TOO_OFTEN else Verdict.FAULT
    return Answer(waits, f"code {code}", dt.timedelta(minutes=1))
