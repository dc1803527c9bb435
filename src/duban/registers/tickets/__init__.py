"""诉求: which calls repeat an earlier one, and where calls of one kind suddenly gather.

Takes tickets as plain values; gives likely repeats with their likeness, and hot spots with their
count and the expected count; never closes, joins or moves a ticket.
"""

from duban.registers.tickets.earlier_tickets import RECALL_PERIOD, EarlierTicket, RecallReason, find_earlier_tickets
from duban.registers.tickets.hot_spots import HotSpot, find_hot_spots
from duban.registers.tickets.likeness import compute_likeness, extract_bigrams
from duban.registers.tickets.repeats import Repeat, RepeatIndex, Ticket

__all__ = [
    "RECALL_PERIOD",
    "EarlierTicket",
    "HotSpot",
    "RecallReason",
    "Repeat",
    "RepeatIndex",
    "Ticket",
    "compute_likeness",
    "extract_bigrams",
    "find_earlier_tickets",
    "find_hot_spots",
]
