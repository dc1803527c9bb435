"""空气和水质: readings in by form and file, judged by the standards, feeding a target."""

from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from duban.registers import load_template, read_template_text
from duban.registers.environment.standards import load_limits
from duban_site.core.clock import now
from duban_site.plans.models import Claim, Plan
from duban_site.registers import views_judging
from duban_site.registers.actions import import_readings
from duban_site.registers.actions.bind_measures import MeasureSource, bind_measure
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.feed_claims import feed_claims
from duban_site.registers.actions.record_event import EventTiming
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord
from duban_site.reporting.models import Figure

pytestmark = pytest.mark.django_db
YEAR = 2025
EARLY = EventTiming(at=now().replace(year=YEAR, month=1, day=2))
SECTION = {"section": "青溪入湖口", "kind": "国控断面", "body": "河流", "year": YEAR, "target": 3}
STATION = {"station": "全市", "level": "全市均值", "year": YEAR}
UNIT = {"lead_body": "市水务局"}


@pytest.fixture
def office(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.shen)
    return browser


@pytest.fixture
def water(cast: Cast) -> tuple[Register, RegisterRecord]:
    register = declare_register(cast.shen, read_template_text("water"))
    return register, create_record(cast.shen, register, SECTION | UNIT, timing=EARLY)


def enter(office: Client, register: Register, record: RegisterRecord, **values: str) -> tuple[int, str]:
    asked = {f"v_{key}": value for key, value in values.items()}
    url = f"/registers/{register.pk}/judging/"
    answer = office.post(url, {"do": "enter", "record": record.pk} | asked)
    page = answer if answer.status_code != 302 else office.get(url)
    return answer.status_code, page.content.decode()


def send(office: Client, register: Register, lines: list[str]) -> tuple[int, str]:
    file = SimpleUploadedFile("a.csv", "\n".join(lines).encode())
    url = f"/registers/{register.pk}/judging/"
    answer = office.post(url, {"do": "import", "file": file})
    if answer.status_code == 302 and answer.headers["Location"].startswith("/jobs/"):
        answer = office.post(f"{answer.headers['Location']}confirm/")
    page = answer if answer.status_code != 302 else office.get(url)
    return answer.status_code, page.content.decode()


def test_a_month_is_judged_by_its_worst_factor_as_it_is_entered(
    water: tuple[Register, RegisterRecord], office: Client
) -> None:
    register, record = water
    month = {"month_end": "2025-03-31", "oxygen": "7.8", "ammonia": "0.4"}
    status, page = enter(office, register, record, **month)
    assert status == 302
    assert "Ⅱ类" in page
    assert "每月达标" in page
    status, page = enter(office, register, record, **month | {"phosphorus": "0.3"})
    assert status == 302
    assert "Ⅳ类" in page
    assert "3月超标：总磷（超0.50倍）" in page
    assert "1个月中0个月达标" in page
    told = office.get(f"/registers/records/{record.pk}/").content.decode()
    assert "总磷（超0.50倍）" in told
    status, page = enter(office, register, record, month_end="2025-04-30")
    assert status == 422
    assert "没有可评价的监测因子" in page
    assert enter(office, register, record, oxygen="7")[0] == 422


def test_readings_come_in_by_file_or_not_at_all_and_the_year_is_judged(
    water: tuple[Register, RegisterRecord], office: Client
) -> None:
    register, record = water
    head = "断面（水源地）,监测月末,溶解氧,氨氮（毫克/升）"
    ends = [dt.date(YEAR, m % 12 + 1, 1) - dt.timedelta(days=1) for m in range(1, 12)]
    ends.append(dt.date(YEAR, 12, 31))
    lines = [f"青溪入湖口,{end},6.5,0.{n % 5}" for n, end in enumerate(ends, start=1)]
    status, page = send(office, register, [head, *lines, "没有的断面,2025-01-31,7,1", "青溪入湖口,2025-02-28,很多,1"])
    assert status == 422
    assert "第14行：没有“没有的断面”在该年度的记录" in page
    assert "第15行“溶解氧（毫克/升）”：“很多”不是数字" in page
    record.refresh_from_db()
    assert record.serial == 1
    assert send(office, register, [head, *lines])[0] == 302
    status, page = send(office, register, [head, *lines])
    assert "表格与台账一致，没有改动" in page
    assert page.count("✔ Ⅱ类") == 12
    url = f"/registers/{register.pk}/judging/"
    assert office.post(url, {"do": "judge", "record": record.pk}).status_code == 302
    record.refresh_from_db()
    assert (record.stage, record.values["year_class"]) == ("judged", 2)


