"""A claim becomes a target; what cannot be followed names its field."""

import datetime as dt
from decimal import Decimal

import pytest

from duban.assessment import Method, Rules, RulesError, Target, TargetError, list_rule_names
from duban.commitments import Claim, ClaimKind, Comparator, Role

D = Decimal


def of(**claim):
    base = {"indicator": "项目", "kind": "volume", "value": 100, "unit": "个"}
    return Target.from_json(base | claim, id="1", year=2025)


def test_a_claim_as_the_reader_gives_it():
    claim = Claim(
        start=0,
        end=3,
        number="150个",
        quote="开工150个",
        indicator="省级重点项目",
        role=Role.TARGET,
        kind=ClaimKind.VOLUME,
        comparator=Comparator.GE,
        value=D(150),
        unit="个",
    )
    target = Target.from_claim(claim, id="1.1.1", year=2025, deadline="2025-11")
    assert (target.value, target.deadline) == (D(150), dt.date(2025, 11, 30))


@pytest.mark.parametrize(
    ("field", "claim"),
    [
        ("kind", {"kind": "wish"}),
        ("value", {"value": None}),
        ("value", {"value": "many"}),
        ("value", {"value": True}),
        ("value_high", {"value_high": 90, "comparator": "range"}),
        ("comparator", {"comparator": "about"}),
        ("direction", {"direction": "sideways"}),
        ("strength", {"strength": "maybe"}),
        ("baseline", {"baseline": "530公里"}),
        ("baseline", {"figures": "stock"}),
        ("figures", {"figures": "monthly"}),
        ("lag", {"lag": 1.5}),
        ("nature", {"nature": "river"}),
        ("total", {"total": 0}),
        ("milestones", {"kind": "qualitative"}),
        ("milestones[1]", {"milestones": [{"name": "x"}]}),
        ("milestones[1].weight", {"milestones": [{"name": "x", "due": "年底", "weight": 0}]}),
        ("adjusted", {"adjusted": 7}),
        ("adjusted.value", {"adjusted": {"value": "much"}}),
        ("deadline", {"deadline": "whenever"}),
    ],
)
def test_a_wrong_field_is_named(field, claim):
    with pytest.raises(TargetError) as caught:
        of(**claim)
    assert caught.value.field == field
    assert str(caught.value).startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("indicator", "unit", "method"),
    [
        ("农产品加工产值", "元", Method.AMOUNT),
        ("技术合同成交额", "元", Method.AMOUNT),
        ("宁港集装箱吞吐量", "标箱", Method.AMOUNT),
        ("黄金产业规模", "元", Method.AMOUNT),
        ("工伤保险参保人数", "人", Method.STOCK),
        ("光伏发电装机容量", "千瓦", Method.STOCK),
        ("设施蔬菜面积", "亩", Method.STOCK),
        ("存款余额", "元", Method.STOCK),
        ("补贴标准", "元", Method.STOCK),
    ],
)
def test_a_level_flows_or_stands_by_its_words(indicator, unit, method):
    assert of(kind="level", indicator=indicator, unit=unit).method is method


@pytest.mark.parametrize("raw", [5300000, "530万", "530万人", "5,300,000", {"value": 530, "unit": "万人"}])
def test_a_baseline_in_every_form(raw):
    assert of(kind="level", unit="人", value=5460000, baseline=raw).baseline == D(5300000)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2030", "2030-12-31"),
        ("十五五", "2030-12-31"),
        ("十一五", "2010-12-31"),
        ("三年", "2027-12-31"),
        ("2025-H1", "2025-06-30"),
        ("2020", "2025-12-31"),
    ],
)
def test_a_claims_own_period_is_its_deadline(period, end):
    if period == "十一五":
        claim = {"indicator": "x", "kind": "volume", "value": 1, "period": period, "role": "goal"}
        target = Target.from_json(claim, id="1", year=2006)
    else:
        target = of(period=period, role="goal")
    assert target.deadline == dt.date.fromisoformat(end)


def test_rules_are_named_files_or_tables(tmp_path):
    assert {"default", "宣城", "金寨", "池州", "银川", "武汉"} <= set(list_rule_names())
    own = tmp_path / "own.toml"
    own.write_text('name = "本市"\nextends = "银川"\n[amounts]\nred = 20\n[ahead]\namount_points = "off"')
    rules = Rules.load(own)
    assert (rules.name, rules.amount_yellow, rules.amount_red) == ("本市", 10, 20)
    assert rules.ahead_amount is None
    json_file = tmp_path / "own.json"
    json_file.write_text('{"name": "x", "approx": {"rate_points": 0.2}}')
    assert Rules.load(json_file).approx_rate == D("0.2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[amounts]\ngreen = 3", "没有 amounts.green"),
        ("[amounts]\nred = -1", "amounts.red.*不小于 0"),
        ('[amounts]\nmeasure = "feeling"', "points"),
        ('[lights]\nnear = "lights.near.*blue"', "lights.near.*blue"),
        ("[names]\nfine = 'x'", "names.fine"),
        ("[amounts]\nyellow = 30\nred = 10", "还松"),
        ('[amounts]\nmeasure = "ratio"\nyellow = 60\nred = 80', "还松"),
        ('extends = "某市"', "没有这套规则"),
        ("[amounts", "不是 UTF-8 的 TOML"),
    ],
)
def test_rules_that_cannot_be_used_say_why(tmp_path, text, words):
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(RulesError, match=words):
        Rules.load(path)


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(RulesError, match="宣城"):
        Rules.load("某市")
