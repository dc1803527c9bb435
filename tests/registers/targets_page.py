"""Which of a real report's counted targets a register can feed, as the reference prints it.

PYTHONPATH=tests python -m registers.targets_page ../shared/reports  writes the page anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duban
from duban.commitments import Claim
from duban.registers import template, template_names
from duban.registers.wiring import suggest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "register-targets.md"
HEAD = """# Which targets a register can feed

Of the {all} quantified targets that count in the Kunming report of 2025, the measures of the
registers that ship can feed {some} by name, unit and kind (`duban.registers.wiring.suggest`, 0.6
and more). A suggestion is not a decision: the office confirms each, and says of which zone or
programme it speaks where the report means only one.

For more than 40 of them a test (`tests/site/registers/test_a_year_of_targets.py`) lets the people
of each register drive records through their stages over a year, and holds figure, light and the
list of counted records to what was entered.

By hand, besides: the projects of one zone or programme (175 planned, 48 started, 42 key projects)
from `project/planned_new`, `started` and `running` by `zone`. What remains are statistics (growth
rates, output, sown areas, shares of value added), which no register counts.

<!-- Written by tests/registers/targets_page.py; do not edit by hand. -->

| target | register / measure | group | score |
|---|---|---|---|
"""


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


def page(reports: Path) -> str:
    registers = [template(name) for name in template_names()]
    listed = claims(reports)
    lines = []
    for claim in listed:
        if not (found := suggest(claim, registers, most=1)):
            continue
        best = found[0]
        label = template(best.register).measure(best.measure).label
        where = f"[{best.register}](registers/{best.register}.md) / `{best.measure}` {label}"
        group = f"{best.by} = {best.value}" if best.by else ""
        name = claim.indicator.replace("“", "").replace("”", "")
        lines.append(f"| {name} {claim.number} | {where} | {group} | {best.score} |")
    return HEAD.format(all=len(listed), some=len(lines)) + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1])), encoding="utf-8")
