"""The panel of real reports holds the GDP growth target and result of each that states one.

The facts below were read in the texts by hand. What counts as GDP growth: the yearly growth of
国内生产总值 (地区生产总值, 经济增长), and of 国民生产总值 in reports before 1994. Plans before 1992
were set in 工农业总产值 or for five years together, and some later reports give averages of a term
alone: those state none.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from duban.bulk import read_batch


class Gdp(NamedTuple):
    """A bound, a value, and the upper value of a range."""

    bound: str
    value: str
    high: str | None = None


# Report's year: (the target for that year, the growth reported of the year before).
STATE_COUNCIL: dict[int, tuple[Gdp | None, str | None]] = {
    1978: (None, None),
    1979: (None, None),
    1980: (None, None),  # 国民收入 7% for 1979, 工农业总产值 5.5% planned for 1981
    1981: (None, None),  # 工农业总产值 4% planned for 1982
    1982: (None, None),  # the sixth five-year plan: 工农业总产值 4% a year
    1983: (None, None),
    1984: (None, None),
    1985: (None, None),  # 工农业总产值 14.2%, 国民收入 12% for 1984
    1986: (None, None),  # 国民生产总值 10% a year since 1981, 7.5% a year planned to 1990
    1987: (None, None),  # 工农业总产值 9.3%, 国民收入 7.4% for 1986
    1988: (None, None),  # 国民生产总值 11.1% a year since 1983, 7.5%左右 a year planned to 1992
    1992: (Gdp("eq", "6"), "7"),
    1993: (Gdp("eq", "8"), "12.8"),
    1994: (Gdp("eq", "9"), "13.4"),
    1995: (Gdp("range", "8", "9"), "11.8"),
    1997: (Gdp("eq", "8"), "9.7"),
    1998: (Gdp("eq", "8"), "8.8"),
    1999: (Gdp("approx", "7"), "7.8"),
    2000: (None, None),
    2001: (None, None),  # 8.3% a year since 1996, 7%左右 a year planned to 2005
    2002: (None, "7.3"),
    2003: (Gdp("approx", "7"), None),  # 7.7% a year since 1998
    2004: (Gdp("approx", "7"), "9.1"),
    2005: (Gdp("approx", "8"), "9.5"),
    2006: (Gdp("approx", "8"), "9.9"),
    2007: (Gdp("approx", "8"), "10.7"),
    2008: (Gdp("approx", "8"), None),  # 10.6% a year since 2003
    2009: (Gdp("approx", "8"), "9"),
    2010: (Gdp("approx", "8"), "8.7"),
    2011: (Gdp("approx", "8"), "10.3"),
    2012: (Gdp("eq", "7.5"), "9.2"),
    2013: (Gdp("approx", "7.5"), "7.8"),
    2014: (Gdp("approx", "7.5"), "7.7"),
    2024: (Gdp("approx", "5"), "5.2"),
    2025: (Gdp("approx", "5"), "5"),
}

# Province: its region code, the target for 2026, the growth reported of 2025 alone.
PROVINCES: dict[str, tuple[str, Gdp, str | None]] = {
    "beijing": ("110000", Gdp("approx", "5"), "5.4"),
    "chongqing": ("500000", Gdp("ge", "5"), "5.3"),
    "guangdong": ("440000", Gdp("range", "4.5", "5"), "3.9"),
    "guangxi": ("450000", Gdp("approx", "5"), "5.1"),
    "guizhou": ("520000", Gdp("approx", "5"), "4.9"),
    "jiangsu": ("320000", Gdp("eq", "5"), "5.3"),
    "shaanxi": ("610000", Gdp("approx", "5"), "5.1"),
    "shandong": ("370000", Gdp("ge", "5"), "5.5"),
    "shanghai": ("310000", Gdp("approx", "5"), "5.4"),
    "sichuan": ("510000", Gdp("approx", "5.5"), "5.5"),
    "yunnan": ("530000", Gdp("approx", "4.5"), "4.1"),
    "zhejiang": ("330000", Gdp("range", "5", "5.5"), "5.5"),
}


@pytest.fixture(scope="module")
def growth(reports_dir: Path) -> pl.DataFrame:
    """Every claim about the yearly growth of GDP, by the documented query."""
    paths = sorted(p for p in reports_dir.rglob("*.txt") if p.stem[-4:].isdigit())
    panel = pl.DataFrame(read_batch(paths, root=str(reports_dir)))
    assert panel["error"].null_count() == panel.height
    return panel.filter(indicator_id="gdp", kind="growth").with_columns(
        name=pl.col("file").str.extract(r"([a-z-]+-\d{4})\.txt$")
    )


def _targets(growth: pl.DataFrame, name: str) -> set[Gdp]:
    found = growth.filter(pl.col("about_year") == pl.col("year"), name=name, role="target")
    rows = found.select("comparator", "value", "value_high").iter_rows()
    return {Gdp(bound, _plain(low), high and _plain(high)) for bound, low, high in rows}


def _results(growth: pl.DataFrame, name: str) -> set[str]:
    found = growth.filter(pl.col("about_year") == pl.col("year") - 1, name=name, role="result")
    return {_plain(value) for value in found["value"]}


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


@pytest.mark.parametrize("year", STATE_COUNCIL)
def test_the_state_councils_target_and_result_are_there_and_nothing_else(growth: pl.DataFrame, year: int) -> None:
    target, result = STATE_COUNCIL[year]
    assert _targets(growth, f"state-council-{year}") == ({target} if target else set())
    assert _results(growth, f"state-council-{year}") == ({result} if result else set())


@pytest.mark.parametrize("province", PROVINCES)
def test_a_provinces_target_for_2026_is_there_with_its_bound(growth: pl.DataFrame, province: str) -> None:
    code, target, result = PROVINCES[province]
    assert _targets(growth, f"{province}-2026") == {target}
    assert _results(growth, f"{province}-2026") == ({result} if result else set())
    own = growth.filter(name=f"{province}-2026")
    assert set(own["region_code"]) == {code}


def test_every_report_of_the_state_council_since_1978_is_in_the_list(reports_dir: Path) -> None:
    found = {int(p.stem[-4:]) for p in reports_dir.rglob("state-council-*.txt")}
    assert {year for year in found if year >= 1978} == set(STATE_COUNCIL)


def test_plans_before_1992_are_known_by_what_they_were_set_in(growth: pl.DataFrame) -> None:
    early = growth.filter(pl.col("year") < 1992)
    assert set(early["indicator"].str.replace_all("我国", "")) == {"国民生产总值"}


def test_spans_lead_back_to_the_number(growth: pl.DataFrame, reports_dir: Path) -> None:
    from duban.sources import open_file

    for file, rows in growth.group_by("file"):
        text = open_file(reports_dir / str(file[0])).text
        for row in rows.iter_rows(named=True):
            assert text[row["start"] : row["end"]] == row["number"]
