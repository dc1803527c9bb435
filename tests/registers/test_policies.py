"""Every hit and every miss of a policy is explained, and all at once says what one by one says."""

from __future__ import annotations

import datetime as dt

import pytest

from duban.registers import Created, Duty, Rights, fold, load_template, propose
from duban.registers.policies import (
    ConditionError,
    Policy,
    Profile,
    ProfileColumns,
    ProfileError,
    Verdict,
    explain_rule,
    iterate_automatic_payouts,
    match_policies,
    parse_rule,
    read_policy,
)
from duban.registers.policies.invented_policies import invent_policies, invent_profiles
from registers.keeping import DAYS, ZONE, day

RULE = parse_rule(
    """
    规模 属于 小型、微型
    资质 含 高新技术企业 或 资质 含 专精特新企业
    营业收入 不低于 2000万元
    成立日期 不早于 2020-01-01
    """
)
GOOD = {"size": "小型", "titles": ["专精特新企业"], "revenue": 3500, "founded_on": "2021-05-01", "county": "东城区"}


def _profile(**known):
    return Profile.from_raw("91530000MA6K00000X", "云光科技", {**GOOD, **known})


def test_a_hit_says_of_every_condition_what_was_met():
    verdict, outcomes = explain_rule(RULE, _profile())
    assert verdict is Verdict.HIT
    assert [one.sentence for one in outcomes] == [
        "规模 属于 小型、微型：实际小型，符合",
        "资质 含 高新技术企业：实际专精特新企业，不符合",
        "资质 含 专精特新企业：实际专精特新企业，符合",
        "营业收入 不低于 2000万元：实际3500万元，符合",
        "成立日期 不早于 2020-01-01：实际2021-05-01，符合",
    ]


def test_a_miss_says_which_condition_failed_and_by_what():
    verdict, outcomes = explain_rule(RULE, _profile(revenue=1999))
    assert verdict is Verdict.MISS
    missed = [one.sentence for one in outcomes if one.verdict is Verdict.MISS and one.clause == 3]
    assert missed == ["营业收入 不低于 2000万元：实际1999万元，不符合"]


def test_want_of_data_is_neither_hit_nor_miss_unless_something_else_decides():
    verdict, outcomes = explain_rule(RULE, _profile(revenue=None))
    assert verdict is Verdict.UNKNOWN
    assert outcomes[3].sentence == "营业收入 不低于 2000万元：没有这项数据，无法判断"
    assert explain_rule(RULE, _profile(revenue=None, size="大型"))[0] is Verdict.MISS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "一条也没有"),
        ("规模属于小型", "不是条件"),
        ("天气 属于 晴", "企业画像没有“天气”；可用：注册地"),
        ("规模 不低于 小型", "不能用“不低于”；可用：属于、不属于"),
        ("营业收入 不低于 很多", "应是数"),
        ("规模 属于 巨型", "没有“巨型”；可用：大型"),
        ("成立日期 不早于 明天", "应是日期"),
        ("规模 属于 小型\n营业收入 不低于 x", "第2行"),
    ],
)
def test_a_condition_that_cannot_be_read_is_told_by_its_line(text, said):
    with pytest.raises(ConditionError, match=said):
        parse_rule(text)


def test_a_profile_with_what_it_cannot_hold_is_refused():
    with pytest.raises(ProfileError, match="没有“colour”这一项"):
        Profile.from_raw("1", "甲", {"colour": "red"})
    with pytest.raises(ProfileError, match="规模没有“巨型”"):
        _profile(size="巨型")


def test_all_at_once_says_what_one_by_one_says():
    profiles = invent_profiles(900, 3)
    columns = ProfileColumns(profiles)
    seen = set()
    for found in match_policies(invent_policies(60, 5), columns, day("2025-06-30")):
        hits = {profile.id for profile in columns.iterate_profiles(found.hits)}
        unknown = {profile.id for profile in columns.iterate_profiles(found.unknown)}
        assert len(hits) == found.count
        for profile in profiles:
            verdict, _ = explain_rule(found.policy.rule, profile)
            seen.add(verdict)
            assert (profile.id in hits) is (verdict is Verdict.HIT)
            assert (profile.id in unknown) is (verdict is Verdict.UNKNOWN)
    assert seen == set(Verdict)


def test_a_policy_out_of_force_matches_nobody():
    policy = Policy("P1", "奖补", RULE, since=day("2025-01-01"), until=day("2025-12-31"))
    columns = ProfileColumns([_profile()])
    assert [m.count for m in match_policies([policy], columns, day("2025-12-31"))] == [1]
    assert list(match_policies([policy], columns, day("2026-01-01"))) == []
    assert list(match_policies([policy], columns, day("2024-12-31"))) == []


def test_what_is_paid_without_application_becomes_a_record_once_with_its_reasons():
    policies = [Policy("P1", "奖补", RULE, "免申即享"), Policy("P2", "补贴", RULE, "快申快享")]
    columns = ProfileColumns([_profile()])
    found = list(match_policies(policies, columns, day("2025-06-30")))
    drafts = list(iterate_automatic_payouts(found, columns, frozenset()))
    assert [draft["policy"] for draft in drafts] == ["P1"]
    paid = frozenset({("P1", "91530000MA6K00000X")})
    assert list(iterate_automatic_payouts(found, columns, paid)) == []
    at = dt.datetime(2025, 6, 30, 9, tzinfo=ZONE)
    values = {**drafts[0], "lead_body": "市工业和信息化局"}
    event = Created(record="F1", serial=1, at=at, actor="甲", values=values)
    keeper = Rights("甲", frozenset({Duty.KEEPER}))
    assert propose(load_template("payout"), None, event, keeper, DAYS) == ()
    assert "营业收入 不低于 2000万元：实际3500万元，符合" in str(values["hits"])


def test_a_record_of_the_register_is_a_policy():
    values = {
        "name": "技改奖补",
        "conditions": "规模 属于 小型",
        "way": "免申即享",
        "issued_on": day("2025-01-01"),
        "valid_until": day("2025-12-31"),
    }
    at = dt.datetime(2025, 1, 2, 9, tzinfo=ZONE)
    event = Created(record="P7", serial=1, at=at, actor="甲", values=values)
    policy = read_policy(fold(load_template("policy"), [event]))
    assert (policy.id, policy.way, policy.until) == ("P7", "免申即享", day("2025-12-31"))
    assert str(policy.rule.clauses[0][0]) == "规模 属于 小型"
