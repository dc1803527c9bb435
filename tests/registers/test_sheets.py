"""Every register goes through Excel and CSV and comes back whole; a bad file changes nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from duban.registers import Created, Edited, RowAdded, RowClosed, fold, list_template_names, load, load_template
from duban.registers.generating import ALL_RIGHTS, generate_histories
from duban.registers.masking import is_exportable
from duban.registers.sheets import (
    Sheet,
    SheetError,
    build_blank_sheets,
    build_sheets,
    format_cell,
    list_imported_fields,
    read_csv,
    read_sheets,
    read_xlsx,
    write_csv,
    write_xlsx,
)
from registers.keeping import DAYS, TREES, ZONE, at, created, day, trees

NOW = dt.datetime(2026, 1, 5, 9, tzinfo=ZONE)
WAYS = {"xlsx": lambda sheets: read_xlsx(write_xlsx(sheets)), "csv": lambda sheets: read_csv(write_csv(sheets))}


def _read(declaration, sheets, records=None, rights=ALL_RIGHTS):
    names = iter(f"N{n}" for n in range(1, 1000))
    known = records or {}
    return read_sheets(declaration, sheets, known, rights, NOW, DAYS, new_id=lambda: next(names))


def _guarded(declaration):
    """Whether a record needs what no file carries: a personal or a sealed field."""
    groups = (declaration.fields, *(group.fields for group in declaration.rows))
    return any(f.required and not is_exportable(f) for fields in groups for f in fields)


OPEN = [name for name in list_template_names() if not _guarded(load_template(name))]


def _some(declaration, count=40):
    days = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    stories = generate_histories(declaration, count, 4, *days, DAYS, steps=12)
    return {record.id: record for e in stories if (record := fold(declaration, e))}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", list_template_names())
def test_a_register_goes_out_and_comes_back_without_loss(name, way):
    declaration = load_template(name)
    records = _some(declaration)
    sheets = build_sheets(declaration, records.values())
    came = WAYS[way](sheets)
    assert [sheet.name for sheet in came] == [sheet.name for sheet in sheets]
    back = _read(declaration, came, records)
    assert back.events == []
    assert back.same == len(records)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", list_template_names())
def test_an_empty_register_takes_the_file_and_holds_the_same_records(name, way):
    """Every value arrives; a register that needs what no file carries says which field."""
    declaration = load_template(name)
    records = _some(declaration)
    if name not in OPEN:
        with pytest.raises(SheetError, match="须填写"):
            _read(declaration, WAYS[way](build_sheets(declaration, records.values())))
        return
    back = _read(declaration, WAYS[way](build_sheets(declaration, records.values())))
    assert back.new == len(records)
    for name_, record in records.items():
        came = fold(declaration, [e for e in back.events if e.record == name_])
        assert came is not None
        for field in declaration.fields:
            if is_exportable(field):
                assert came.values.get(field.key) == record.values.get(field.key)
        assert came.stage == record.stage
        assert came.created == record.created
        for group in declaration.rows:
            ours = record.rows.get(group.key, {})
            assert set(came.rows.get(group.key, {})) == set(ours)
            for key, row in ours.items():
                other = came.rows[group.key][key]
                assert (other.added, other.closed) == (row.added, row.closed)


def _filled(declaration, records):
    """The blank sheets, filled in with what the records have."""
    record_sheet, *row_sheets = build_blank_sheets(declaration)
    rows = [
        (r.id, declaration.stage(r.stage).label, r.created,
         *(format_cell(r.values.get(f.key)) for f in list_imported_fields(declaration.fields)))
        for r in records
    ]  # fmt: skip
    yield replace(record_sheet, rows=tuple(rows))
    for group, sheet in zip(declaration.rows, row_sheets, strict=True):
        rows = [
            (r.id, row.id, row.added, *(format_cell(row.values.get(f.key)) for f in list_imported_fields(group.fields)))
            for r in records
            for row in r.rows.get(group.key, {}).values()
        ]
        yield replace(sheet, rows=tuple(rows))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", list_template_names())
def test_the_blank_sheet_has_every_column_that_a_new_record_needs(name, way):
    """Personal fields too; what is sealed can only be filled in on its page."""
    declaration = load_template(name)
    records = _some(declaration)
    sheets = WAYS[way](tuple(_filled(declaration, records.values())))
    groups = (declaration.fields, *(group.fields for group in declaration.rows))
    if any(field.required and field.sealed for fields in groups for field in fields):
        with pytest.raises(SheetError, match="须填写"):
            _read(declaration, sheets)
        return
    back = _read(declaration, sheets)
    assert back.new == len(records)
    for number, record in records.items():
        came = fold(declaration, [event for event in back.events if event.record == number])
        for field in list_imported_fields(declaration.fields):
            assert came.values.get(field.key) == record.values.get(field.key), field.key


@pytest.mark.parametrize("way", WAYS)
def test_awkward_values_come_back_as_they_were(way):
    texts = ["=1+1", "+8", "-3", "@a", "'quoted", "00123", "1e5", "_x0041_", "a\nb", "是", '"，"']
    stories = {
        f"T{n}": [Created(**{**at("2025-03-03"), "record": f"T{n}"}, values={"species": text})]
        for n, text in enumerate(texts)
    }
    for n, number in enumerate(["0.1", "123456789012345.678", "0.00000000000000001", "1E+17"]):
        values = {"species": "x", "girth": Decimal(number)}
        stories[f"G{n}"] = [Created(**{**at("2025-03-03"), "record": f"G{n}"}, values=values)]
    records = {name: fold(trees(), events) for name, events in stories.items()}
    back = _read(trees(), WAYS[way](build_sheets(trees(), records.values())), records)
    assert back.events == []


def test_no_file_carries_personal_data():
    story = [created("2025-03-03", warden="张三丰")]
    sheets = build_sheets(trees(), [fold(trees(), story)])
    assert "养护人" not in sheets[0].headings
    assert "张三丰".encode() not in b"".join(write_csv(sheets).values())
    assert all("张三丰" not in str(sheet.rows) for sheet in read_xlsx(write_xlsx(sheets)))


STORY = [
    created("2025-03-03", age=150),
    RowAdded(**at("2025-03-04", serial=2), rows="visits", row="1", values={"finding": "虫害"}),
]


def _changed(changes, sheet=0):
    """The file of STORY's record, with cells changed by heading."""
    record = fold(trees(), STORY)
    sheets = list(build_sheets(trees(), [record]))
    headings = sheets[sheet].headings
    row = list(sheets[sheet].rows[0])
    for heading, value in changes.items():
        row[headings.index(heading)] = value
    sheets[sheet] = Sheet(sheets[sheet].name, headings, (tuple(row),))
    return tuple(sheets), {"T1": record}


