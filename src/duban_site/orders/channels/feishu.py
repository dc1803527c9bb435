"""飞书群机器人: the signature with a time in seconds goes into the body."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fit_message
from duban_site.orders.models.channel import Channel

MAX_BYTES = 15_000
RATE_LIMIT_CODE = 11232


def compute_signature(secret: str, seconds: int) -> str:
    """HMAC-SHA256 of an empty message, with time, line feed and secret as key."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def build_request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """POST hook/…, with `timestamp` and `sign` where the robot has a secret."""
    message_text = fit_message(message, MAX_BYTES, "{words}", "{words} {url}")
    body: dict[str, object] = {"msg_type": "text", "content": {"text": message_text}}
    if channel.secret:
        seconds = int(now.timestamp())
        body |= {"timestamp": str(seconds), "sign": compute_signature(channel.secret, seconds)}
    return Request(channel.address, json.dumps(body, ensure_ascii=False).encode())


def parse_answer(_channel: Channel, response: dict[str, object]) -> Answer:
    """Parse `code`; `StatusCode` is its older name."""
    code = response.get("code", response.get("StatusCode"))
    if code == 0:
        return Answer(Verdict.ACCEPTED)
    verdict = Verdict.WAIT if code == RATE_LIMIT_CODE else Verdict.FAULT
    return Answer(verdict, f"code {code}", dt.timedelta(minutes=1))
