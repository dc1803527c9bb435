from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from a_month import assessed
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from duban.documents.official import hash_document, render_document_docx, render_document_text
from duban_site.bulletins import queries
from duban_site.bulletins.actions.circulate import add_comment, answer_comment, circulate
from duban_site.bulletins.actions.issue import issue
from duban_site.bulletins.actions.write_bulletin import edit_bulletin, rebind_bulletin, write_bulletin
from duban_site.bulletins.bindings import choose_unit
from duban_site.bulletins.blocks import TextBlock, make_paragraph, parse_blocks
from duban_site.bulletins.models import Bulletin
from duban_site.bulletins.rendering import Source, render
from duban_site.core.audit.models import Event
from duban_site.core.errors import Conflict, Refused
from duban_site.home.todos import list_todos
from duban_site.orders.models import Notice, NoticeKind
from duban_site.orders.notice_words import render_sentence
from duban_site.reporting.models import Entry, Figure
from duban_site.snapshots.actions.close_month import close_month
from duban_site.snapshots.models import Snapshot

DAY = dt.date(2031, 5, 20)


def text_of(bulletin: Bulletin) -> str:
    return render_document_text(render(bulletin).document)


def edited(cast: Cast, bulletin: Bulletin, text: list[TextBlock]) -> Bulletin:
    title = bulletin.title
    return edit_bulletin(cast.shen, bulletin, bulletin.version, title=title, head={"to": "各单位"}, text_blocks=text)


def test_every_number_of_the_first_text_is_the_snapshots(draft: Bulletin) -> None:
    assert render(draft).faults == ()
    source = Source(draft.snapshot)
    for group, count in (("已完成", "completed"), ("达进度", "on_schedule"), ("欠进度", "behind")):
        expected = source.values[f"counts.{count}"]
        assert f"{group}{expected}项，占{source.values[f'share.{count}']}" in text_of(draft)
    assert sum(int(source.values[f"counts.{g}"]) for g in GROUPS) == 5


GROUPS = ("completed", "ahead", "on_schedule", "behind", "other")


def test_it_says_what_the_field_says_in_its_order(draft: Bulletin) -> None:
    text = text_of(draft)
    chapters = ["一、总体情况", "二、主要预期指标", "三、各部分进展", "欠进度任务和单位说明"]
    places = [text.index(chapter) for chapter in chapters]
    assert places == sorted(places)
    assert re.search("已完成.*超进度.*达进度.*欠进度.*其他", text)
    assert "漏报1个：市商务局" in text
    assert "单位说明的原因：设备晚到｛两｝个月； 正在催货" in text
    assert "目标12座，1—4月泵站为3座，应达4座，差1座" in text


def test_it_is_chinese_whatever_language_the_page_is_in(cast: Cast, closed: Snapshot) -> None:
    with override("en"):
        text = text_of(write_bulletin(cast.shen, closed))
    assert "欠进度" in text
    assert not re.search("[a-z]{4}", text)


def test_what_is_typed_over_is_found_and_kept_out_unless_stated(cast: Cast, draft: Bulletin) -> None:
    text = parse_blocks(draft.blocks)
    behind = Source(draft.snapshot).values["counts.behind"]
    old = f"{{{{counts.behind={behind}}}}}"
    wrong = [replace(b, text=b.text.replace(old, "{{counts.behind=0}}")) for b in text]
    found = edited(cast, draft, [*wrong, make_paragraph("另有3项正在核实。")])
    faults = render(found).faults
    assert [(f.kind, f.current, f.right) for f in faults] == [("typed", "0", behind), ("unbound", "3", "")]
    marked = [run.text for b in render(found).document.blocks for run in b.runs if run.mark]  # type: ignore[union-attr]
    assert marked == ["0", "3"]
    with pytest.raises(Refused, match="2 处数字"):
        issue(cast.shen, found, DAY)
    issued = issue(cast.shen, found, DAY, with_faults=True)
    assert [f["kind"] for f in issued.faults] == ["typed", "unbound"]
    assert Event.objects.get(action="bulletins.issue").data["faults"] == issued.faults


