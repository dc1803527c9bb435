"""What damaged files made of themselves, and what became of it: found by `bench.fuzz`."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.db import OperationalError
from django.test import RequestFactory

import duban
from duban_site.core.audit.chain import verify_chain
from duban_site.middleware import refusal_middleware
from duban_site.plans.actions.import_report import ReportSource, import_report
from duban_site.plans.models import Claim, Part, Plan

HEAD = "青澜市政府工作报告\n2031年1月12日在青澜市人民代表大会上\n一、2031年主要工作\n"


@pytest.mark.django_db
def test_a_number_that_no_column_holds_is_none_and_what_is_too_long_is_cut(cast: Cast) -> None:
    """SQLite keeps 10³⁰ so that no page can read it again; PostgreSQL refuses it."""
    road = f"改造道路{'9' * 30}公里"
    report = duban.read(f"{HEAD}1.新建学校3所，{road}。\n2.扩大开放。\n")
    parts = tuple(replace(part, heading="改革" * 400) for part in report.parts)
    source = ReportSource("长" * 400)
    plan = import_report(cast.shen, replace(report, parts=parts), source, city="青" * 60, year=2031)
    claims = {claim.unit: claim.value for claim in Claim.objects.filter(commitment__plan=plan)}
    assert claims == {"所": 3, "公里": None}
    limits = {f.name: f.max_length for f in Plan._meta.fields if f.max_length}
    stored = Plan.objects.get(pk=plan.pk)
    assert all(len(getattr(stored, name)) <= most for name, most in limits.items())
    longest = Part._meta.get_field("heading").max_length
    assert [len(part.heading) for part in Part.objects.filter(plan=plan)] == [longest]
    assert verify_chain().is_intact


def test_a_database_that_is_busy_is_told_in_words(rf: RequestFactory, tmp_path: Path) -> None:
    first, second = (sqlite3.connect(tmp_path / "a.sqlite3", timeout=0) for _ in range(2))
    first.execute("CREATE TABLE a (b)")
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as busy:
        second.execute("BEGIN IMMEDIATE")
    error: Any = OperationalError(*busy.value.args)
    request = rf.post("/plans/import/")
    request.user, request.session = AnonymousUser(), SessionBase()
    answer = refusal_middleware(lambda _request: None).process_exception(request, error)  # type: ignore[arg-type,return-value]
    assert answer is not None
    assert answer.status_code == 503
    assert "请过一会儿再试" in answer.content.decode()
    for one in (first, second):
        one.close()