def test_what_was_changed_in_the_file_becomes_events():
    back = _read(trees(), *_changed({"树龄（年）": 200}))
    assert [(type(e), e.values) for e in back.events] == [(Edited, {"age": 200})]
    back = _read(trees(), *_changed({"办结日期": day("2025-04-01")}, sheet=1))
    assert [(type(e), e.day) for e in back.events] == [(RowClosed, day("2025-04-01"))]
    back = _read(trees(), *_changed({"记录编号": None}))
    assert [(type(e), e.record) for e in back.events] == [(Created, "N1")]


@pytest.mark.parametrize(
    ("changes", "sheet", "said"),
    [
        ({"树龄（年）": "很老"}, 0, "工作表“古树名木”第2行“树龄（年）”：“很老”不是数字"),
        ({"树龄（年）": 20}, 0, "第2行“树龄（年）”：“树龄”20小于下限100年"),
        ({"树种": None}, 0, "须填写“树种”"),
        ({"阶段": "已挂牌"}, 0, "第2行“阶段”：表格不能改阶段"),
        ({"阶段": "飞走"}, 0, "没有“飞走”这个阶段"),
        ({"建档日期": day("2025-01-01")}, 0, "不能改，应是2025-03-03"),
        ({"记录编号": "T9"}, 1, "工作表“巡查”第2行“记录编号”：没有编号为T9的记录"),
        ({"行号": None}, 1, "第2行“行号”：没有填写"),
        ({"办结日期": "明天"}, 1, "第2行“办结日期”"),
    ],
)
def test_a_fault_is_told_by_sheet_row_and_column(changes, sheet, said):
    with pytest.raises(SheetError) as caught:
        _read(trees(), *_changed(changes, sheet))
    assert said in str(caught.value)


def test_all_faults_are_told_together_and_nothing_is_taken_in():
    record = fold(trees(), STORY)
    sheets = build_sheets(trees(), [record])
    bad = (("T1", None, None, None, None, "x", None), ("T1", None, None, "滇朴", None, None, None))
    with pytest.raises(SheetError) as caught:
        _read(trees(), (Sheet("古树名木", sheets[0].headings, bad), sheets[1]), {"T1": record})
    assert len(caught.value.notices) >= 2


def test_unknown_and_missing_columns_and_sheets_are_told():
    for sheets, said in [
        ((Sheet("古树名木", ("记录编号", "树种", "颜色"), ()),), "不认识的列“颜色”"),
        ((Sheet("古树名木", ("树种",), ()),), "缺少列“记录编号”"),
        ((Sheet("别的", ("记录编号",), ()),), "工作表“别的”：不认识"),
        ((Sheet("古树名木", ("记录编号", "记录编号"), ()),), "列“记录编号”重复"),
    ]:
        with pytest.raises(SheetError, match=said):
            _read(trees(), sheets)


def test_what_is_no_workbook_or_no_text_is_told():
    with pytest.raises(SheetError, match="打不开"):
        read_xlsx(b"not a workbook")
    with pytest.raises(SheetError, match="编码"):
        read_csv({"a.csv": b"\xff\xfe\x00\x81"})
    assert read_csv({"a.csv": "记录编号\r\n甲".encode("gb18030")})[0].rows == (("甲",),)


