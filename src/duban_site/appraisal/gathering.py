"""The facts of a plan's year: from its closed months, the reports' days, the orders, the events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from duban.appraisal import Event, Facts, Order, Report, Rules, TaskMonth
from duban_site.appraisal.models import Appraisal
from duban_site.orders.models import Order as KeptOrder
from duban_site.people.models import Body
from duban_site.plans.models import Plan
from duban_site.reporting.models import BodyReport, Entry
from duban_site.reporting.models.report import HANDED_IN
from duban_site.reporting.queries.check import is_late
from duban_site.snapshots.content import Row
from duban_site.snapshots.models import Snapshot, SnapshotRow

AMOUNTS = ("volume", "level")
LOWER = ("le", "lt")
SHORTEST = 12
"""Characters from which a repeated text counts as copied; shorter ones repeat by chance."""
COLOURS = {"blue": "蓝", "orange": "橙", "red": "红"}
_SPACE = re.compile(r"\s+")


def facts_of(appraisal: Appraisal) -> Facts:
    """Collect everything that is scored, each with its source. Bodies are given by name."""
    plan = appraisal.plan
    rules = Rules.load(appraisal.scheme.text)
    closed = closed_months(plan)
    names = dict(Body.objects.values_list("pk", "name"))
    return Facts(
        tuple(t for snapshot in closed for t in _tasks(snapshot, rules, names)),
        tuple(_reports(plan, [s.month for s in closed])),
        tuple(_orders(plan)),
        tuple(_events(appraisal)),
        tuple(s.month for s in closed),
    )


def closed_months(plan: Plan) -> list[Snapshot]:
    """The newest closing of every closed month, in order."""
    newest: dict[int, Snapshot] = {}
    for snapshot in plan.snapshots.defer("text").order_by("month", "serial"):
        newest[snapshot.month] = snapshot
    return list(newest.values())


def _tasks(snapshot: Snapshot, rules: Rules, names: dict[int, str]) -> Iterator[TaskMonth]:
    for kept in SnapshotRow.objects.filter(snapshot=snapshot):
        row = Row.of(kept.data)
        told = _("%(month)s月封存 %(number)s") % {"month": snapshot.month, "number": row.number}
        shares = [(b.id, Decimal(1)) for b in row.lead]
        shares += [(b.id, rules.cooperating) for b in row.cooperating if rules.cooperating]
        for body, share in shares:
            if body in names:
                yield _task(row, snapshot.month, told, names[body], share, rules)


def _task(row: Row, month: int, told: str, body: str, share: Decimal, rules: Rules) -> TaskMonth:
    claim = row.claims[0] if len(row.claims) == 1 else None
    seen = row.assessment
    numbers: dict[str, Decimal | None] = {}
    if claim is not None and claim.kind in AMOUNTS and seen is not None:
        numbers = {"done": seen.value, "due": seen.expected, "target": claim.value}
    return TaskMonth(
        row=told,
        body=body,
        origin=row.number,
        month=month,
        status=row.status,
        weight=rules.weights.get(row.type, Decimal(1)),
        difficulty=rules.graded.get(row.number, ""),
        share=share,
        lower=claim is not None and claim.comparator in LOWER,
        **numbers,
    )


def _reports(plan: Plan, months: Iterable[int]) -> Iterator[Report]:
    rows = BodyReport.objects.filter(round__plan=plan, round__month__in=list(months))
    said: dict[str, int] = {}
    for report in rows.select_related("round", "body").order_by("round__month", "pk"):
        texts = [_plain(t) for t in _texts(report)]
        copied = any(said.get(t, report.pk) != report.pk for t in texts if len(t) >= SHORTEST)
        for text in texts:
            said.setdefault(text, report.pk)
        handed_in = report.status in HANDED_IN
        state = "missing" if not handed_in else "late" if is_late(report) else "on_time"
        yield Report(
            row=_("%(month)s月报告") % {"month": report.round.month},
            body=report.body.name,
            month=report.round.month,
            state=state,
            returned=1 if report.reason else 0,
            copied=copied,
            empty=handed_in and not any(texts),
        )


def _texts(report: BodyReport) -> list[str]:
    return list(Entry.objects.filter(report=report).values_list("progress", flat=True))


def _plain(text: str) -> str:
    return _SPACE.sub("", text)


def _orders(plan: Plan) -> Iterator[Order]:
    issued = KeptOrder.objects.filter(plan=plan, issued_on__isnull=False)
    for order in issued.select_related("lead_body"):
        if order.lead_body is None:
            continue
        late = bool(order.due and order.completed_on and order.completed_on > order.due)
        colour = COLOURS.get(order.colour, order.colour)
        yield Order(order.label or str(order.pk), order.lead_body.name, colour, late)


def _events(appraisal: Appraisal) -> Iterator[Event]:
    for event in appraisal.events.select_related("body"):
        told = f"{event.document or event.kind}#{event.pk}"
        yield Event(told, event.body.name, event.kind, event.document, event.group)
