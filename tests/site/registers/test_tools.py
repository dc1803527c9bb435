"""Hot spots of calls, and policies that a company meets, with the reasons."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duban.registers import read_template_text
from duban.registers.sheets import read_xlsx
from duban_site.core.clock import now, today
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import move_to_stage
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Register

pytestmark = pytest.mark.django_db


def page(person: object, url: str) -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser.get(url).content.decode()


def test_calls_that_gather_are_a_hot_spot_and_likely_repeats_are_named(cast: Cast) -> None:
    hotline = declare_register(cast.shen, read_template_text("hotline"))
    call = {"channel": "电话", "kind": "投诉", "content": "水压低", "district": "云岭县"}
    for n in range(8):
        when = EventTiming(at=now() - dt.timedelta(days=n % 3))
        create_record(cast.shen, hotline, call | {"subject": "青溪小区三期水压太低"}, timing=when)
    create_record(cast.shen, hotline, call | {"subject": "路灯不亮", "district": "平川市"})
    told = page(cast.shen, f"/registers/{hotline.pk}/hotspots/")
    assert "▲ 8" in told
    assert "云岭县" in told
    assert told.count("≈") >= 5
    assert "平川市" not in told


def test_every_hit_and_miss_of_a_policy_has_its_reason(cast: Cast) -> None:
    policy = declare_register(cast.shen, read_template_text("policy"))
    values = {
        "name": "升规奖励",
        "document": "云政发1号",
        "lead_body": "市商务局",
        "issued_on": today() - dt.timedelta(days=9),
        "valid_until": today() + dt.timedelta(days=90),
        "benefit": "奖励10万元",
    }
    made = create_record(cast.shen, policy, values)
    attach_document(cast.shen, made, "申兑指南", "a.pdf", io.BytesIO(b"%PDF-1.7 guide"))
    more = {
        "conditions": "营业收入 不低于 2000\n规模 属于 小型、微型",
        "way": "免申即享",
        "days": 7,
        "place": "大厅",
        "hotline": "12345",
    }
    move_to_stage(cast.shen, made, "published", more)
    url = f"/registers/{policy.pk}/matching/"
    met = page(cast.shen, f"{url}?p_revenue=3500&p_size=小型")
    assert "营业收入 不低于 2000万元：实际3500万元，符合" in met
    assert "✔ 符合" in met
    missed = page(cast.shen, f"{url}?p_revenue=100&p_size=大型")
    assert "✕ 不符合" in missed
    assert "实际100万元，不符合" in missed
    assert "缺少数据" in page(cast.shen, f"{url}?p_revenue=3500")
    assert "营业收入“很多”应是数" in page(cast.shen, f"{url}?p_revenue=很多")


@pytest.fixture
def policies(cast: Cast) -> Register:
    """Two policies in force."""
    register = declare_register(cast.shen, read_template_text("policy"))
    for name, conditions in (
        ("升规奖励", "营业收入 不低于 2000\n规模 属于 小型、微型"),
        ("专利补贴", "发明专利 不低于 3"),
    ):
        values = {"name": name, "document": "云政发1号", "lead_body": "市商务局"}
        days = dt.timedelta(days=90)
        dated = {"issued_on": today() - days, "valid_until": today() + days}
        made = create_record(cast.shen, register, values | dated | {"benefit": "奖励10万元"})
        attach_document(cast.shen, made, "申兑指南", "a.pdf", io.BytesIO(b"%PDF-1.7 guide"))
        more = {"conditions": conditions, "way": "免申即享", "days": 7}
        move_to_stage(cast.shen, made, "published", more | {"place": "大厅", "hotline": "12345"})
    return register


def sent(cast: Cast, register: Register, lines: list[str], **more: str):  # type: ignore[no-untyped-def]
    browser = Client()
    browser.force_login(cast.shen)
    file = SimpleUploadedFile("a.csv", "\n".join(lines).encode())
    return browser.post(f"/registers/{register.pk}/matching/companies/", {"file": file} | more)


COMPANIES = [
    "统一社会信用代码,企业名称,规模,营业收入（万元）,发明专利",
    "91A,云岭新材料公司,小型,3500,5",
    "91B,河口食品公司,大型,9000,",
    "91C,平川软件公司,微型,,1",
]


def test_a_file_of_companies_is_matched_at_once_with_every_reason(policies: Register, cast: Cast) -> None:
    told = sent(cast, policies, COMPANIES).content.decode()
    assert "3 家企业，2 条有效政策，符合 2 对" in told
    assert told.index("云岭新材料公司") < told.index("平川软件公司")
    data = sent(cast, policies, COMPANIES, reasons="1").content
    (sheet,) = read_xlsx(data)
    rows = {(row[1], row[3]): (row[4], row[6]) for row in sheet.rows}
    assert len(rows) == 6
    assert rows["云岭新材料公司", "升规奖励"][0] == "符合"
    assert rows["河口食品公司", "升规奖励"][0] == "不符合"
    assert "规模" in rows["河口食品公司", "升规奖励"][1]
    assert rows["平川软件公司", "升规奖励"][0] == "缺少数据"
    assert "营业收入 不低于 2000万元：没有这项数据" in rows["平川软件公司", "升规奖励"][1]


def test_one_fault_in_the_file_of_companies_and_none_is_matched(policies: Register, cast: Cast) -> None:
    wrong = [COMPANIES[0], "91A,云岭新材料公司,巨型,很多,5", "91B,,小型,1,1"]
    answer = sent(cast, policies, wrong)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "第2行“规模”：规模没有“巨型”" in told
    assert "第2行“营业收入（万元）”：营业收入“很多”应是数" in told
    assert "第3行：没有企业名称" in told
    strange = sent(cast, policies, ["企业名称,身高", "甲,1"]).content.decode()
    assert "不认识“身高”这一列" in strange
    browser = Client()
    browser.force_login(cast.shen)
    sheet = browser.get(f"/registers/{policies.pk}/matching/companies/?sheet").content
    assert "营业收入（万元）" in read_xlsx(sheet)[0].headings