def test_days_of_air_come_to_the_share_of_good_days_that_feeds_a_target(cast: Cast, office: Client, plan: Plan) -> None:
    register = declare_register(cast.shen, read_template_text("air"))
    create_record(cast.shen, register, STATION | UNIT, timing=EARLY)
    head = "点位,日期,PM2.5,PM10,二氧化硫,二氧化氮,臭氧日最大8小时,一氧化碳"
    fine = [76 if n == 9 else 30 for n in range(1, 21)]
    lines = [f"全市,{YEAR}-01-{n:02},{pm},60,9,20,99,0.8" for n, pm in enumerate(fine, start=1)]
    status, page = send(office, register, [head, *lines])
    assert status == 302, page
    assert "<b>95%</b>" in page
    assert "天数不足，不判定" in page
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="2.1.1")
    Claim.objects.filter(pk=claim.pk).update(kind="share")
    bind_measure(cast.shen, claim, MeasureSource(register, "good_days"))
    assert "社会消费品零售总额" in office.get(f"/registers/{register.pk}/judging/").content.decode()
    feed_claims(cast.shen, plan, dt.date(YEAR, 12, 31))
    assert Figure.objects.get(claim=claim).value == 95
    refused = office.post(f"/registers/{register.pk}/judging/", {"do": "judge", "record": register.records.get().pk})
    assert refused.status_code == 422
    assert "全年324天" in refused.content.decode()


HEAD = "点位,日期,PM2.5,PM10,二氧化硫,二氧化氮,臭氧日最大8小时,一氧化碳"


def _stations(cast: Cast, count: int) -> tuple[Register, list[RegisterRecord]]:
    register = declare_register(cast.shen, read_template_text("air"))
    level = {"level": "市控", "year": YEAR}
    names = [f"{n}号点" for n in range(1, count + 1)]
    made = [create_record(cast.shen, register, {"station": x} | level | UNIT, timing=EARLY) for x in names]
    return register, made


def test_a_year_of_days_of_several_stations_comes_in_with_one_file(cast: Cast, office: Client) -> None:
    register, made = _stations(cast, 3)
    days = [dt.date(YEAR, 1, 1) + dt.timedelta(days=n) for n in range(365)]
    lines = [f"{n}号点,{day},{20 + n},50,9,20,99,0.8" for day in days for n in (1, 2, 3)]
    assert len(lines) > 1000
    status, page = send(office, register, [HEAD, *lines])
    assert status == 302, page
    assert "已导入 1095 次监测" in page
    assert page.count("✔ 达到二级标准") == 3
    for record in made:
        record.refresh_from_db()
        assert record.serial == 366
    assert send(office, register, [HEAD, *lines[:5]])[0] == 302
    again = office.get(f"/registers/records/{made[0].pk}/")
    assert again.status_code == 200
    assert RegisterEvent.objects.filter(register=register).count() == 3 * 366


def test_hourly_rows_and_files_that_are_too_long_are_refused_whole(
    cast: Cast, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, (record,) = _stations(cast, 1)
    hours = [f"1号点,{YEAR}-01-02,{20 + n},50,9,20,99,0.8" for n in range(2)]
    status, page = send(office, register, [HEAD, *hours])
    assert status == 422
    assert "第3行：与第2行是同一点位的同一期；每期只留一行" in page
    monkeypatch.setattr(import_readings, "MAX_ROWS", 1)
    status, page = send(office, register, [HEAD, hours[0], f"1号点,{YEAR}-01-03,1,1,1,1,1,1"])
    assert status == 422
    assert "多于1行；请按点位或月份分几个文件导入" in page
    record.refresh_from_db()
    assert record.serial == 1


def test_more_stations_than_a_page_holds_stand_on_the_next(
    cast: Cast, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, made = _stations(cast, 3)
    monkeypatch.setattr(views_judging, "STATIONS_PER_PAGE", 2)
    first = office.get(f"/registers/{register.pk}/judging/").content.decode()
    second = office.get(f"/registers/{register.pk}/judging/?year={YEAR}&page=2").content.decode()
    links = [f"/registers/records/{record.pk}/" for record in made]
    assert [link in first for link in links] == [True, True, False]
    assert [link in second for link in links] == [False, False, True]
    assert "1 / 2" in first
    assert f'<option value="{made[2].pk}"' in first, "every station can be chosen on every page"


def test_only_registers_of_air_and_water_have_the_page(cast: Cast, office: Client) -> None:
    other = declare_register(cast.shen, read_template_text("village"))
    assert office.get(f"/registers/{other.pk}/judging/").status_code == 404


@pytest.mark.parametrize("factor", ["pm25", "pm10", "so2", "no2", "o3", "co"])
def test_the_registers_own_measure_has_the_standards_daily_limits(factor: str) -> None:
    measure = load_template("air").measure("good_days")
    assert f"{factor} <= {load_limits('air')[factor]['day'][1]}" in str(measure.part)
