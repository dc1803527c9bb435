"""Something secret is put into every place that is not public, and the whole site is searched."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from a_month import assessed
from cast_of_people import Cast
from crawling import content_of, crawl, files_of
from django.test import Client
from django.utils import timezone

from duban_site.orders.models import Order
from duban_site.people.models import Leader, Person
from duban_site.plans.models import Claim, Commitment, Plan, State
from duban_site.public.actions.moderate import forward_clue, reject_clue
from duban_site.public.actions.send_clue import Sender, send_clue
from duban_site.public.publishing import publish_site
from duban_site.public.publishing.select_editions import select_editions
from duban_site.reporting.actions.add_reply import reply
from duban_site.reporting.actions.attach_evidence import attach
from duban_site.reporting.actions.check_report import accept_report, send_back
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.actions.sign_report import sign, submit
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput, write_entry
from duban_site.reporting.models import Assessment, BodyReport, Evidence, Figure, Version
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.actions.publish_snapshot import publish_snapshot
from duban_site.snapshots.models import Snapshot

SECRET = re.compile("密字[一-鿿]{1,8}|机密号[0-9]+|8273645[0-9]*|secret-[a-z]+@")


@pytest.fixture
def planted(cast: Cast, plan: Plan) -> Snapshot:
    """Everything below is filled in, approved as far as it goes, and March is published."""
    pumps = plan.commitments.get(number="1.1.2")
    _names(plan)
    report = _reported(cast, plan, pumps)
    accept_report(cast.shen, report)
    assessed(cast, plan, 3)
    judged = Assessment.objects.get(commitment=pumps, slot=0)
    reply(cast.wei, judged, "密字申辩没有公开")
    snapshot = publish_snapshot(cast.shen, close_month(cast.shen, plan, 3))
    _drafts(cast, plan, pumps)
    _closed_but_not_published(cast, plan, pumps)
    _clues(cast, pumps)
    _order(cast, pumps)
    return snapshot


def _names(plan: Plan) -> None:
    for n, person in enumerate(Person.objects.all()):
        Person.objects.filter(pk=person.pk).update(name=f"密字人名{'甲乙丙丁戊己庚辛'[n]}", phone=f"82736450{n}")
    Leader.objects.update(name="密字领导", title="密字职务")
    Commitment.objects.filter(plan=plan).update(note="密字备注")
    Plan.objects.filter(pk=plan.pk).update(source_name="密字文件名.docx", unread=["密字未读"])


def _reported(cast: Cast, plan: Plan, pumps: Commitment) -> BodyReport:
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    figure = FigureInput(pumps.claims.get(), "2031-01..03", Decimal(3), None, "preliminary")
    said = EntryInput(pumps, 0, "已改造三座。", "密字存在问题", "下月再改两座。", [figure])
    write_entry(cast.lu, report, said)
    attach(cast.lu, report, pumps, "密字证据.pdf", io.BytesIO(b"%PDF-1.7 secret-evidence@x"))
    attach(cast.lu, report, pumps, "公开的验收单.pdf", io.BytesIO(b"%PDF-1.7 open"))
    Evidence.objects.filter(name="公开的验收单.pdf").update(public=True)
    sign(cast.wei, report)
    submit(cast.lu, report)
    report.refresh_from_db()
    return report


def _drafts(cast: Cast, plan: Plan, pumps: Commitment) -> None:
    """Two months that were not accepted, figures that came later, a commitment only proposed."""
    draft = open_round(cast.shen, plan, 4).reports.get(body=cast.water)
    figure = FigureInput(pumps.claims.get(), "2031-01..04", Decimal(82736451), None, "revised")
    write_entry(cast.lu, draft, EntryInput(pumps, 0, "密字草稿", "密字草稿问题", "", [figure]))
    back = open_round(cast.shen, plan, 5).reports.get(body=cast.water)
    write_entry(cast.lu, back, EntryInput(pumps, 0, "密字退回", "", ""))
    sign(cast.wei, back)
    submit(cast.lu, back)
    back.refresh_from_db()
    send_back(cast.shen, back, "密字退回意见")
    topic = pumps.topic
    Commitment.objects.create(
        plan=plan, topic=topic, order=99, number="9.9.9", type="qualitative",
        text="密字否决的任务", start=0, end=0, state=State.REJECTED,
    )  # fmt: skip


def _closed_but_not_published(cast: Cast, plan: Plan, pumps: Commitment) -> None:
    Figure.objects.create(
        claim=pumps.claims.get(), period="2031-01..04", end=dt.date(2031, 4, 30),
        value=Decimal(82736452), version=Version.FINAL, source="密字来源",
        accepted_at=timezone.now(),
    )  # fmt: skip
    Claim.objects.filter(commitment=pumps).update(indicator="密字指标改名")
    assessed(cast, plan, 4)
    close_month(cast.shen, plan, 4, with_unchecked=True)


def _clues(cast: Cast, pumps: Commitment) -> None:
    sender = Sender("203.0.113.77", "secret-browser@")
    first = send_clue(sender, pumps, "密字线索原文在此，请核实情况。", "82736459")
    second = send_clue(sender, pumps, "密字线索原文之二，请核实情况。", "secret-man@example.org")
    reject_clue(cast.shen, first, "密字不采纳")
    forward_clue(cast.shen, second, cast.water)


def _order(cast: Cast, pumps: Commitment) -> None:
    Order.objects.create(
        plan=pumps.plan,
        commitment=pumps,
        year=2031,
        number=1,
        label="密字编号",
        matter="密字事由",
        title="密字督办事项",
        basis="密字依据",
        demand="密字要求",
        conclusion="密字结论",
        lead_body=cast.water,
        stage_since=dt.date(2031, 4, 1),
        drafted_on=dt.date(2031, 4, 1),
        issued_on=dt.date(2031, 4, 1),
        drafted_by=cast.shen,
    )


def found_in(pages: dict[str, bytes]) -> dict[str, set[str]]:
    told = {}
    for where, content in pages.items():
        if hits := set(SECRET.findall(content.decode("utf-8", "replace"))):
            told[where] = hits
    return told


def test_the_service_shows_nothing_of_it_to_anybody(client: Client, planted: Snapshot) -> None:
    pages = crawl(client)
    assert len(pages) > 60
    assert found_in(pages) == {}
    for name in Evidence.objects.values_list("sha256", "public"):
        at = f"/public/青澜市/2031/files/{name[0]}.pdf"
        response = client.get(at)
        assert response.status_code == (200 if name[1] else 404)
        content_of(response)


def test_nor_do_the_files(planted: Snapshot, tmp_path: Path) -> None:
    publish_site(tmp_path / "site", select_editions(()))
    files = files_of(tmp_path / "site")
    assert found_in(files) == {}
    evidence = {path for path in files if "/files/" in path}
    assert len(evidence) == 1


def test_the_search_would_find_it(planted: Snapshot, cast: Cast, signed_in: object) -> None:
    """The same words stand where the office looks: the planting took."""
    shen = signed_in(cast.shen)  # type: ignore[operator]
    pumps = planted.plan.commitments.get(number="1.1.2")
    board = shen.get(f"/boards/commitments/{pumps.pk}/").content
    assert {"密字存在问题", "密字来源", "密字领导"} <= found_in({"": board})[""]
    assert found_in({"": shen.get("/clues/").content})


def test_what_the_office_opens_is_shown_and_no_more(client: Client, planted: Snapshot, cast: Cast) -> None:
    from duban_site.snapshots.actions.withdraw_snapshot import withdraw_snapshot
    from duban_site.snapshots.public_view import PublicationScope

    withdraw_snapshot(cast.shen, planted, "重新发布")
    publish_snapshot(cast.shen, planted, PublicationScope(problems=True, replies=True, leaders=True))
    told = found_in({"": client.get("/public/青澜市/2031/1.1.2/").content})[""]
    assert told == {"密字存在问题", "密字申辩没有公开", "密字职务"}
