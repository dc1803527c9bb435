from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from a_month import assessed, reported
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.actions.edit_claim import adjust_target
from duban_site.plans.models import Plan
from duban_site.reporting.models import Assessment, Evidence, Figure
from duban_site.snapshots import queries
from duban_site.snapshots.actions.close_month import close_month, compute_current_hash
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.models import Snapshot, SnapshotRow


def row_of(snapshot: Snapshot, number: str) -> CommitmentRow:
    return CommitmentRow.from_json(snapshot.rows.get(number=number).data)


def test_a_closed_month_holds_everything_that_was_known(cast: Cast, march: Plan) -> None:
    Evidence.objects.update(public=True)
    found = close_month(cast.shen, march, 3)
    header = SnapshotHeader.from_json(found.data)
    assert (found.as_of, header.total) == (dt.date(2031, 4, 15), 5)
    assert sum(header.counts.values()) == 5
    assert [part.heading for part in header.parts][1] == "一、把水治好"
    assert [h.indicator for h in header.headlines] == ["地区生产总值"]
    assert header.reports is not None
    assert [r.body.name for r in header.reports.missing] == ["市商务局"]
    pumps = row_of(found, "1.1.2")
    assert pumps.text == "改造泵站12座"
    assert [unit.name for unit in pumps.lead] == ["市水务局"]
    assert pumps.leader is not None
    assert pumps.leader.title == "副市长"
    assert pumps.words is not None
    assert (pumps.words.progress, pumps.words.problems) == ("已改造3座。", "设备晚到")
    assert [file.name for file in pumps.evidence] == ["验收单.pdf"]
    claim = pumps.claims[0]
    assert claim.value == 12
    assert [figure.value for figure in claim.current_figures] == [3]
    assert claim.assessment is not None
    stored = Assessment.objects.get(commitment=pumps.id, as_of=found.as_of, slot=0)
    assert claim.assessment.value == stored.value
    assert claim.assessment.sum_zh == stored.sum["zh"]
    assert pumps.status == stored.status


def test_each_claim_of_several_has_its_own_assessment(cast: Cast, march: Plan) -> None:
    rivers = row_of(close_month(cast.shen, march, 3), "1.1.1")
    assert [claim.indicator for claim in rivers.claims] == ["整治河道", "污水管网"]
    assert all(c.assessment is not None and c.assessment.claim == c.id for c in rivers.claims)


def test_a_later_figure_does_not_reach_a_closed_month(cast: Cast, march: Plan) -> None:
    found = close_month(cast.shen, march, 3)
    figure = Figure.objects.get()
    again = {"claim": figure.claim, "period": figure.period, "end": figure.end, "serial": 2}
    Figure.objects.create(**again, value=Decimal(5), version="revised", source="更正", accepted_at=found.made_at)
    assert [f.value for f in row_of(found, "1.1.2").claims[0].current_figures] == [3]
    assert compute_current_hash(Snapshot.objects.get(pk=found.pk)) == found.sha256


def test_a_change_of_target_is_kept_with_its_reason(cast: Cast, march: Plan) -> None:
    claim = march.commitments.get(number="1.1.2").claims.get()
    adjust_target(cast.shen, claim, {"value": Decimal(10)}, reason="两座并入外区", document="会议纪要")
    changes = row_of(close_month(cast.shen, march, 3), "1.1.2").claims[0].changes
    assert [(c.reason, c.new["value"]) for c in changes] == [("两座并入外区", "10")]


def test_the_next_month_knows_what_moved(cast: Cast, march: Plan) -> None:
    first = close_month(cast.shen, march, 3)
    reported(cast, march, 4, "12")
    assessed(cast, march, 4)
    second = close_month(cast.shen, march, 4)
    assert second.previous == first
    moved = {move.number: move for move in SnapshotHeader.from_json(second.data).moved}
    assert moved["1.1.2"].now == "completed"
    assert moved["1.1.2"].direction == "up"
    assert row_of(second, "1.1.2").was == moved["1.1.2"].was
    commitment = march.commitments.get(number="1.1.2")
    assert [row.snapshot.month for row in queries.list_commitment_history(commitment, only_published=False)] == [3, 4]


def test_a_month_needs_its_assessment(cast: Cast, plan: Plan) -> None:
    with pytest.raises(Refused, match="还没有评价"):
        close_month(cast.shen, plan, 3)
    assessed(cast, plan, 4)
    with pytest.raises(Refused, match="2031-03-31 至 2031-04-29"):
        close_month(cast.shen, plan, 3)


def test_unchecked_reports_stop_it_unless_stated(cast: Cast, plan: Plan) -> None:
    reported(cast, plan, 3, "3", accept=False)
    assessed(cast, plan, 3)
    with pytest.raises(Refused, match="市水务局"):
        close_month(cast.shen, plan, 3)
    found = close_month(cast.shen, plan, 3, with_unchecked=True)
    pumps = row_of(found, "1.1.2")
    assert pumps.words is None
    assert not pumps.claims[0].figures
    header = SnapshotHeader.from_json(found.data)
    assert header.reports is not None
    assert [r.body.name for r in header.reports.unchecked] == ["市水务局"]


def test_closing_again_keeps_the_first(cast: Cast, march: Plan) -> None:
    first = close_month(cast.shen, march, 3)
    second = close_month(cast.shen, march, 3)
    assert (first.serial, second.serial) == (1, 2)
    assert queries.get_latest_snapshot(march) == second
    assert second.previous is None
    assert Event.objects.filter(action="snapshots.close").count() == 2


def test_only_the_office_closes(cast: Cast, march: Plan) -> None:
    for person in (cast.lu, cast.wei, cast.gao, cast.tan, cast.ning):
        with pytest.raises(PermissionDenied):
            close_month(person, march, 3)


def test_nothing_of_it_can_be_changed(cast: Cast, march: Plan) -> None:
    found = close_month(cast.shen, march, 3)
    row = found.rows.first()
    assert row is not None
    found.data["total"] = 6
    for refused in (
        lambda: found.save(),
        lambda: found.save(update_fields=["data"]),
        lambda: found.delete(),
        lambda: Snapshot.objects.update(month=4),
        lambda: Snapshot.objects.all().delete(),
        lambda: SnapshotRow.objects.filter(pk=row.pk).update(number="9"),
        lambda: row.save(),
        lambda: row.delete(),
    ):
        with pytest.raises(Refused, match="不能"):
            refused()


def test_an_edit_past_the_service_breaks_the_seal(cast: Cast, march: Plan) -> None:
    found = close_month(cast.shen, march, 3)
    assert compute_current_hash(found) == found.sha256
    with connection.cursor() as cursor:
        cursor.execute("UPDATE snapshots_snapshotrow SET data = %s WHERE number = '1.1.2'", ['{"x": 1}'])
    assert compute_current_hash(found) != found.sha256


def test_the_queries_do_not_grow_with_the_plan(cast: Cast, march: Plan) -> None:
    with CaptureQueriesContext(connection) as few:
        close_month(cast.shen, march, 3)
    one = march.commitments.get(number="1.1.3")
    for n in range(40):
        one.pk, one.number, one.order = None, f"1.1.9-{n}", 100 + n
        one.save(force_insert=True)
    assessed(cast, march, 3)
    with CaptureQueriesContext(connection) as many:
        found = close_month(cast.shen, march, 3)
    assert found.rows.count() == 45
    assert len(many) <= len(few) + 1
    assert len(many) < 45
