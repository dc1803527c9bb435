"""Bodies and people from one workbook: shown first, opened together, slips shown once."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duban_site.core.actor import SystemActor
from duban_site.core.audit.chain import verify_chain
from duban_site.identity.models import Approval
from duban_site.jobs.models import Job, JobState
from duban_site.people.models import Body, Leader, Person, Role
from duban_site.plans.models import Plan
from duban_site.roster.actions.print_slips import RETENTION_DAYS, forget_slips
from duban_site.roster.models import SlipSheet

pytestmark = pytest.mark.django_db
BODIES = [
    ("单位名称", "简称", "类别", "分管领导", "领导职务"),
    ("市水务局", "水务局", "部门", "高远", ""),
    ("市林业和草原局", "市林草局、林草局", "部门", "林清", "副市长"),
    ("云岭县", "", "县（市）区", "林清", ""),
]
PEOPLE = [
    ("姓名", "账号", "单位", "角色", "电话"),
    ("林木", "lin", "市林草局", "联络员", 13800001111),
    ("木森", "ＭＵ", "市林业和草原局", "单位负责人", ""),
    ("林清", "linqing", "", "分管领导", ""),
    ("陆川", "lu", "市水务局", "单位联络员", "0871-6000"),
]


def workbook(bodies: list[Any] | None, people: list[Any] | None, *, title: bool = False) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, rows in (("单位", bodies), ("人员", people)):
        if rows is not None:
            sheet = book.create_sheet(name)
            for row in ([("花名册",)] if title else []) + rows:
                sheet.append(row)
    book.create_sheet("Sheet3")
    book.save(out)
    return out.getvalue()


@pytest.fixture
def admin(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.ning)
    return browser


def sent(browser: Client, data: bytes) -> tuple[Any, Job | None]:
    answer = browser.post("/roster/", {"file": SimpleUploadedFile("花名册.xlsx", data)})
    return answer, Job.objects.order_by("-pk").first()


def confirmed(browser: Client, data: bytes, **words: str) -> Job:
    _answer, job = sent(browser, data)
    assert job is not None
    assert job.state == JobState.UNCONFIRMED, job.message
    browser.post(reverse("confirm_job", args=[job.pk]), words)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, ""), job.message
    return job


def test_bodies_and_people_are_opened_together_and_only_when_confirmed(admin: Client, cast: Cast) -> None:
    before = (Body.objects.count(), Person.objects.count(), Leader.objects.count())
    _answer, job = sent(admin, workbook(BODIES, PEOPLE, title=True))
    assert job is not None
    assert (Body.objects.count(), Person.objects.count(), Leader.objects.count()) == before
    page = admin.get(reverse("job", args=[job.pk])).content.decode()
    for words in ("市林业和草原局", "林木（lin）", "新开账号", "将生成 3 个初始密码"):
        assert words in page
    assert "13800001111" not in page, "a preview is kept for a while"
    job = confirmed(admin, workbook(BODIES, PEOPLE, title=True))
    forest = Body.objects.get(name="市林业和草原局")
    assert forest.aliases == ["市林草局", "林草局"]
    assert forest.leader is not None
    assert (forest.leader.name, forest.leader.title) == ("林清", "副市长")
    assert Body.objects.get(name="市水务局").aliases == ["市水利局", "水务局"]
    lin = Person.objects.get(username="lin")
    assert (lin.body, lin.role, lin.phone) == (forest, Role.LIAISON, "13800001111")
    assert Person.objects.get(username="mu").must_change_password
    assert Person.objects.get(username="linqing").leader == forest.leader
    assert Person.objects.get(username="lu").phone == "0871-6000"
    assert verify_chain().is_intact
    again = sent(admin, workbook(BODIES, PEOPLE))[1]
    assert again is not None
    assert (again.state, again.message[:15]) == (JobState.DONE, "表格与系统里的一致，没有改动。"[:15])


def test_slips_are_shown_once_and_their_passwords_work(admin: Client, cast: Cast) -> None:
    job = confirmed(admin, workbook(BODIES, PEOPLE))
    assert admin.get(job.address).status_code == 200
    raw = connection.cursor().execute("SELECT passwords FROM roster_slipsheet").fetchone()[0]
    shown = admin.post(job.address)
    page = shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    found = dict(re.findall(r"<code>([^<]+)</code></dd><dt>初始密码</dt><dd><code>([^<]+)", page))
    assert found.keys() == {"lin", "mu", "linqing"}
    assert all(password not in raw for password in found.values()), "encrypted until then"
    assert not re.search("[0Oo1lI]", "".join(password[:14] for password in found.values()))
    assert admin.post(job.address).status_code == 422
    after = admin.get(job.address).content.decode()
    assert not any(password in after for password in found.values())
    browser = Client()
    answer = browser.post("/login/", {"username": "lin", "password": found["lin"]})
    assert answer.status_code == 302
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/password/"
    assert verify_chain().is_intact


def test_nobody_else_sees_the_slips_and_they_are_forgotten(admin: Client, cast: Cast) -> None:
    job = confirmed(admin, workbook(BODIES, PEOPLE))
    other = Client()
    second = Person(username="second", name="二", role=Role.ADMINISTRATOR)
    second.must_change_password = False
    second.save()
    other.force_login(second)
    assert other.post(job.address).status_code == 404
    sheet = SlipSheet.objects.get()
    sheet.made_at = timezone.now() - dt.timedelta(days=RETENTION_DAYS + 1)
    sheet.save()
    assert forget_slips(SystemActor()) == 1
    assert admin.post(job.address).status_code == 422


def test_rights_wait_for_the_security_administrator(admin: Client, cast: Cast) -> None:
    Person.objects.create(username="sec", name="安全", role=Role.SECURITY, must_change_password=False)
    job = confirmed(admin, workbook(BODIES, PEOPLE))
    assert "3 个账号的权限须经安全管理员审批" in " ".join(job.preview["notices"])
    assert "其中 3 个待安全管理员审批" in job.message
    assert not Person.objects.filter(username__in=("lin", "mu", "linqing"), is_active=True).exists()
    assert Approval.objects.filter(approved=None).count() == 3
    assert "待审批，批准后启用" in admin.post(job.address).content.decode()


def test_a_second_administrator_is_not_opened_past_the_rule(admin: Client, cast: Cast) -> None:
    people = [PEOPLE[0], ("王二", "wang", "", "管理员", "")]
    answer, _job = sent(admin, workbook(None, people))
    assert answer.status_code == 422
    assert "要由安全管理员审批" in answer.content.decode()
    assert not Person.objects.filter(username="wang").exists()


@pytest.mark.parametrize(
    ("sheet", "row", "said"),
    [
        ("people", ("甲", "a b", "市水务局", "联络员", ""), "账号只能用字母"),
        ("people", ("甲", "jia", "没有的局", "联络员", ""), "没有“没有的局”这个单位"),
        ("people", ("甲", "jia", "", "联络员", ""), "联络员和单位负责人须填单位"),
        ("people", ("甲", "jia", "市水务局", "司机", ""), "应为以下之一"),
        ("people", ("", "jia", "市水务局", "联络员", ""), "没有填写"),
        ("people", ("林木", "LIN", "市水务局", "联络员", ""), "“lin”写了两次"),
        ("people", ("甲", "jia", "市水务局", "联络员", "1" * 40), "电话"),
        ("bodies", ("市林业和草原局", "", "", "", ""), "写了两次"),
        ("bodies", ("市园林局", "市水利局", "", "", ""), "“市水利局”已经是市水务局的名称或简称"),
        ("bodies", ("市园林局", "", "机关", "", ""), "应为以下之一"),
        ("bodies", ("", "园林", "", "", ""), "没有填写"),
    ],
)
def test_a_fault_keeps_the_whole_workbook_out(
    admin: Client, cast: Cast, sheet: str, row: tuple[str, ...], said: str
) -> None:
    bodies = [*BODIES, row] if sheet == "bodies" else BODIES
    people = [*PEOPLE, row] if sheet == "people" else PEOPLE
    before = (Body.objects.count(), Person.objects.count())
    answer, _job = sent(admin, workbook(bodies, people))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (Body.objects.count(), Person.objects.count()) == before


def test_a_missing_column_and_an_empty_cell_erase_nothing(admin: Client, cast: Cast) -> None:
    confirmed(admin, workbook(BODIES, PEOPLE))
    people = [("姓 名", "登录名", "所在单位", "角色"), ("林木", "lin", "林草局", "联络员")]
    job = sent(admin, workbook(None, people))[1]
    assert job is not None
    assert job.state == JobState.DONE
    assert "原来的内容保留不变：电话、电子邮箱" in job.message
    people = [PEOPLE[0], ("林木", "lin", "林草局", "联络员", "")]
    assert confirmed(admin, workbook(None, people)).preview["emptied"] == 1
    assert Person.objects.get(username="lin").phone == "13800001111"
    confirmed(admin, workbook(None, people), clear="1")
    assert Person.objects.get(username="lin").phone == ""


def test_merged_leaders_hold_for_every_body_that_they_cover(admin: Client, cast: Cast) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([BODIES[0], *BODIES[2:]], None)))
    book["单位"]["D3"] = None
    book["单位"].merge_cells("D2:D3")
    out = io.BytesIO()
    book.save(out)
    confirmed(admin, out.getvalue())
    assert {body.name for body in Leader.objects.get(name="林清").bodies.all()} == {"市林业和草原局", "云岭县"}


def test_the_blank_workbook_is_one_that_is_taken(admin: Client) -> None:
    data = admin.get("/roster/?sheet").content
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["单位"].append(("市教育局", "", "部门", "", ""))
    book["人员"].append(("张教", "zhang", "市教育局", "单位联络员", "", ""))
    out = io.BytesIO()
    book.save(out)
    confirmed(admin, out.getvalue())
    assert Person.objects.get(username="zhang").body == Body.objects.get(name="市教育局")


def test_the_leader_follows_the_body_that_leads(plan: Plan, cast: Cast, signed_in: Any) -> None:
    cast.commerce.leader = cast.gao_leader
    cast.commerce.save()
    task = plan.commitments.get(number="1.1.2")
    task.leader = None
    task.save()
    order = task.topic.part.order
    url = reverse("assign", args=[plan.pk, order])
    signed_in(cast.shen).post(url, {f"lead-{task.pk}": "市商务局"})
    task.refresh_from_db()
    assert task.leader == cast.gao_leader
    signed_in(cast.shen).post(url, {f"lead-{task.pk}": "市商务局", f"leader-{task.pk}": ""})
    task.refresh_from_db()
    assert task.leader is None, "taken away, it stays away"
