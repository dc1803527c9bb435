"""`duban site explain`: the rule behind a right, the reasons of a suggestion, as the pages say them."""

from __future__ import annotations

from io import StringIO

import pytest
from cast_of_people import Cast
from django.core.management import call_command
from django.core.management.base import CommandError

from duban_site.core.access.rights import explain_refusal
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db


def explain(*words: str) -> str:
    out = StringIO()
    call_command("explain", *words, stdout=out)
    return out.getvalue()


def test_a_right_is_explained_by_the_rule_that_allows_or_refuses_it(cast: Cast) -> None:
    allowed = explain("right", "shen", "plans.import")
    assert "可以 plans.import：有“导入报告”的权限" in allowed
    assert "范围：全部" in allowed
    refused = explain("right", "ning", "plans.import")
    assert "不可以 plans.import" in refused
    assert explain_refusal(cast.ning, "plans.import") in refused
    cast.shen.is_active = False
    cast.shen.save()
    assert "账号已停用" in explain("right", "shen", "plans.import")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("right", "nobody", "plans.import"), "没有账号 nobody"),
        (("right", "shen", "plans.fly"), "没有 plans.fly 这个动作"),
        (("suggestion", "青澜市", "1.1.1"), "城市/年度"),
    ],
)
def test_what_cannot_be_explained_says_why(cast: Cast, words: tuple[str, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        explain(*words)


def test_a_suggestion_is_explained_by_its_reasons(plan: Plan) -> None:
    commitment = plan.commitments.all()[0]
    out = explain("suggestion", f"{plan.city}/{plan.year}", commitment.number)
    assert out.startswith(commitment.text)
    assert "（0." in out or "没有可以建议的单位" in out
