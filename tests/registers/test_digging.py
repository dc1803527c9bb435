"""A new road is not dug up for five years, an overhauled one for three, but for special reasons."""

from __future__ import annotations

import pytest

from duban.registers import Attached, Created, Moved, apply, load_template, propose
from duban.registers.digging_ban import check_dig
from duban.registers.generating import ALL_RIGHTS
from registers.keeping import DAYS, at, day


@pytest.mark.parametrize(
    ("on", "delivered", "overhauled", "until"),
    [
        ("2025-06-01", None, None, None),
        ("2025-06-01", "2020-06-01", None, None),
        ("2025-05-31", "2020-06-01", None, "2025-06-01"),
        ("2025-06-01", "2010-01-01", "2022-06-02", "2025-06-02"),
        ("2025-06-02", "2010-01-01", "2022-06-02", None),
        ("2025-06-01", "2023-01-01", "2024-01-01", "2028-01-01"),
        ("2025-02-28", "2020-02-29", None, None),
        ("2025-02-27", "2020-02-29", None, "2025-02-28"),
        ("2025-06-01", "2026-01-01", None, None),
    ],
)
def test_the_later_of_both_bans_holds_until_its_day(on, delivered, overhauled, until):
    days = [day(text) if text else None for text in (delivered, overhauled)]
    found = check_dig(day(on), delivered=days[0], overhauled=days[1])
    assert found.barred is (until is not None)
    assert found.until == (day(until) if until else None)


def test_the_reason_says_which_ban_and_what_can_be_done():
    found = check_dig(day("2025-06-01"), delivered=day("2023-01-01"), overhauled=None)
    assert found.sentence.startswith("道路交付使用于2023-01-01，5年内不得挖掘，2028-01-01起方可申请")


def test_government_approval_and_urgent_repairs_are_let_through_with_their_condition():
    days = {"delivered": day("2023-01-01"), "overhauled": None}
    special = check_dig(day("2025-06-01"), **days, approval_number="昌政复〔2025〕8号")
    assert not special.barred
    assert "8号" in special.sentence
    assert check_dig(day("2025-06-01"), **days, approval_number=" ").barred
    urgent = check_dig(day("2025-06-01"), **days, is_urgent=True)
    assert not urgent.barred
    assert "24小时内补办" in urgent.sentence


PERMIT = {
    "road": "北环路",
    "stretch": "东段",
    "county": "东城区",
    "street": "青溪街道",
    "kind": "挖掘",
    "area": 60,
    "applicant": "燃气公司",
    "lead_body": "市城市管理局",
    "delivered_on": day("2022-05-10"),
    "permit": "掘字1号",
    "until_on": day("2027-06-30"),
}


@pytest.mark.parametrize(
    ("changed", "barred"),
    [
        ({"from_on": day("2027-05-09")}, True),
        ({"from_on": day("2027-05-10")}, False),
        ({"from_on": day("2025-05-10"), "special": "市政府批复3号"}, False),
        ({"from_on": day("2025-05-10"), "urgent": True}, False),
        ({"from_on": day("2025-05-10"), "kind": "占用"}, False),
        ({"from_on": day("2025-05-10"), "delivered_on": None}, False),
        ({"from_on": day("2025-05-10"), "delivered_on": day("2010-01-01")}, False),
        ({"from_on": day("2027-05-10"), "overhauled_on": day("2024-05-11")}, True),
    ],
)
def test_a_permit_within_the_ban_is_approved_only_for_a_special_reason(changed, barred):
    road, own = (load_template("road"), {k: v for k, v in (PERMIT | changed).items() if v is not None})
    late = ("permit", "from_on", "until_on")
    told = [
        (Created, {"values": {k: v for k, v in own.items() if k not in late}}),
        (Moved, {"to": "screened"}),
        (Attached, {"kind": "公安交管意见", "name": "意见.pdf"}),
    ]
    record = None
    for serial, (kind, fields) in enumerate(told, start=1):
        event = kind(**at("2025-05-01", serial=serial), **fields)
        record = apply(road, record, event, ALL_RIGHTS, DAYS)
    values = {k: own[k] for k in late}
    approval = Moved(**at("2025-05-01", serial=4), to="approved", values=values)
    refusals = propose(road, record, approval, ALL_RIGHTS, DAYS)
    assert [r.api_code for r in refusals] == (["when"] if barred else [])
    assert ("禁掘期" in str(refusals)) is barred
    bans = {"delivered": own.get("delivered_on"), "overhauled": own.get("overhauled_on")}
    special, urgent = own.get("special", ""), own.get("urgent", False)
    said = check_dig(own["from_on"], **bans, approval_number=special, is_urgent=urgent)
    assert own["kind"] == "占用" or said.barred is barred
