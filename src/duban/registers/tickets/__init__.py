"""诉求: which calls repeat an earlier one, and where calls of one kind suddenly gather.

Takes tickets as plain values; gives likely repeats with their likeness, and hot spots with their
count and the expected count; never closes, joins or moves a ticket.
"""

from duban.registers.tickets.bursts import HotSpot, hot_spots
from duban.registers.tickets.likeness import grams, likeness
from duban.registers.tickets.recall import WITHIN, Recall, Why, recalled
from duban.registers.tickets.repeats import Repeat, RepeatIndex, Ticket

__all__ = [
    "WITHIN",
    "HotSpot",
    "Recall",
    "Repeat",
    "RepeatIndex",
    "Ticket",
    "Why",
    "grams",
    "hot_spots",
    "likeness",
    "recalled",
]
