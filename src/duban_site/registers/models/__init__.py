"""Registers in use, their records, events, measures and what those feed."""

from duban_site.registers.models.binding import Binding, Fed
from duban_site.registers.models.event import Personal, RegisterDocument, RegisterEvent
from duban_site.registers.models.holder import Holder
from duban_site.registers.models.reading import CountedPage, Reading
from duban_site.registers.models.record import RegisterRecord
from duban_site.registers.models.register import Register, RegisterVersion
from duban_site.registers.models.share import MeasureCache, Share, Sum

__all__ = [
    "Binding",
    "CountedPage",
    "Fed",
    "Holder",
    "MeasureCache",
    "Personal",
    "Reading",
    "Register",
    "RegisterDocument",
    "RegisterEvent",
    "RegisterRecord",
    "RegisterVersion",
    "Share",
    "Sum",
]