def test_a_new_closing_makes_the_numbers_stale_until_they_are_taken(cast: Cast, draft: Bulletin) -> None:
    plan = draft.plan
    old = Figure.objects.get(period="2031-01..04")
    Figure.objects.create(
        claim=old.claim,
        period=old.period,
        end=old.end,
        serial=2,
        value=12,
        version="revised",
        source="更正",
        accepted_at=old.accepted_at,
    )
    assessed(cast, plan, 4)
    again = close_month(cast.shen, plan, 4)
    assert queries.find_newer_snapshot(draft) == again
    marked = rebind_bulletin(cast.shen, draft, refresh=False)
    assert {fault.kind for fault in render(marked).faults} >= {"stale"}
    fresh = rebind_bulletin(cast.shen, marked, refresh=True)
    kinds = {fault.kind for fault in render(fresh).faults}
    assert "stale" not in kinds
    assert "typed" not in kinds


def test_two_editors_do_not_overwrite_each_other(cast: Cast, draft: Bulletin) -> None:
    text = parse_blocks(draft.blocks)
    edited(cast, Bulletin.objects.get(pk=draft.pk), text)
    with pytest.raises(Conflict):
        edited(cast, draft, text)


def test_an_issued_bulletin_has_its_number_and_never_changes(cast: Cast, draft: Bulletin) -> None:
    issued = issue(cast.shen, draft, DAY)
    assert issued.number == "青督通〔2031〕1号"
    assert issued.serial == 1
    document = queries.load_document(issued)
    assert hash_document(document) == issued.sha256
    assert document.draft_label == ""
    assert document.date == DAY
    for change in (
        lambda: edited(cast, issued, parse_blocks(issued.blocks)),
        lambda: issue(cast.shen, issued, DAY),
        lambda: rebind_bulletin(cast.shen, issued, refresh=True),
        lambda: issued.save(),
        lambda: issued.delete(),
        lambda: Bulletin.objects.update(number="青督通〔2031〕9号"),
        lambda: Bulletin.objects.all().delete(),
    ):
        with pytest.raises(Refused):
            change()


def test_no_two_bulletins_of_an_authority_have_one_number(cast: Cast, draft: Bulletin) -> None:
    issue(cast.shen, draft, DAY)
    march = Snapshot.objects.get(month=3)
    second = issue(cast.shen, write_bulletin(cast.shen, march), DAY)
    assert second.number == "青督通〔2031〕2号"
    april = draft.snapshot
    next_year = issue(cast.shen, write_bulletin(cast.shen, april), dt.date(2032, 1, 5))
    assert next_year.number == "青督通〔2032〕1号"


def test_a_year_later_it_is_made_again_from_its_snapshot_word_for_word(cast: Cast, draft: Bulletin) -> None:
    issued = issue(cast.shen, draft, DAY)
    first = render_document_docx(queries.load_document(issued))
    # The plan lives on: figures are corrected, words and units change.
    Figure.objects.update(value=99)
    draft.plan.commitments.update(text="改过的任务")
    cast.water.name = "市水利局"
    cast.water.save()
    later = Bulletin.objects.get(pk=issued.pk)
    made_again = render(later).document
    assert hash_document(made_again) == later.sha256
    assert render_document_docx(made_again) == render_document_docx(queries.load_document(later)) == first


def test_units_see_the_draft_only_when_they_are_asked(cast: Cast, draft: Bulletin, signed_in: object) -> None:
    lu = signed_in(cast.lu)  # type: ignore[operator]
    url = f"/bulletins/{draft.pk}/"
    assert lu.get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        add_comment(cast.lu, draft, "意见")
    with pytest.raises(Refused, match="已过"):
        circulate(cast.shen, draft, dt.date(2020, 1, 1))
    circulate(cast.shen, draft, dt.date(2099, 1, 1))
    page = lu.get(url).content.decode()
    assert "征求意见稿" in page
    said = add_comment(cast.lu, draft, "第二段的原因请写全。")
    assert add_comment(cast.bai, draft, "无意见").body == cast.commerce
    assert "无意见" not in lu.get(url).content.decode()
    answer_comment(cast.shen, said, "已采纳。")
    assert "已采纳。" in lu.get(url).content.decode()
    gao = signed_in(cast.gao)  # type: ignore[operator]
    assert gao.get(url).status_code == 404
    shen = signed_in(cast.shen)  # type: ignore[operator]
    assert "不等征求意见截止（2099-01-01）" in shen.get(url).content.decode()
    assert shen.post(f"{url}issue/", {"date": DAY}).status_code == 422
    with pytest.raises(Refused, match="2099-01-01 才截止"):
        issue(cast.shen, draft, DAY)
    issue(cast.shen, draft, DAY, is_early=True)
    assert gao.get(url).status_code == 200
    with pytest.raises(PermissionDenied):
        add_comment(cast.lu, draft, "晚了")


