from __future__ import annotations

import datetime as dt
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from duban.documents.charts import (
    BarSegment,
    LineChart,
    Point,
    TargetBand,
    render_line_chart,
    render_sparkline,
    render_stacked_bar,
)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own output)


def find(root: ElementTree.Element, tag: str, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter(tag) if e.get("class") == name]


def a_year(*values: str, band: TargetBand | None = None) -> LineChart:
    actual = [Point(dt.date(2031, n, 28), Decimal(value)) for n, value in enumerate(values, start=1)]
    schedule = [Point(dt.date(2031, 1, 1), Decimal(0)), Point(dt.date(2031, 12, 31), Decimal(120))]
    return LineChart(
        title="整治河道 <公里>",
        start_date=dt.date(2031, 1, 1),
        end_date=dt.date(2031, 12, 31),
        actual_points=actual,
        schedule_points=schedule,
        band=band,
        format_value=lambda value: f"{value}公里",
        month_labels=[(dt.date(2031, 6, 30), "6月")],
    )


def test_a_bar_is_as_wide_as_its_counts_and_says_each() -> None:
    root = parsed(render_stacked_bar("部分", [BarSegment("ahead", "超进度", 3), BarSegment("behind", "欠进度", 1)], 8))
    first, second = root.iter("rect")
    assert float(first.get("width", "")) == pytest.approx(400 * 3 / 8 - 1.5, abs=0.1)
    assert float(second.get("x", "")) == pytest.approx(150)
    assert [e.text for e in root.iter("title")] == ["部分", "超进度 3", "欠进度 1"]


def test_a_bar_refuses_more_than_fills_it() -> None:
    with pytest.raises(ValueError, match="more than the 2"):
        render_stacked_bar("x", [BarSegment("ahead", "超进度", 3)], 2)
    with pytest.raises(ValueError, match="negative"):
        render_stacked_bar("x", [BarSegment("ahead", "超进度", -1)])


def test_an_empty_bar_and_an_empty_sparkline_show_nothing() -> None:
    assert not list(parsed(render_stacked_bar("x", [BarSegment("ahead", "超进度", 0)])).iter("rect"))
    assert render_sparkline("x", []) == ""


def test_a_sparkline_rises_where_its_values_rise() -> None:
    (way,) = parsed(render_sparkline("x", [Decimal(1), Decimal(2), Decimal(5)])).iter("polyline")
    heights = [float(p.split(",")[1]) for p in way.get("points", "").split()]
    assert heights == sorted(heights, reverse=True)


def test_the_last_value_is_labelled_and_every_value_told() -> None:
    root = parsed(render_line_chart(a_year("10", "30")))
    assert [e.text for e in find(root, "text", "last")] == ["30公里"]
    told = [e.findtext("title") for e in find(root, "circle", "dot")]
    assert told == ["2031-01-28 10公里", "2031-02-28 30公里"]
    assert root.findtext("title") == "整治河道 <公里>"


@pytest.mark.parametrize(
    ("band", "above"),
    [(TargetBand(Decimal(100), lower=Decimal(100)), True), (TargetBand(Decimal(100), upper=Decimal(100)), False)],
)
def test_the_band_lies_on_the_side_where_the_target_is_met(band: TargetBand, above: bool) -> None:
    root = parsed(render_line_chart(a_year("10", "30", band=band)))
    (box,) = find(root, "rect", "band")
    (bound,) = find(root, "line", "bound")
    top, height = float(box.get("y", "")), float(box.get("height", ""))
    at = float(bound.get("y1", ""))
    assert (top + height == pytest.approx(at)) is above
    assert (top == pytest.approx(at)) is not above


def test_one_constant_value_needs_no_range() -> None:
    chart = LineChart(
        "x", dt.date(2031, 1, 1), dt.date(2031, 12, 31), [Point(dt.date(2031, 3, 31), Decimal(0))], format_value=str
    )
    assert "last" in render_line_chart(chart)


def test_a_chart_of_no_time_is_refused_and_one_of_nothing_is_empty() -> None:
    day = dt.date(2031, 1, 1)
    with pytest.raises(ValueError, match="end after it starts"):
        render_line_chart(LineChart("x", day, day, [], format_value=str))
    assert render_line_chart(LineChart("x", day, dt.date(2031, 12, 31), [], format_value=str)) == ""