def test_a_sheet_without_a_column_leaves_its_field_as_it_is():
    declaration = load(TREES)
    record = fold(declaration, [created("2025-03-03", age=150)])
    only = (Sheet("古树名木", ("记录编号", "树种"), (("T1", "黄葛树"),)),)
    back = _read(declaration, only, {"T1": record})
    assert back.events[0].values == {"species": "黄葛树"}
    assert back.records["T1"].values["age"] == 150


POINTING = load(
    """
id = "felled"
name = "采伐"
english = "Felling"
about = "采伐许可。"
title = "name"
lead = "bureau"
create = ["keeper"]
edit = ["keeper"]
correct = ["keeper"]
fields = [
  { key = "name", label = "名称", english = "Name", type = "text" },
  { key = "bureau", label = "审批单位", english = "Body", type = "body" },
  { key = "after", label = "前一次", english = "One before", type = "record", register = "felled" },
  { key = "tree", label = "古树", english = "Tree", type = "record", register = "trees" },
]

[[stages]]
key = "open"
label = "申请"
english = "Asked"

[[rows]]
key = "helpers"
label = "协办"
english = "Helpers"
who = ["keeper"]
fields = [{ key = "helper", label = "协办单位", english = "Helper", type = "body" }]
"""
)
THERE = {"body": {"林业局"}, "trees": {"T1"}, "felled": {"F0"}}
ASKED = []


def _missing(field, values):
    ASKED.append((field.key, values))
    return values - THERE[field.register or "body"]


def _pointing(*rows, helpers=(), records=None):
    main = ("记录编号", "名称", "审批单位", "前一次", "古树")
    sheets = [Sheet("采伐", main, rows), Sheet("协办", ("记录编号", "行号", "协办单位"), helpers)]
    known, ids = records or {}, iter(("N1", "N2"))
    look = {"new_id": lambda: next(ids), "find_missing": _missing}
    return read_sheets(POINTING, tuple(sheets), known, ALL_RIGHTS, NOW, DAYS, **look)


def test_what_a_file_points_to_must_be_there_and_is_told_by_row_and_column():
    good = ("F1", "甲", "林业局", "F0", "T1")
    with pytest.raises(SheetError) as caught:
        _pointing(good, ("F2", "乙", "园林局", "F9", "T9"), helpers=(("F1", "1", "林业局"), ("F1", "2", "水务局")))
    told = [str(one) for one in caught.value.notices]
    assert [one.split("：")[0] for one in told] == [
        "工作表“采伐”第3行“审批单位”",
        "工作表“采伐”第3行“前一次”",
        "工作表“采伐”第3行“古树”",
        "工作表“协办”第3行“协办单位”",
    ]
    assert "没有“园林局”" in told[0]
    assert "编号为“F9”" in told[1]


def test_a_record_of_the_same_file_counts_whichever_comes_first():
    ASKED.clear()
    back = _pointing(("F1", "甲", "林业局", "F2", None), ("F2", "乙", "林业局", "F1", "T1"))
    assert back.new == 2
    assert len(ASKED) == 3, "each field is asked about once, however many rows"
    with pytest.raises(SheetError, match="编号为“F2”"):  # of another register than the file's
        _pointing(("F2", "乙", None, None, "F2"))


def test_what_stood_there_before_is_not_asked_about_again():
    values = {"name": "甲", "bureau": "老林业局"}
    held = fold(POINTING, [Created(**{**at("2025-03-03"), "record": "F1"}, values=values)])
    back = _pointing(("F1", "甲二", "老林业局", None, None), records={"F1": held})
    assert back.changed == 1
    with pytest.raises(SheetError, match="没有“旧林业局”"):
        _pointing(("F1", "甲", "旧林业局", None, None), records={"F1": held})


def test_a_heading_with_a_line_feed_is_the_same_column() -> None:
    sheets = build_sheets(trees(), [])
    broken = tuple("\n".join(heading) for heading in sheets[0].headings)
    odd = Sheet(sheets[0].name, broken, sheets[0].rows)
    assert _read(trees(), (odd, *sheets[1:])).new == 0


def test_a_cell_shown_as_a_percent_is_read_as_it_is_shown() -> None:
    import io

    import xlsxwriter

    from duban.registers.field import Field, FieldType
    from duban.registers.reading_values import read_value

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("民间投资")
    sheet.write_row(2, 1, ["记录编号", "民间占股（%）"])
    sheet.write_row(3, 1, ["A1"])
    sheet.write_number(3, 2, 0.46, book.add_format({"num_format": "0.0%"}))
    book.close()
    (read,) = read_xlsx(out.getvalue())
    cell = read.rows[0][1]
    share = Field("share", "民间占股", "Share", FieldType.DECIMAL, unit="%")
    assert read_value(share, cell) == Decimal(46)
    plain = Field("length", "长度", "Length", FieldType.DECIMAL, unit="公里")
    with pytest.raises(ValueError, match="百分数"):
        read_value(plain, cell)
