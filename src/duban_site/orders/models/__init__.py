"""Orders, their steps and requests, proposals, notices and calendars."""

from duban_site.orders.models.calendar import CalendarFeed
from duban_site.orders.models.channel import Channel, ChannelMessage, ChannelNotice
from duban_site.orders.models.notice import Digest, DigestState, Notice, NoticeKind
from duban_site.orders.models.order import BasisKind, Order
from duban_site.orders.models.proposal import Proposal, ProposalState
from duban_site.orders.models.request import Request, RequestKind, RequestState
from duban_site.orders.models.step import Step, StepFile

__all__ = [
    "BasisKind",
    "CalendarFeed",
    "Channel",
    "ChannelMessage",
    "ChannelNotice",
    "Digest",
    "DigestState",
    "Notice",
    "NoticeKind",
    "Order",
    "Proposal",
    "ProposalState",
    "Request",
    "RequestKind",
    "RequestState",
    "Step",
    "StepFile",
]
