"""Does one action in a process of its own, which the test kills half way."""

from __future__ import annotations

import datetime as dt
import io
import sys
from decimal import Decimal

import django

django.setup()

from duban.commitments import (  # noqa: E402
    Claim,
    ClaimKind,
    Commitment,
    CommitmentType,
    Comparator,
    Part,
    PartRole,
    Report,
    Role,
    Strength,
    Topic,
)
from duban_site.core.actor import SystemActor  # noqa: E402
from duban_site.people.models import Person  # noqa: E402
from duban_site.plans.actions.import_report import ReportSource, import_report  # noqa: E402
from duban_site.plans.models import Commitment as Row  # noqa: E402
from duban_site.reporting.actions.attach_evidence import attach  # noqa: E402
from duban_site.reporting.actions.check_report import accept_report  # noqa: E402
from duban_site.reporting.models import BodyReport  # noqa: E402

MANY = 2000


def large_report() -> Report:
    text = "建设桥梁3座、道路5公里。" * MANY
    size = len(text) // MANY
    commitments = tuple(_commitment(n, n * size, text[n * size : (n + 1) * size]) for n in range(MANY))
    topic = Topic(1, "建设", 0, len(text), commitments=commitments)
    part = Part(1, "一、建设", PartRole.PLAN, 0, len(text), topics=(topic,))
    return Report(text, "大报告", "青澜市", dt.date(2031, 1, 1), 2031, (part,))


def _commitment(n: int, start: int, text: str) -> Commitment:
    claims = tuple(
        Claim(
            start=start + at,
            end=start + at + 1,
            number=unit,
            quote=unit,
            indicator=indicator,
            role=Role.TARGET,
            kind=ClaimKind.VOLUME,
            comparator=Comparator.EQ,
            value=Decimal(3),
            unit=unit,
            strength=Strength.PLAN,
        )
        for at, indicator, unit in ((4, "桥梁", "座"), (8, "道路", "公里"))
    )
    end = start + len(text)
    return Commitment(f"1.1.{n}", CommitmentType.QUANTIFIED, start, end, text, claims)


def work(what: str, *arguments: str) -> None:
    if what == "import":
        import_report(SystemActor(), large_report(), ReportSource("large.txt"))
    elif what == "accept":
        accept_report(SystemActor(), BodyReport.objects.get(pk=arguments[0]))
    elif what == "upload":
        report, commitment, salt = arguments
        file = io.BytesIO(b"%PDF-1.7 " + salt.encode() + b"0" * 8_000_000)
        person = Person.objects.get(username="lu")
        attach(person, BodyReport.objects.get(pk=report), Row.objects.get(pk=commitment), "大文件.pdf", file)


sys.stdout.write("working\n")
sys.stdout.flush()
work(*sys.argv[1:])
sys.stdout.write("done\n")
sys.stdout.flush()
