"""Which of a real report's counted targets a register can feed, as the reference prints it.

PYTHONPATH=tests python -m registers.targets_page ../shared/reports  writes the page anew.
"""

from __future__ import annotations

import json
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import duban
from duban.commitments import Claim
from duban.files import read_file_isolated
from duban.observation import list_plan_targets, observe
from duban.registers import list_template_names, load_template
from duban.registers.suggest_measures import suggest_measures

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "register-targets.md"
HEAD = """# Which targets a register can feed, and where the rest is followed

Of the {all} quantified targets that count in the Kunming report of 2025, the measures of the
registers that ship can feed {some} by name, unit and kind (`duban.registers.suggest_measures.suggest_measures`, 0.6
and more), and `duban observe` reads {published} in the city's bulletin, {more} of them not fed by a
register. A suggestion is not a decision: the office confirms each, and says of which zone or
programme it speaks where the report means only one.

For more than 40 of them a test (`tests/site/registers/test_a_year_of_targets.py`) lets the people
of each register drive records through their stages over a year, and holds figure, light and the
list of counted records to what was entered. Another (`tests/registers/test_homes.py`) lights at
least 70 of the {all} with records and published figures only, none typed.

By hand, besides: the projects of one zone or programme (175 planned, 48 started, 42 key projects)
from `project/planned_new`, `started` and `running` by `zone`. What no register counts and no
bulletin prints is reported by its body month by month, with evidence (月报).

<!-- Written by tests/registers/targets_page.py; do not edit by hand. -->

| target | register / measure | group | score |
|---|---|---|---|
"""
HOMES = Path(__file__).with_name("homes.toml")
ELSEWHERE = {
    "observe": "公布的数据（`duban observe`）",
    "reporting": "月报",
    "orders": "督办单",
    "plans": "下一年计划",
    "bodies": "单位",
}


@cache
def homes() -> dict[str, Any]:
    """Mechanisms by topic, and what is bound by hand."""
    return tomllib.loads(HOMES.read_text(encoding="utf-8"))


def counted(reports: Path) -> list[dict[str, Any]]:
    file = reports.parent / "gold" / "kunming-2025.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if not row.get("optional") and row["kind"] != "relative"]


def claims(reports: Path) -> list[Claim]:
    """The report's claims that count, as the reader reads them."""
    report = duban.read(reports / "kunming-2025.txt")
    wanted = [(row["start"], row["end"]) for row in counted(reports)]
    found = [claim for claim in report.claims() if (claim.start, claim.end) in set(wanted)]
    assert len(found) == len(wanted)
    return found


def all_claims(reports: Path) -> list[dict[str, Any]]:
    """All that the report promises in numbers or beside another number, as labelled."""
    file = reports.parent / "gold" / "kunming-2025.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [row for row in rows if row["role"] != "result"]


def claim_homes(reports: Path) -> list[tuple[str, str]]:
    """Each claim's name and number, and where it is followed."""
    fed, seen = feeds(reports), published(reports)
    out = []
    for row in all_claims(reports):
        place = (row["start"], row["end"])
        if place in fed:
            home = f"`{fed[place].register}/{fed[place].measure}`"
        elif row["quote"] in homes()["zones"]:
            home = f"`{homes()['zones'][row['quote']]}`（按园区）"
        elif row["indicator"] in homes()["relative"]:
            home = say(homes()["relative"][row["indicator"]])
        elif place in seen:
            home = ELSEWHERE["observe"]
        else:
            home = ELSEWHERE["reporting"] if row["kind"] != "relative" else ""
        out.append((f"{_bare(row['indicator'])} {row['number']}", home))
    return out


def feeds(reports: Path) -> dict[tuple[int, int], Any]:
    """The likeliest measure for each counted claim that has one."""
    registers = [load_template(name) for name in list_template_names()]
    found = {(c.start, c.end): suggest_measures(c, registers, limit=1) for c in claims(reports)}
    return {place: best[0] for place, best in found.items() if best}


def published(reports: Path) -> set[tuple[int, int]]:
    """The places of the targets that the city's bulletin answers for sure."""
    plan = list_plan_targets(duban.read(reports / "kunming-2025.txt"))
    document = read_file_isolated(reports / "files" / "kunming-2025-bulletin.html")
    return {(p.target.start, p.target.end) for p in observe(plan, document, "公报") if p.sure}


def say(home: str) -> str:
    """A home as the page shows it."""
    name, _, kind = home.partition(":")
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    link = f"[{load_template(name).name}](registers/{name}.md)"
    return f"{link}：{kind}" if kind else link


def _bare(name: str) -> str:
    return name.replace("“", "").replace("”", "")


def page(reports: Path) -> str:
    listed, fed, seen = claims(reports), feeds(reports), published(reports)
    places = {(c.start, c.end) for c in listed}
    lines = []
    for claim in listed:
        if (best := fed.get((claim.start, claim.end))) is None:
            continue
        label = load_template(best.register).measure(best.measure).label
        where = f"[{best.register}](registers/{best.register}.md) / `{best.measure}` {label}"
        group = f"{best.by} = {best.value}" if best.by else ""
        lines.append(f"| {_bare(claim.indicator)} {claim.number} | {where} | {group} | {best.score} |")
    own = seen & places
    head = HEAD.format(all=len(listed), some=len(lines), published=len(own), more=len(own - set(fed)))
    return head + "\n".join(lines) + "\n" + _homes(reports)


def _homes(reports: Path) -> str:
    lines = ["", "## Every target's home", "", "| target | home |", "|---|---|"]
    lines += [f"| {name} | {home} |" for name, home in claim_homes(reports)]
    lines += ["", "## What each topic names", "", "| topic | mechanism | home |", "|---|---|---|"]
    for topic, rows in homes()["topics"].items():
        lines += [f"| {topic} | {mechanism} | {say(home)} |" for mechanism, home in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
