from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from invented_plan import TEXT, report

import duban
from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.plans.actions.activate_plan import activate
from duban_site.plans.actions.add_missed import (
    add_claim,
    add_commitment,
    list_unclaimed_numbers,
    list_uncovered_sentences,
)
from duban_site.plans.actions.assign_commitments import Assignment, assign
from duban_site.plans.actions.decide_commitment import accept, accept_part, reject, reject_part, reopen
from duban_site.plans.actions.edit_claim import adjust_target, edit_claim
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.actions.merge_commitments import merge
from duban_site.plans.actions.split_commitment import list_cut_offsets, split
from duban_site.plans.models import Claim, Commitment, Plan, State
from duban_site.plans.queries import build_review_topics, list_parts


def one(plan: Plan, number: str) -> Commitment:
    return plan.commitments.get(number=number)


def test_an_imported_report_keeps_every_part_commitment_and_claim(draft: Plan) -> None:
    read = report()
    assert draft.parts.count() == len(read.parts)
    assert draft.commitments.count() == len(list(read.commitments()))
    assert draft.claim_count() == len(list(read.claims()))
    claim = Claim.objects.get(commitment__plan=draft, indicator="污水管网")
    assert claim.to_library_claim() == next(c for c in read.claims() if c.indicator == "污水管网")


def test_nothing_counts_until_it_is_accepted(draft: Plan, cast: Cast) -> None:
    assert not draft.commitments.exclude(state=State.PROPOSED).exists()
    with pytest.raises(Refused, match="还没有已确认"):
        activate(cast.shen, draft)


def test_a_report_without_city_or_year_is_refused_and_leaves_nothing(cast: Cast) -> None:
    from dataclasses import replace

    with pytest.raises(Refused, match="城市和年度"):
        import_report(cast.shen, replace(report(), year=None), ReportSource("x.txt"))
    assert not Plan.objects.exists()


def test_only_the_office_imports_and_reviews(draft: Plan, cast: Cast) -> None:
    for person in (cast.ning, cast.lu, cast.wei, cast.gao, cast.tan):
        with pytest.raises(PermissionDenied):
            import_report(person, report(), ReportSource("x.txt"))
        with pytest.raises(PermissionDenied):
            accept(person, one(draft, "1.1.1"))


def test_accepting_a_part_leaves_what_was_decided(draft: Plan, cast: Cast) -> None:
    reject(cast.shen, one(draft, "1.1.3"))
    part = draft.parts.get(number=1)
    assert accept_part(cast.shen, part) == 2
    assert one(draft, "1.1.3").state == State.REJECTED


def test_what_is_left_of_a_part_is_rejected_at_once(draft: Plan, cast: Cast) -> None:
    accept(cast.shen, one(draft, "1.1.1"))
    part = draft.parts.get(number=1)
    assert reject_part(cast.shen, part) == 2
    assert [one(draft, number).state for number in ("1.1.1", "1.1.2", "1.1.3")] == ["accepted", "rejected", "rejected"]
    (counted,) = [row for row in list_parts(draft) if row.pk == part.pk]
    assert (counted.counted, counted.undecided) == (1, 0)
    assert reopen(cast.shen, one(draft, "1.1.2")).state == State.PROPOSED


