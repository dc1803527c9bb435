"""Every register goes out and in by Excel through its page; a faulty file changes nothing."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from old_trees import OLD, TREES
from openpyxl import load_workbook

from duban.registers import Days, list_template_names, load_template, read_template_text
from duban.registers.generating import generate_histories
from duban.registers.sheets import Sheet, read_xlsx, write_xlsx
from duban_site.jobs.models import Job
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord
from duban_site.registers.seeding import seed_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.shen)
    return browser


def send(browser: Client, register: Register, data: bytes, name: str = "a.xlsx", **words: str) -> tuple[int, str]:
    """Upload, and confirm what is shown. The status, and the page that one ends on."""
    answer = browser.post(f"/registers/{register.pk}/import/", {"file": SimpleUploadedFile(name, data)})
    if answer.status_code == 302 and answer.headers["Location"].startswith("/jobs/"):
        answer = browser.post(f"{answer.headers['Location']}confirm/", words)
    said = answer if answer.status_code != 302 else browser.get(answer.headers["Location"])
    return answer.status_code, said.content.decode()


@pytest.mark.parametrize("name", list_template_names())
def test_every_register_comes_back_as_it_went(name: str, office: Client, cast: Cast) -> None:
    register = declare_register(cast.shen, read_template_text(name))
    start, end = dt.date(2025, 1, 2), dt.date(2025, 12, 30)
    seed_records(register, generate_histories(load_template(name), 12, 5, start, end, Days()))
    before = RegisterEvent.objects.count()
    book = office.get(f"/registers/{register.pk}/export.xlsx").content
    status, said = send(office, register, book)
    assert status == 302, said
    assert "表格与台账一致，没有改动" in said
    assert RegisterEvent.objects.count() == before


def test_rows_are_added_and_changed_together(office: Client, cast: Cast) -> None:
    trees = declare_register(cast.shen, TREES)
    tree = create_record(cast.shen, trees, OLD)
    main, visits = read_xlsx(office.get(f"/registers/{trees.pk}/export.xlsx").content)
    place = main.headings.index("树龄（年）")
    first = [*main.rows[0]]
    first[place] = 350
    number, added = [*main.rows[0]], main.headings.index("树名")
    number[0], number[1], number[2], number[added] = None, None, None, "小樟树"
    changed = Sheet(main.name, main.headings, (tuple(first), tuple(number)))
    status, said = send(office, trees, write_xlsx((changed, visits)))
    assert status == 302, said
    tree.refresh_from_db()
    assert tree.values["age"] == 350
    assert RegisterRecord.objects.filter(title="小樟树").exists()


def test_one_fault_and_nothing_is_taken(office: Client, cast: Cast) -> None:
    trees = declare_register(cast.shen, TREES)
    create_record(cast.shen, trees, OLD)
    main, visits = read_xlsx(office.get(f"/registers/{trees.pk}/export.xlsx").content)
    good, bad = [*main.rows[0]], [*main.rows[0]]
    good[0] = bad[0] = None
    bad[main.headings.index("树种")] = "雪松"
    changed = Sheet(main.name, main.headings, (tuple(good), tuple(bad)))
    status, said = send(office, trees, write_xlsx((changed, visits)))
    assert status == 422
    assert "第3行" in said
    assert "树种" in said
    assert RegisterRecord.objects.count() == 1
    assert send(office, trees, b"no workbook")[0] == 422


def test_a_unit_that_does_not_keep_the_register_imports_nothing(cast: Cast) -> None:
    trees = declare_register(cast.shen, TREES)
    browser = Client()
    browser.force_login(cast.lu)
    assert send(browser, trees, b"a,b", "a.csv")[0] == 422


def test_a_unit_or_record_that_is_not_there_keeps_the_whole_file_out(office: Client, cast: Cast) -> None:
    permits = declare_register(cast.shen, read_template_text("road"))
    hoardings = declare_register(cast.shen, read_template_text("hoarding"))
    keys = ("place", "project", "dig", "county", "street", "builder", "lead_body")
    headings = ("记录编号", *(hoardings.declaration.field(key).heading for key in keys))
    good = ("H1", "桥头", "水厂", None, "云岭县", "青溪街道", "甲公司", cast.water.name)
    bad = ("H2", "桥尾", "水厂", "D-9", "云岭县", "青溪街道", "甲公司", "没有的局")
    book = write_xlsx((Sheet(hoardings.declaration.name, headings, (good, bad)),))
    status, said = send(office, hoardings, book)
    assert status == 422
    assert "第3行“审批单位”：单位名录里没有“没有的局”" in said
    assert "第3行“占掘许可”：所指的台账里没有编号为“D-9”的记录" in said
    assert RegisterRecord.objects.filter(register__in=(permits, hoardings)).count() == 0
    book = write_xlsx((Sheet(hoardings.declaration.name, headings, (good,)),))
    assert send(office, hoardings, book)[0] == 302


@pytest.mark.parametrize(("key", "label"), [("age", "树龄（年）"), ("badge", "牌号")])
def test_what_is_only_empty_is_cleared_only_when_asked(office: Client, cast: Cast, key: str, label: str) -> None:
    trees = declare_register(cast.shen, TREES)
    record = create_record(cast.shen, trees, {**OLD, "badge": "A0001"})
    sheets = read_xlsx(office.get(f"/registers/{trees.pk}/export.xlsx").content)
    at = sheets[0].headings.index(label)
    headings = tuple("\n".join(h) if n == at else h for n, h in enumerate(sheets[0].headings))
    emptied = tuple(tuple(None if n == at else c for n, c in enumerate(r)) for r in sheets[0].rows)
    book = write_xlsx((Sheet(sheets[0].name, headings, emptied), *sheets[1:]))
    assert send(office, trees, book)[0] == 302
    record.refresh_from_db()
    assert record.values.get(key) is not None
    job = Job.objects.latest("pk")
    assert (job.preview["emptied"], job.preview["count"]) == (1, 1)
    _status, said = send(office, trees, book, clear="1")
    record.refresh_from_db()
    needed = key == "age"
    assert (record.values.get(key) is None) == (not needed)
    assert ("树龄" in said) == needed, "what the rules need is not emptied; the job says so"


def test_what_changes_is_shown_first_with_merged_cells_and_missing_columns(office: Client, cast: Cast) -> None:
    trees = declare_register(cast.shen, TREES)
    for _ in range(3):
        create_record(cast.shen, trees, OLD)
    book = load_workbook(io.BytesIO(office.get(f"/registers/{trees.pk}/export.xlsx").content))
    sheet, out = book.worksheets[0], io.BytesIO()
    heads = [cell.value for cell in sheet[1]]
    age = heads.index("树龄（年）") + 1
    sheet.cell(2, age).value = 777
    sheet.merge_cells(start_row=2, end_row=4, start_column=age, end_column=age)
    gone = next(h for h in reversed(heads) if h not in ("记录编号", "树龄（年）", "树名"))
    sheet.delete_cols(heads.index(gone) + 1)
    book.save(out)
    answer = office.post(f"/registers/{trees.pk}/import/", {"file": SimpleUploadedFile("a.xlsx", out.getvalue())})
    page = office.get(answer.headers["Location"]).content.decode()
    assert "“树龄（年）”第2至4行是合并单元格" in page
    assert f"原来的内容保留不变：{gone}" in page
    assert page.count("<td>777</td>") == 3
    ages = list(trees.records.values_list("values__age", flat=True))
    assert ages == [OLD["age"]] * 3, "nothing is written before somebody confirmed"
    office.post(f"{answer.headers['Location']}confirm/")
    assert list(trees.records.values_list("values__age", flat=True)) == [777] * 3


def test_minutes_dropped_on_the_register_of_decisions_become_drafts(office: Client, cast: Cast) -> None:
    register = declare_register(cast.shen, read_template_text("decision"))
    document = docx.Document()
    for line in (
        "青澜市人民政府第12次常务会议纪要",
        "2031年7月8日，市长主持召开会议。",
        f"由{cast.water.name}牵头，于9月30日前完成初步设计。",
        "请市某某局尽快研究提出意见。",
    ):
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    status, said = send(office, register, data.getvalue(), "纪要.docx")
    assert status == 302, said
    first, second = (r.values for r in RegisterRecord.objects.order_by("pk"))
    assert (first["lead_body"], second.get("lead_body")) != (None, first["lead_body"])
    assert "初步设计" in first["item"]
    assert str(first["due_on"]) == "2031-09-30"
