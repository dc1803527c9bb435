"""谁可以做什么: every right has words, each role sees its own first, and a refusal names the missing right."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from duban_site.core.access.policy import policy
from duban_site.core.access.rights import SCOPE_LABELS, get_right_words, list_rights
from duban_site.core.access.table import PUBLIC_ACTIONS, SCOPES_BY_ACTION, Scope
from duban_site.people.models import Role
from duban_site.plans.models import Plan

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("action", sorted({*SCOPES_BY_ACTION, *PUBLIC_ACTIONS}))
def test_every_right_has_a_label_and_a_help_in_two_languages(action: str) -> None:
    for language, is_chinese in (("zh-hans", True), ("en", False)):
        with override(language):
            words = get_right_words(action)
        assert bool(CHINESE.search(words.label)) is is_chinese
        assert bool(CHINESE.search(words.help)) is is_chinese


def test_every_scope_has_words() -> None:
    assert set(SCOPE_LABELS) == set(Scope)


@pytest.mark.parametrize("role", Role)
def test_a_role_has_the_rights_of_the_table(role: Role) -> None:
    assert [right.action for right in list_rights(role)] == [
        a for a, scopes in SCOPES_BY_ACTION.items() if role in scopes
    ]


def test_the_page_shows_the_readers_role_first(cast: Cast, signed_in: Any) -> None:
    page = signed_in(cast.lu).get("/help/rights/").content.decode()
    assert re.findall(r"<h2>([^<]+)</h2>", page)[0] == "单位联络员"
    assert "填写报告" in page


def test_a_refused_page_names_the_missing_right_and_who_has_it(cast: Cast, signed_in: Any) -> None:
    response = signed_in(cast.lu).get("/plans/import/")
    assert response.status_code == 403
    assert "您的角色没有“导入报告”的权限。有这项权限的是：督查人员。" in response.content.decode()


def test_a_right_that_does_not_reach_so_far_says_how_far_it_does(cast: Cast, plan: Plan) -> None:
    with pytest.raises(PermissionDenied, match="您的权限“看计划”只限于：生效或结束的计划的内容"):
        policy.require(cast.lu, "plans.see", Plan.objects.create(city="云泽市", year=2040, title="草稿"))
    assert plan.pk
