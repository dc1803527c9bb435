"""Schedules, rounds of reporting, figures and assessments."""

from duban_site.reporting.models.assessment import Assessment, Reply
from duban_site.reporting.models.figure import Figure, Version
from duban_site.reporting.models.reference import PublishedFigure, PublishedSeries, PublishedSource
from duban_site.reporting.models.report import BodyReport, Entry, EntryFigure, Evidence, ReportDraft, ReportStatus
from duban_site.reporting.models.rounds import ReportingRound
from duban_site.reporting.models.schedule import Milestone, Reading, Schedule, ScheduleKind

__all__ = [
    "Assessment",
    "BodyReport",
    "Entry",
    "EntryFigure",
    "Evidence",
    "Figure",
    "Milestone",
    "PublishedFigure",
    "PublishedSeries",
    "PublishedSource",
    "Reading",
    "Reply",
    "ReportDraft",
    "ReportStatus",
    "ReportingRound",
    "Schedule",
    "ScheduleKind",
    "Version",
]
