"""Schedules, rounds of reporting, figures and assessments."""

from duban_site.figures.models.assessment import Assessment, Reply
from duban_site.figures.models.figure import Figure, Version
from duban_site.figures.models.reference import PublishedFigure, PublishedSeries
from duban_site.figures.models.report import (
    Entry,
    EntryFigure,
    Evidence,
    ReportStatus,
    UnitReport,
)
from duban_site.figures.models.rounds import ReportingRound
from duban_site.figures.models.schedule import Milestone, Reading, Schedule, ScheduleKind

__all__ = [
    "Assessment",
    "Entry",
    "EntryFigure",
    "Evidence",
    "Figure",
    "Milestone",
    "PublishedFigure",
    "PublishedSeries",
    "Reading",
    "Reply",
    "ReportStatus",
    "ReportingRound",
    "Schedule",
    "ScheduleKind",
    "UnitReport",
    "Version",
]