@pytest.mark.parametrize(
    ("progress", "words"),
    [("已改造3座。", "单位没有另写存在问题，报告的进展：已改造3座。"), ("", "单位没有说明原因。")],
)
def test_the_progress_speaks_where_no_problem_is_stated(
    cast: Cast, closed: Snapshot, progress: str, words: str
) -> None:
    Entry.objects.update(problems="", progress=progress)
    assert words in text_of(write_bulletin(cast.shen, close_month(cast.shen, closed.plan, 4)))


def test_what_is_compared_with_another_growth_is_in_per_cent() -> None:
    claim = SimpleNamespace(kind="relative")
    assert [choose_unit(unit, claim) for unit in ("", "元")] == ["%", "元"]
    assert choose_unit("", SimpleNamespace(kind="level")) == ""


def test_heads_and_liaisons_are_told_of_a_consultation_until_they_have_answered(cast: Cast, draft: Bulletin) -> None:
    circulate(cast.shen, draft, dt.date(2099, 1, 1))
    circulate(cast.shen, draft, dt.date(2099, 1, 1))
    told = Notice.objects.filter(kind=NoticeKind.CONSULTATION)
    assert sorted(notice.person.username for notice in told) == ["bai", "lu", "wei"]
    assert "征求意见，请在 2099-01-01 前提出" in render_sentence(told[0])

    def waiting() -> list[str]:
        groups = list_todos(cast.wei, dt.date(2031, 5, 20))
        return [item.address for group in groups if group.heading == "征求意见的通报" for item in group.items]

    assert waiting() == [f"/bulletins/{draft.pk}/"]
    add_comment(cast.lu, draft, "无意见")
    assert waiting() == []


def test_the_pages_write_edit_and_issue(cast: Cast, closed: Snapshot, signed_in: object) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    assert "写通报" in shen.get("/bulletins/").content.decode()
    shen.post(f"/bulletins/from/{closed.pk}/")
    made = Bulletin.objects.get()
    page = shen.get(f"/bulletins/{made.pk}/edit/").content.decode()
    assert "{{counts" not in page
    assert "⟦" in page
    form = {"version": "1", "title": made.title, "kind-0": "h1", "text-0": "一、概况"}
    form |= {"kind-1": "p", "text-1": "欠进度9项。", "text-new-0": "新的一段。", "to": "各单位"}
    shen.post(f"/bulletins/{made.pk}/edit/", form)
    made.refresh_from_db()
    assert [b["text"] for b in made.blocks] == ["一、概况", "新的一段。", "欠进度9项。"]
    page = shen.get(f"/bulletins/{made.pk}/edit/").content.decode()
    assert '<mark class="fault">9' in page
    url = f"/bulletins/{made.pk}/issue/"
    assert shen.post(url, {"date": "2031-05-20"}).status_code == 422
    shen.post(url, {"date": "2031-05-20", "with_faults": "1"})
    assert "印发时有 1 处数字" in shen.get(f"/bulletins/{made.pk}/").content.decode()
    assert shen.get(f"/bulletins/{made.pk}/edit/").status_code == 422
    for form_of_it in ("bulletin.docx", "bulletin.pdf", "annex.xlsx"):
        answer = shen.get(f"/bulletins/{made.pk}/{form_of_it}")
        assert answer.status_code == 200, form_of_it
        assert len(answer.content) > 4000


@pytest.mark.parametrize(("page", "queries"), [("", 16), ("edit/", 14), ("bulletin.docx", 20)])
def test_a_page_needs_few_queries(
    cast: Cast,
    draft: Bulletin,
    signed_in: object,
    page: str,
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    # Five of them are the session and the rights; a file that is taken is logged, by four; a read
    # of personal data by two.
    with django_assert_max_num_queries(queries):
        assert shen.get(f"/bulletins/{draft.pk}/{page}").status_code == 200


def test_letters_and_tables_come_from_the_closed_month(cast: Cast, closed: Snapshot, signed_in: object) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    at = f"/bulletins/papers/{closed.pk}/"
    page = shen.get(at).content.decode()
    assert "市水务局" in page
    for name in (
        "breakdown.docx",
        "breakdown.xlsx",
        "breakdown.pdf",
        "comparison.docx",
        "comparison.xlsx",
        f"letters/{cast.water.pk}.docx",
        f"letters/{cast.water.pk}.pdf",
    ):
        assert shen.get(at + name).status_code == 200, name
    for wrong in ("breakdown.exe", "other.docx", "letters/99999.docx"):
        assert shen.get(at + wrong).status_code == 404, wrong
