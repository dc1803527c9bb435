"""What is written is read back by another's parser."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from duban.documents.calendar_file import CalendarEvent, render_calendar

NOW = dt.datetime(2031, 4, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAY = dt.date(2031, 4, 23)
TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\r"))


def read(data: bytes) -> list[dict[str, object]]:
    events = Calendar.from_ical(data).walk("VEVENT")
    return [{key: event[key] for key in event} for event in events]


def test_a_day_is_read_back_whole() -> None:
    title = "督办到期：督办〔2031〕12号 泵站改造，落后；请尽快办理并反馈，逾期将升级为橙色督办单"
    text = "主办单位：市水务局\n状态：办理中; a,b\\c"
    data = render_calendar("督办到期", [CalendarEvent("order-1@duban", DAY, title, text, "https://d.example/1")], NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert data.endswith(b"END:VCALENDAR\r\n")
    [event] = read(data)
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (title, text)
    assert event["DTSTART"].dt == DAY  # type: ignore[attr-defined]
    assert event["DTEND"].dt == DAY + dt.timedelta(days=1)  # type: ignore[attr-defined]
    assert event["DTSTAMP"].dt == NOW  # type: ignore[attr-defined]


@given(TEXT, TEXT)
def test_any_text_survives(title: str, text: str) -> None:
    data = render_calendar("督办", [CalendarEvent("x@duban", DAY, title, text)], NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    [event] = read(data)
    assert str(event["SUMMARY"]) == title
    assert str(event.get("DESCRIPTION", "")) == text


def test_no_line_can_be_smuggled_in() -> None:
    event = CalendarEvent("x@duban", DAY, "a\r\nEND:VCALENDAR", url="https://d.example/\r\nATTACH:x")
    data = render_calendar("督办", [event], NOW)
    lines = data.split(b"\r\n")
    assert lines.count(b"END:VCALENDAR") == 1
    assert not [line for line in lines if line.startswith(b"ATTACH")]


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_calendar("督办", [], dt.datetime(2031, 4, 1))  # noqa: DTZ001 (the fault it is about)
