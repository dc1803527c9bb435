"""古树名木, invented by an office: from a form to records, board, measure and light, by pages."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duban.series import Period
from duban_site.core.clock import today
from duban_site.plans.models import Claim, Plan
from duban_site.registers.models import Register, RegisterRecord
from duban_site.reporting.models import Assessment, Figure

pytestmark = pytest.mark.django_db
FORM = {
    "draft": "1",
    "key": "ancient",
    "name": "古树名木",
    "about": "逐株登记、核定、挂牌",
    "fields_text": "树名 | 文本 | 必填、公开\n树种 | 选项：古樟、银杏 | 必填\n树龄 | 整数（年）\n"
    "管护单位 | 单位 | 必填\n管护人 | 姓名 | 个人\n",
    "stages": "登记 | 20\n核定\n挂牌 | 办结\n注销 | 终止",
    "measures": "挂牌株数 | 株 | 计数 | 阶段=挂牌\n古樟平均树龄 | 年 | 平均：树龄 | 树种=古樟",
}
TREE = {"v_f1": "唐樟", "v_f2": "古樟", "v_f3": "300", "v_f4": "市水务局"}


@pytest.fixture
def office(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.shen)
    return browser


def test_from_a_form_to_a_light_without_a_line_of_code(office: Client, cast: Cast, plan: Plan) -> None:
    day = today()
    Plan.objects.filter(pk=plan.pk).update(year=day.year)
    assert office.post("/registers/new/?own", FORM).status_code == 302
    register = Register.objects.get(key="ancient")
    at, liaison = f"/registers/{register.pk}/", Client()
    liaison.force_login(cast.lu)
    began = dt.date(day.year, 1, 1).isoformat()  # not after today, on any day of a year
    assert liaison.post(f"{at}new/", TREE | {"effective": began}).status_code == 302
    missing = liaison.post(f"{at}new/", TREE | {"v_f1": "", "v_f3": "很老"})
    assert missing.status_code == 422
    said = missing.content.decode()
    assert "请填写“树名”" in said
    assert "“很老”不是数字" in said
    tree = RegisterRecord.objects.get()
    for to in ("s2", "s3"):
        moved = office.post(f"/registers/records/{tree.pk}/move/{to}/", {"effective": began})
        assert moved.status_code == 302
    for url in (at, f"{at}board/", f"/registers/records/{tree.pk}/"):
        assert "唐樟" in office.get(url).content.decode()
    measures = office.get(f"{at}measures/").content.decode()
    assert "挂牌株数" in measures
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    source = {"claim": claim.pk, "source": "ancient|m1"}
    assert office.post(f"/registers/plans/{plan.pk}/bind/", source).status_code == 302
    end = dt.date(day.year, 1, 31)
    office.post(f"/registers/plans/{plan.pk}/feed/", {"as_of": end.isoformat()})
    figure = Figure.objects.get(claim=claim)
    assert (figure.value, figure.period) == (1, str(Period(day.year, 1, 1)))
    office.post(f"/reporting/plans/{plan.pk}/assess/", {"as_of": end.isoformat()})
    assert Assessment.objects.get(claim=claim, slot=0, as_of=end).value == 1
    behind = office.get(f"/registers/readings/{figure.fed.reading_id}/").content.decode()
    assert "唐樟" in behind


def test_every_wrong_line_of_the_form_is_named(office: Client, cast: Cast) -> None:
    wrong = {
        "fields_text": "树名 | 什么 | 必填\n树种 | 文本 | 必看",
        "stages": "登记 | 二十",
        "measures": "株数 | 株\n合计 | 株 | 合计：没有\n数 | 株 | 计数 | 阶段=没有",
    }
    answer = office.post("/registers/new/?own", FORM | wrong)
    assert answer.status_code == 422
    said = answer.content.decode()
    for part in ("这种类型", "必看", "二十", "要有名称、单位", "没有“没有”这个字段", "这个阶段"):
        assert part in said
    assert not Register.objects.exists()


def test_a_declaration_file_is_taken_and_its_faults_are_told(office: Client, cast: Cast) -> None:
    from old_trees import TREES

    broken = SimpleUploadedFile("a.toml", TREES.replace("choice", "chioce").encode())
    answer = office.post("/registers/new/?own", {"file": broken})
    assert "chioce" in answer.content.decode()
    good = SimpleUploadedFile("a.toml", TREES.encode())
    assert office.post("/registers/new/?own", {"file": good}).status_code == 302


def test_a_changed_declaration_keeps_the_records(office: Client, cast: Cast) -> None:
    office.post("/registers/new/?own", FORM)
    register = Register.objects.get()
    office.post(f"/registers/{register.pk}/new/", TREE)
    text = register.text.replace("version = 1", "version = 2").replace('"古樟", ', '"古樟", "滇朴", ')
    url = f"/registers/{register.pk}/declaration/"
    assert office.post(url, {"text": text, "reason": "新树种"}).status_code == 302
    assert "滇朴" in office.get(f"/registers/{register.pk}/new/").content.decode()
    lost = text.replace("version = 2", "version = 3").replace('"f3"', '"age"')
    assert office.post(url, {"text": lost, "reason": "改名"}).status_code == 422
    assert RegisterRecord.objects.get().values["f3"] == 300
