"""Any gateway that takes a POST: names and templates of its fields, JSON or a form.

In a template {text}, {title}, {mobiles}, {timestamp} (seconds) and {secret} are filled in;
all other text stays unchanged.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import urlencode

from duban_site.orders.channels.message import Answer, Message, Request, Verdict, fitted
from duban_site.orders.models.channel import Channel

MOST = 900
"""Bytes: about four short messages of Chinese."""
PLACE = re.compile(r"\{(text|title|mobiles|timestamp|secret)\}")


def request(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """Build the request from the channel's field templates."""
    values = {
        "text": fitted(message, MOST, "{words}", "{words}").replace("\n", "；"),
        "title": message.title,
        "mobiles": ",".join(message.mobiles),
        "timestamp": str(int(now.timestamp())),
        "secret": channel.secret,
    }
    filled = {
        name: PLACE.sub(lambda found: values[found[1]], str(template))
        for name, template in channel.fields.items()
    }
    if channel.as_form:
        body = urlencode(filled).encode()
        return Request(channel.address, body, "application/x-www-form-urlencoded; charset=utf-8")
    return Request(channel.address, json.dumps(filled, ensure_ascii=False).encode())


def answer(channel: Channel, told: dict[str, object]) -> Answer:
    """Success is a path and value (code=0, data.status=ok) in `success`, else HTTP 2xx."""
    path, _equals, wanted = channel.success.partition("=")
    found: object = told.get("http")
    if not path:
        status = found if isinstance(found, int) else 0
        taken = 200 <= status < 300
        return Answer(Verdict.TAKEN if taken else Verdict.FAULT, f"HTTP {status}")
    found = told
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if str(found) == wanted:
        return Answer(Verdict.TAKEN)
    return Answer(Verdict.FAULT, f"{path} = {found}"[:100])