def test_a_decision_brings_the_counts_of_its_part(draft: Plan, cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.shen)
    address = f"/plans/{draft.pk}/review/{draft.parts.get(number=1).order}/"
    assert "还有 3 项待确认" in browser.get(address).content.decode()
    answer = browser.post(
        f"/plans/{draft.pk}/commitments/{one(draft, '1.1.1').pk}/decide/reject/", headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert "还有 2 项待确认" in text
    assert text.count('hx-swap-oob="true"') == 2
    assert "2 / 2" in text


def test_a_slogan_is_never_accepted_with_the_others(cast: Cast) -> None:
    text = (
        "松溪市2026年政府工作报告\n一、2025年工作回顾\n粮食产量增长2%。\n二、2026年工作安排\n"
        "抓好各项工作。开通公交线路6条。始终坚守初心使命，牢记群众期盼，以担当诠释忠诚。\n"
    )
    plan = import_report(cast.shen, duban.read(text), ReportSource("松溪.txt"))
    (part,) = plan.parts.filter(role="plan")
    assert accept_part(cast.shen, part) == 1
    left = plan.commitments.get(state=State.PROPOSED)
    assert not left.counts
    assert accept(cast.shen, left).state == State.ACCEPTED


def test_what_the_reader_noticed_is_kept_with_the_plan(cast: Cast) -> None:
    text = "松溪市2026年政府工作报告\n一、2026年重点工作\n新建学校4所。开通公交线路6条。\n"
    plan = import_report(cast.shen, duban.read(text), ReportSource("松溪.txt"))
    assert [n["code"] for n in plan.notices] == ["no_review"]


def test_a_split_sentence_gives_pieces_with_their_own_claims(draft: Plan, cast: Cast) -> None:
    whole = one(draft, "1.1.1")
    first, second = split(cast.shen, whole, [list_cut_offsets(whole.text)[0]])
    assert (first.number, second.number) == ("1.1.1-1", "1.1.1-2")
    assert first.text + second.text == whole.text
    assert TEXT[second.start : second.end] == second.text == "新建污水管网80公里"
    assert [c.indicator for c in second.claims.all()] == ["污水管网"]
    assert one(draft, "1.1.1").state == State.SPLIT
    with pytest.raises(Refused, match="已拆分"):
        accept(cast.shen, whole)


def test_merging_joins_text_and_claims_verbatim(draft: Plan, cast: Cast) -> None:
    kept = merge(cast.shen, one(draft, "1.1.1"), [one(draft, "1.1.2")])
    assert kept.text == TEXT[kept.start : kept.end] == "整治河道120公里，新建污水管网80公里；改造泵站12座"
    assert [c.indicator for c in kept.claims.all()] == ["整治河道", "污水管网", "泵站"]
    assert one(draft, "1.1.2").merged_into == kept


def test_commitments_of_different_topics_cannot_merge(draft: Plan, cast: Cast) -> None:
    with pytest.raises(Refused, match="同一专题"):
        merge(cast.shen, one(draft, "1.1.1"), [one(draft, "2.1.1")])


def test_the_review_shows_the_whole_text_of_a_topic(draft: Plan) -> None:
    (topic,) = build_review_topics(draft.parts.get(number=1))
    assert "".join(s.text for s in topic.segments) == TEXT[topic.topic.start : topic.topic.end]
    assert [s.commitment.number for s in topic.segments if s.commitment] == ["1.1.1", "1.1.2", "1.1.3"]


def test_a_target_in_force_changes_only_with_a_reason_that_stays(plan: Plan, cast: Cast) -> None:
    claim = Claim.objects.get(commitment__plan=plan, indicator="泵站")
    with pytest.raises(Refused, match="口径调整"):
        edit_claim(cast.shen, claim, {"value": Decimal(10)})
    with pytest.raises(Refused, match="原因"):
        adjust_target(cast.shen, claim, {"value": Decimal(10)}, reason=" ")
    change = adjust_target(cast.shen, claim, {"value": Decimal(10)}, reason="选址调整")
    claim.refresh_from_db()
    assert claim.value == 10
    assert (change.old["value"], change.new["value"], change.by) == ("12.000000", "10", cast.shen)
    assert Event.objects.filter(action="plans.adjust_target").count() == 1


def test_one_unit_leads_unless_joint_leads_are_stated(plan: Plan, cast: Cast) -> None:
    commitment = one(plan, "1.1.1")
    two = [cast.water, cast.commerce]
    with pytest.raises(Refused, match="共同牵头"):
        assign(cast.shen, Assignment(commitment, leads=two))
    assign(cast.shen, Assignment(commitment, leads=two, joint=True))
    assert [r.body for r in commitment.responsibilities.order_by("order")] == two


def test_a_reporter_must_be_of_a_responsible_unit(plan: Plan, cast: Cast) -> None:
    with pytest.raises(Refused, match="填报人"):
        assign(cast.shen, Assignment(one(plan, "1.1.1"), [cast.water], reporter=cast.bai))


def test_who_imports_the_same_report_again_is_asked_before_and_may(cast: Cast, signed_in: Any, tmp_path: Path) -> None:
    def upload() -> str:
        file = SimpleUploadedFile("报告.txt", TEXT.encode())
        form = {"file": file, "city": "云川市", "year": 2031}
        return str(office.post("/plans/import/", form, follow=True).content.decode())

    office = signed_in(cast.shen)
    assert "已经导入过" not in upload()
    told = upload()
    assert "还没有写入" in told
    assert "起草中" in told
    assert Plan.objects.count() == 1
    confirm = re.search(r'action="(/jobs/\d+/confirm/)"', told)
    assert confirm is not None
    told = office.post(confirm[1], follow=True).content.decode()
    assert "已经导入过" in told
    assert Plan.objects.count() == 2


BULLETIN = """云川市2031年国民经济和社会发展统计公报
云川市统计局
2032年3月1日
一、综合
初步核算，全年地区生产总值1200亿元，比上年增长6.1%。第三产业增加值700亿元，增长7%。
年末常住人口130万人，比上年末增加1万人。
二、农业
全年粮食产量40万吨，比上年增长2%。
三、2032年工作任务
新建学校12所，改造泵站3座，一般公共预算收入增长5%。
"""


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("统计公报", "请核对它是不是政府工作报告"), ("财政预算执行情况的报告", "确认要导入为一份草稿吗")],
)
def test_what_is_no_work_report_is_refused_or_asked_about(cast: Cast, signed_in: Any, kind: str, answer: str) -> None:
    """A bulletin has no target; a budget has some, and nobody means to import it."""
    office = signed_in(cast.shen)
    form = {"file": SimpleUploadedFile("文件.txt", BULLETIN.replace("统计公报", kind).encode()), "year": 2031}
    assert answer in office.post("/plans/import/", form, follow=True).content.decode()
    assert not Plan.objects.exists()


