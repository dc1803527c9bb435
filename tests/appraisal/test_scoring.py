"""Scores by declared rules: their lines, caps, grades, what-if, and equality with a workbook."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter as column

from appraisal.making import MONTHS, facts
from duban.appraisal import (
    AppraisalRules,
    Event,
    Facts,
    Order,
    Report,
    RulesError,
    TaskMonth,
    appraise,
    simulate_improvements,
    write_appraisal_xlsx,
)
from duban.appraisal.rules import read_example_text

RULES = AppraisalRules.load_example()
D = Decimal


def _one(**rows) -> Facts:
    return Facts(**{name: tuple(own) for name, own in rows.items()})


def test_a_score_by_hand() -> None:
    """Weight 2 × 1.2 at 3/4, weight 1 in words at 0.6; one late report; one red order; praise."""
    tasks = [
        TaskMonth("t1", "甲", "1.1", 12, "behind", D(2), "较难", done=D(75), target=D(100)),
        TaskMonth("t2", "甲", "1.2", 12, "behind"),
    ]
    own = _one(
        tasks=tasks,
        reports=[Report("r1", "甲", 12, "late")],
        orders=[Order("o1", "甲", "红")],
        events=[Event("e1", "甲", "praised", "文〔1〕")],
    )
    (score,) = appraise(RULES, own)
    completion = (D(60) * (D("2.4") * D("0.75") + D("0.6")) / D("3.4")).quantize(D("0.01"))
    assert score.parts["completion"] == completion == D("42.35")
    assert (score.parts["timeliness"], score.parts["orders"]) == (D(14), D(7))
    assert score.total == D("42.35") + 14 + 15 + 7 + 2
    assert score.grade == "良好"


def test_every_point_leads_to_its_rows() -> None:
    own = facts(6)
    known = {r.row for r in (*own.tasks, *own.reports, *own.orders, *own.events)}
    for score in appraise(RULES, own):
        assert score.total == max(D(0), sum(line.points for line in score.lines))
        for line in score.lines:
            assert set(line.rows) <= known
            assert line.rows or line.label.endswith(("满分", "为止", "封顶"))


def test_parts_are_lost_to_nothing_and_events_are_capped() -> None:
    own = _one(
        reports=[Report(f"r{n}", "甲", n, "missing") for n in range(1, 13)],
        events=[Event(f"e{n}", "甲", "praised", "文") for n in range(9)],
    )
    (score,) = appraise(RULES, own)
    assert score.parts["timeliness"] == 0
    assert score.parts["events"] == 6
    assert not score.ranked


def test_without_its_document_an_event_is_no_point_and_of_a_group_the_highest_counts() -> None:
    praised = Event("e1", "甲", "praised", "")
    group = [Event("e2", "甲", "praised", "市", "一"), Event("e3", "甲", "commended", "省", "一")]
    (score,) = appraise(RULES, _one(events=[praised, *group]))
    assert score.parts["events"] == 3
    assert [line.rows for line in score.lines if line.part == "events"] == [("e3",)]


def test_a_veto_takes_the_grade_away() -> None:
    (score,) = appraise(RULES, _one(events=[Event("e", "甲", "falsified", "通报")]))
    assert score.veto == ("弄虚作假",)
    assert score.grade == ""


def test_what_if_says_what_each_thing_would_have_been_worth() -> None:
    own = facts(3, 5)
    (now,) = [s for s in appraise(RULES, own) if s.body == "单位01"]
    found = simulate_improvements(RULES, own, "单位01")
    assert found
    assert all(w.total == now.total + w.gain and w.gain > 0 and w.rows for w in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("behind = 0.6", "", "缺少 behind"),
        ("near = 0.9", "near = 9", "near 要在0到1之间"),
        ("points = 60", "", "completion.points"),
        ("[quality]", "[other]", "缺少 quality"),
        ('"很难" = 1.5', '"很难" = 0', "很难 要大于0"),
        ('key = "absent"\n', "", "第4条 events"),
        ("name =", "name", "不是 TOML"),
    ],
)
def test_faults_in_rules_are_named(old: str, new: str, said: str) -> None:
    with pytest.raises(RulesError, match=said):
        AppraisalRules.load(read_example_text().replace(old, new, 1))


def test_the_workbook_holds_totals_and_lines() -> None:
    scores = appraise(RULES, facts(5))
    book = openpyxl.load_workbook(io.BytesIO(write_appraisal_xlsx(RULES, scores)))
    assert [row[1].value for row in book["得分"].iter_rows(min_row=4)] == [s.body for s in scores]
    assert book["明细"].max_row == 1 + sum(len(s.lines) for s in scores)


def test_eighty_bodies_equal_a_workbook_made_by_hand(tmp_path: Path) -> None:
    """The same rules as formulas over the raw rows, computed by LibreOffice."""
    own = facts(80, 2025)
    path = tmp_path / "hand.xlsx"
    _by_hand(own).save(path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [_office(), profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run([*command, "--outdir", str(tmp_path / "out"), str(path)], check=True,
                   capture_output=True, timeout=120)  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "out" / "hand.xlsx", data_only=True)["得分"]
    hand = {row[0].value: D(str(row[1].value)).quantize(D("0.01")) for row in sheet.iter_rows()}
    scores = appraise(RULES, own)
    assert len(scores) == 80
    assert {s.body: s.total for s in scores} == hand


def _office() -> str:
    office = shutil.which("soffice")
    if office is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no LibreOffice")
    return office


def _by_hand(own: Facts) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    totals = book.create_sheet("得分")
    _raw(book.active, own)
    for name, rows in (
        ("报告", [(r.body, r.state, r.returned, int(r.copied), int(r.empty and not r.copied))
                for r in own.reports]),
        ("督办", [(o.body, o.colour, int(o.overdue)) for o in own.orders]),
        ("加减", [(e.body, e.kind) for e in own.events]),
    ):  # fmt: skip
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for n, body in enumerate(own.bodies(), 1):
        totals[f"A{n}"] = body
        totals[f"B{n}"] = f"=MAX(0,SUM(C{n}:{column(10)}{n}))"
        _months(totals, n, len(own.tasks))
        _rest(totals, n)
    return book


def _raw(raw, own: Facts) -> None:
    raw.title = "原始"
    for n, t in enumerate(own.tasks, 1):
        numbers = [None if v is None else float(v) for v in (t.done, t.due)]
        raw.append([t.body, t.month, float(t.weight), t.difficulty, t.status, *numbers])
        hard = f'IF(D{n}="很难",1.5,IF(D{n}="较难",1.2,1))'
        words = f'IF(OR(E{n}="completed",E{n}="on_schedule"),1,IF(E{n}="near",0.9,IF(E{n}="behind",0.6,0)))'
        raw[f"H{n}"] = f"=C{n}*{hard}"
        raw[f"I{n}"] = f'=IF(F{n}="",{words},MIN(1,F{n}/G{n}))'
        raw[f"J{n}"] = f"=H{n}*I{n}"


def _months(totals, n: int, last: int) -> None:
    for k, (month, weight) in enumerate(zip(MONTHS, (15, 25, 25, 35), strict=True), 3):
        where = f"原始!$A$1:$A${last}=$A{n},原始!$B$1:$B${last}={month}"
        both = "*".join(f"({part})" for part in where.split(","))
        totals[f"{column(k)}{n}"] = (
            f"=ROUND(60*{weight}/100*SUMPRODUCT({both}*原始!$J$1:$J${last})/SUMPRODUCT({both}*原始!$H$1:$H${last}),2)"
        )


def _rest(totals, n: int) -> None:
    reports = f"报告!$A:$A,$A{n}"
    totals[f"G{n}"] = f'=MAX(0,15-COUNTIFS({reports},报告!$B:$B,"late")-2*COUNTIFS({reports},报告!$B:$B,"missing"))'
    totals[f"H{n}"] = (
        f"=MAX(0,15-SUMIF(报告!$A:$A,$A{n},报告!$C:$C)"
        f"-2*SUMIF(报告!$A:$A,$A{n},报告!$D:$D)-SUMIF(报告!$A:$A,$A{n},报告!$E:$E))"
    )
    orders = f"督办!$A:$A,$A{n},督办!$B:$B"
    totals[f"I{n}"] = (
        f'=MAX(0,10-COUNTIFS({orders},"蓝")-2*COUNTIFS({orders},"橙")'
        f'-3*COUNTIFS({orders},"红")-SUMIF(督办!$A:$A,$A{n},督办!$C:$C))'
    )
    events = f"加减!$A:$A,$A{n},加减!$B:$B"
    totals[f"J{n}"] = (
        f'=MIN(10,MIN(6,2*COUNTIFS({events},"praised"))+MIN(5,3*COUNTIFS({events},"commended")))'
        f'-MIN(20,2*COUNTIFS({events},"criticised")+MIN(5,COUNTIFS({events},"absent")))'
    )


def test_changed_rules_change_the_score_only_of_who_is_scored_again() -> None:
    own = facts(4)
    before = appraise(RULES, own)
    harder = replace(RULES, late=D(5))
    assert appraise(RULES, own) == before
    assert sum(s.total for s in appraise(harder, own)) <= sum(s.total for s in before)
