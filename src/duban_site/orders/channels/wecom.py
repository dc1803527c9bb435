"""企业微信群机器人: markdown of at most 4,096 bytes; its address is its only secret."""

from __future__ import annotations

import datetime as dt
import json

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fitted
from duban_site.orders.models.channel import Channel

MOST = 4096
BUSY, TOO_OFTEN = -1, 45009


def request(channel: Channel, message: Message, _now: dt.datetime) -> Request:
    """POST webhook/send?key=…"""
    content = {"content": fitted(message, MOST)}
    body = {"msgtype": "markdown", "markdown": content}
    return Request(channel.address, json.dumps(body, ensure_ascii=False).encode())


def answer(_channel: Channel, told: dict[str, object]) -> Answer:
    """Parse `errcode`, never `errmsg`."""
    code = told.get("errcode")
    if code == 0:
        return Answer(Verdict.TAKEN)
    waits = Verdict.WAIT if code in (BUSY, TOO_OFTEN) else Verdict.FAULT
    return Answer(waits, f"errcode {code}", dt.timedelta(minutes=1))