def test_a_new_year_is_put_in_force_beside_the_closed_plan_of_the_last(plan: Plan, cast: Cast) -> None:
    Plan.objects.filter(pk=plan.pk).update(status="closed")
    following = import_report(cast.shen, report(), ReportSource("下年.txt"), city=plan.city, year=plan.year + 1)
    for part in following.parts.all():
        accept_part(cast.shen, part)
    activate(cast.shen, following)
    following.refresh_from_db()
    assert following.status == "active"


def test_what_the_reader_missed_is_added_from_the_text(draft: Plan, cast: Cast) -> None:
    topic = draft.commitments.first().topic  # type: ignore[union-attr]
    taken = draft.commitments.filter(topic=topic).order_by("start").first()
    assert taken is not None
    gaps = list_uncovered_sentences(topic, draft.text, list(draft.commitments.filter(topic=topic)))
    with pytest.raises(Refused, match=taken.number):
        add_commitment(cast.shen, topic, taken.text)
    with pytest.raises(Refused, match="没有这句原文"):
        add_commitment(cast.shen, topic, "这句话报告里没有写过")
    taken.delete()
    made = add_commitment(cast.shen, topic, taken.text)
    assert draft.text[made.start : made.end] == made.text == taken.text
    assert made.state == State.PROPOSED
    assert taken.text not in gaps
    with pytest.raises(PermissionDenied):
        add_commitment(cast.lu, topic, taken.text)


def test_a_number_of_the_sentence_becomes_an_indicator(draft: Plan, cast: Cast) -> None:
    held = draft.commitments.filter(text__contains="120公里").first()
    assert held is not None
    held.claims.all().delete()
    assert "120公里" in list_unclaimed_numbers(held)
    claim = add_claim(cast.shen, held, "120公里", "整治河道")
    assert (claim.value, claim.unit, claim.indicator) == (120, "公里", "整治河道")
    assert draft.text[claim.start : claim.end] == "120公里"
    for number, why in (("120公里", "已经是"), ("999公里", "没有"), ("整治", "读不出")):
        with pytest.raises(Refused, match=why):
            add_claim(cast.shen, held, number, "整治河道")


def test_a_piece_without_its_quantity_is_no_quantified_task(draft: Plan, cast: Cast) -> None:
    held = draft.commitments.filter(text__contains="新建污水管网").first()
    assert held is not None
    held.claims.exclude(number="120公里").delete()
    place = held.text.index("，") + 1
    types = [piece.type for piece in split(cast.shen, held, [place])]
    assert types == ["quantified", "qualitative"]
