"""Dispatch to the format of a channel's platform."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

from duban_site.orders.channels import dingtalk, feishu, gateway, wecom
from duban_site.orders.channels.message import Answer, Message, Request, Verdict
from duban_site.orders.models.channel import Channel, ChannelKind

SERVER_ERROR = 500
Build = Callable[[Channel, Message, dt.datetime], Request]
Read = Callable[[Channel, dict[str, object]], Answer]
FORMATS: dict[str, tuple[Build, Read]] = {
    ChannelKind.WECOM: (wecom.request, wecom.answer),
    ChannelKind.DINGTALK: (dingtalk.request, dingtalk.answer),
    ChannelKind.FEISHU: (feishu.request, feishu.answer),
    ChannelKind.GATEWAY: (gateway.request, gateway.answer),
}


def request_of(channel: Channel, message: Message, now: dt.datetime) -> Request:
    """Build the request in the format of the channel's platform."""
    return FORMATS[channel.kind][0](channel, message, now)


def answer_of(channel: Channel, status: int, body: bytes) -> Answer:
    """Parse the platform's answer; platforms send 200 for failures too, so the body decides."""
    if status >= SERVER_ERROR:
        return Answer(Verdict.WAIT, f"HTTP {status}")
    try:
        told = json.loads(body)
    except ValueError:
        told = {"text": body[:200].decode("utf-8", "replace")}
    if not isinstance(told, dict):
        told = {"text": str(told)}
    if channel.kind != ChannelKind.GATEWAY and not 200 <= status < 300:
        return Answer(Verdict.FAULT, f"HTTP {status}")
    return FORMATS[channel.kind][1](channel, told | {"http": status})
