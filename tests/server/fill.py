"""Fills a new installation with people, a plan, a month and files of evidence; or adds to them.

`fill.py new FILES SIZE` and `fill.py more`, in the environment of a machine.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "site"), str(Path(__file__).parents[1])]
os.environ["DJANGO_SETTINGS_MODULE"] = "duban_site.settings"

import django  # noqa: E402

django.setup()

import cast_of_people  # noqa: E402
import invented_plan  # noqa: E402

from duban_site.people.models import Person  # noqa: E402
from duban_site.plans.models import Commitment  # noqa: E402
from duban_site.reporting.actions.attach_evidence import attach  # noqa: E402
from duban_site.reporting.actions.open_round import open_round  # noqa: E402
from duban_site.reporting.models import BodyReport  # noqa: E402


def new(files: int, size: int) -> None:
    cast = cast_of_people.build()
    plan = invented_plan.in_force(cast)
    open_round(cast.shen, plan, 3)
    for n in range(files):
        add(n, size)


def more() -> None:
    """What goes on while somebody makes a backup, until a file `stop` is there."""
    n = 0
    sys.stdout.write("working\n")
    sys.stdout.flush()
    while not Path("stop").exists():
        add(1000 + n, 20_000)
        n += 1


def add(n: int, size: int) -> None:
    report = BodyReport.objects.get(body__name="市水务局")
    pumps = Commitment.objects.get(number="1.1.2", topic__part__plan=report.round.plan)
    content = b"%PDF-1.7 " + str(n).encode() + os.urandom(size)
    attach(Person.objects.get(username="lu"), report, pumps, f"材料{n}.pdf", io.BytesIO(content))


if __name__ == "__main__":
    {"new": new, "more": more}[sys.argv[1]](*map(int, sys.argv[2:]))
