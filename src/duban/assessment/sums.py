"""The sum behind a status, in words that a reader can check with a pencil."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duban.assessment.model import Method
from duban.assessment.rules import Rules
from duban.commitments import Comparator
from duban.quantities import printing
from duban.series import Observation

if TYPE_CHECKING:
    from duban.assessment.assessment import Assessment

# What a page shows beside a status, by flag: Chinese, English.
FLAG_TEXTS = {
    "no_baseline": ("没有基期数，只与目标值比较", "no baseline, so held against the target only"),
    "last_year": ("基期取上年末的数据", "the baseline is last year's end figure"),
    "strive": ("力争目标，差距只展示，不追责", "an expectation: the shortfall is shown, not blamed"),
    "remembered": ("本年曾亮红灯，追上后转黄灯", "red earlier this year: caught up turns yellow"),
    "adjusted": ("目标已调整（口径调整）", "the target was changed"),
    "sign_assumed": (
        "数值均为正，按降幅理解；若为上升请写负号口径",
        "all figures are positive and read as falls; state figures: signed if they are changes",
    ),
    "falls": ("累计数比上期减少，请核实", "the cumulative figure fell since the period before"),
    "undated": (
        "修订数没有公布日期，视为期末即知",
        "the revision has no publication date and counts as known at its period's end",
    ),
    "final_pending": ("全年数尚未公布", "the year's figure is not yet published"),
    "breached": ("已经发生，年内不可挽回", "it has happened and cannot be undone this year"),
    "outstanding": ("尚有未清零", "some are still outstanding"),
    "no_evidence": ("报完成但无佐证，不计", "reported done without evidence, not counted"),
}
REASON_TEXTS = {
    "withdrawn": ("目标已撤销或调整，不再评价", "the target was withdrawn"),
    "annual": ("到期数公布前不评价", "not judged before the final figure"),
    "bound_unknown": ("下达值或参照数尚未取得", "the assigned value, baseline or other series is not known yet"),
    "unreadable": ("缺基期数或缺月，无法计算", "a baseline or a month is missing for the sum"),
    "later": ("到期年份未到", "its year has not come"),
    "early": ("尚无应报数据", "no figure could be expected yet"),
    "": ("应报未报", "no figure was reported"),
}
_RELATION_SIGNS = {(1, False): "≥", (1, True): ">", (-1, False): "≤", (-1, True): "<"}
_FORMULA_BY_METHOD = {
    Method.AMOUNT: "目标×序时",
    Method.STOCK: "基期+（目标－基期）×序时",
    Method.POINTS: "目标×序时",
    Method.COVERAGE: "基期+（全部－基期）×序时",
    Method.RATE: "目标值本身",
    Method.REFERENCE: "参照数同期值",
    Method.ASSIGNED: "下达值本身",
    Method.BASELINE: "基期值",
    Method.ZERO: "0",
    Method.CLEARED: "0",
    Method.MILESTONES: "到期节点权重÷全部权重",
}


def format_amount(value: Decimal, unit: str, *, chinese: bool = True) -> str:
    """A figure by itself as it is written: `1.3万座`, `5%`; in English `13,000 座`."""
    if chinese:
        return printing.print_figure(value, unit)
    return printing.print_figure_english(value, unit)


class _FigureFormatter:
    """Prints the figures of one assessment in one scale and with one number of decimals."""

    def __init__(self, assessment: Assessment) -> None:
        self.unit = assessment.unit
        self.scale_value = assessment.bound if assessment.bound else assessment.value
        figures = (assessment.value, assessment.expected, assessment.bound, assessment.target.baseline)
        self.places = printing.choose_decimals(self.unit, self.scale_value, *figures)

    def format_chinese(self, value: Decimal | None, unit: str | None = None) -> str:
        """As Chinese writes it; `unit` where it is not that of the figures."""
        unit = self.unit if unit is None else unit
        return printing.print_figure(value or Decimal(0), unit, target=self.scale_value, places=self.places)

    def format_english(self, value: Decimal | None, unit: str | None = None) -> str:
        """As English writes it, without 万 and 亿."""
        unit = self.unit if unit is None else unit
        scale = printing.choose_scale(self.unit, self.scale_value)
        places = max(0, self.places - (printing.count_decimals(1 / scale.factor)))
        return printing.print_figure_english(value or Decimal(0), unit, places=places)


def render_chinese(assessment: Assessment) -> str:
    """The full sum, e.g. `2025年一季度12个；序时应达40个×3/12=10个；12个>10个，优2个：达进度`."""
    if assessment.value is None or assessment.expected is None or assessment.gap is None:
        reason = REASON_TEXTS[assessment.reason][0]
        latest_figure = f"（最近数据：{_render_source(assessment.observation)}）" if assessment.observation else ""
        return f"{reason}{latest_figure}：{_render_outcome(assessment)}"
    format_figure = _FigureFormatter(assessment).format_chinese
    clauses = [f"{_render_period(assessment)}{format_figure(assessment.value)}", f"{_render_expectation(assessment)}"]
    clauses.append(
        f"{format_figure(assessment.value)}{_choose_relation(assessment)}{format_figure(assessment.expected)}，{_render_gap(assessment)}"
    )
    notes = "".join(f"；{FLAG_TEXTS[flag][0]}" for flag in assessment.flags)
    return f"{'；'.join(clauses)}：{_render_outcome(assessment)}{notes}。{_render_rules(assessment)}"


def _render_outcome(assessment: Assessment) -> str:
    verdict = (
        assessment.verdict
        if assessment.verdict == assessment.status.chinese
        else f"{assessment.status.chinese}（{assessment.verdict}）"
    )
    return verdict if assessment.light is None else f"{verdict}，{assessment.light.chinese}"


def _render_period(assessment: Assessment) -> str:
    if assessment.observation is None:
        return f"截至{assessment.as_of}，节点完成"
    return f"{_render_source(assessment.observation)}{'累计' if assessment.target.method is Method.AMOUNT else ''}"


def _render_source(observation: Observation | None) -> str:
    if observation is None:
        return ""
    publication_date = f"，{observation.published}公布" if observation.published else ""
    return f"{observation.period.chinese(cumulative=True)}（{observation.version.chinese}数{publication_date}）"


def _render_expectation(assessment: Assessment) -> str:
    format_figure, method = _FigureFormatter(assessment).format_chinese, assessment.target.method
    if method is Method.MILESTONES:
        return f"到期节点应完成{format_figure(assessment.expected)}"
    if method is Method.REFERENCE and assessment.reference_observation is not None:
        reference = assessment.reference_observation
        return f"参照数{_render_source(reference)}{format_figure(reference.value)}"
    if assessment.share is None or assessment.bound is None or assessment.expected == assessment.bound:
        return f"应达{_render_bound(assessment)}"
    baseline = assessment.target.baseline
    if method in (Method.STOCK, Method.COVERAGE) and baseline is not None:
        increase = f"{format_figure(assessment.bound)}－{format_figure(baseline)}"
        calculation = f"{format_figure(baseline)}+（{increase}）×{assessment.share}"
    else:
        calculation = f"{format_figure(assessment.bound)}×{assessment.share}"
    return f"序时应达{calculation}{_choose_equals_sign(assessment)}{format_figure(assessment.expected)}"


def _choose_equals_sign(assessment: Assessment) -> str:
    """`=`, or `≈` where the amount due was rounded in favour of who reports."""
    baseline = assessment.target.baseline or Decimal(0)
    counts_from_baseline = assessment.target.method in (Method.STOCK, Method.COVERAGE)
    assert assessment.share is not None and assessment.bound is not None  # noqa: S101, PT018
    exact_due = (
        baseline + assessment.share.apply_to(assessment.bound - baseline)
        if counts_from_baseline
        else assessment.share.apply_to(assessment.bound)
    )
    if exact_due == assessment.expected:
        return "="
    is_unscaled = printing.choose_scale(assessment.unit, assessment.bound).factor == 1
    return "，取整为" if assessment.target.asks_for_countables and is_unscaled else "≈"


def _render_bound(assessment: Assessment) -> str:
    approximation = "左右" if assessment.target.requirement.is_approximate else ""
    sign = _RELATION_SIGNS[(assessment.target.requirement.sign, assessment.target.requirement.is_strict)]
    return f"{sign}{_FigureFormatter(assessment).format_chinese(assessment.bound)}{approximation}"


def _choose_relation(assessment: Assessment) -> str:
    assert assessment.value is not None and assessment.expected is not None  # noqa: S101, PT018
    if assessment.value == assessment.expected:
        return "="
    return ">" if assessment.value > assessment.expected else "<"


def _render_gap(assessment: Assessment) -> str:
    gap = assessment.gap or Decimal(0)
    if not gap:
        return "持平"
    distance = _FigureFormatter(assessment).format_chinese(abs(gap), choose_gap_unit(assessment.unit))
    return f"{'优' if gap > 0 else '差'}{distance}"


def choose_gap_unit(unit: str) -> str:
    """The unit of a difference: two percentages differ by percentage points."""
    return "个百分点" if unit == "%" else unit


def _render_rules(assessment: Assessment) -> str:
    return f"（规则：{assessment.rules.title or assessment.rules.name}；{render_thresholds(assessment)}）"


def render_thresholds(assessment: Assessment) -> str:
    """The thresholds that were applied, in Chinese."""
    rules, method = assessment.rules, assessment.target.method
    is_rate = method in (Method.RATE, Method.REFERENCE, Method.ASSIGNED, Method.BASELINE)
    clauses = []
    if assessment.target.requirement.is_approximate:
        tolerance = f"{rules.approx_rate}个百分点" if is_rate else f"{rules.approx_amount}%"
        clauses.append(f"左右容差{tolerance}")
    if method in (Method.ZERO, Method.CLEARED):
        clauses.append("发生即红灯")
    elif is_rate:
        clauses.append(f"差距超过{rules.rate_red}个百分点红灯" if rules.rate_red else "不设红灯")
    else:
        clauses.append(_render_amount_threshold(rules))
    return "，".join(clauses)


def _render_amount_threshold(rules: Rules) -> str:
    if rules.measure == "ratio":
        return f"低于序时的{rules.amount_yellow}%黄灯，低于{rules.amount_red}%红灯"
    yellow = f"低于序时{rules.amount_yellow}个百分点起黄灯，" if rules.amount_yellow else ""
    return f"{yellow}低于序时超过{rules.amount_red}个百分点红灯" if rules.amount_red else yellow


def render_english(assessment: Assessment) -> str:
    """The same sum in English."""
    status = assessment.status.value.replace("_", " ")
    outcome = status if assessment.light is None else f"{status}, {assessment.light.value} light"
    if assessment.value is None or assessment.expected is None or assessment.gap is None:
        latest_figure = f" (latest figure: {assessment.observation.period})" if assessment.observation else ""
        return f"{REASON_TEXTS[assessment.reason][1]}{latest_figure}: {outcome}"
    format_figure = _FigureFormatter(assessment).format_english
    clauses = [
        f"{_render_period_english(assessment)}: {format_figure(assessment.value)}",
        f"expected {_render_expectation_english(assessment)}{format_figure(assessment.expected)}",
    ]
    distance = format_figure(abs(assessment.gap), choose_gap_unit(assessment.unit))
    side = "better" if assessment.gap > 0 else "short"
    clauses.append(f"{distance} {side}" if assessment.gap else "exactly as expected")
    notes = "".join(f"; {FLAG_TEXTS[flag][1]}" for flag in assessment.flags)
    return f"{'; '.join(clauses)}: {outcome}{notes} (rules: {assessment.rules.name})"


def _render_period_english(assessment: Assessment) -> str:
    if assessment.observation is None:
        return f"as of {assessment.as_of}"
    observation = assessment.observation
    published = f", published {observation.published}" if observation.published else ""
    return f"{observation.period} ({observation.version.value}{published})"


def _render_expectation_english(assessment: Assessment) -> str:
    if assessment.share is None or assessment.bound is None or assessment.expected == assessment.bound:
        return ""
    baseline = assessment.target.baseline
    format_figure = _FigureFormatter(assessment).format_english
    bound, equals = (format_figure(assessment.bound), "=" if _choose_equals_sign(assessment) == "=" else "≈")
    if assessment.target.method in (Method.STOCK, Method.COVERAGE) and baseline is not None:
        baseline_text = format_figure(baseline)
        return f"{baseline_text} + ({bound} − {baseline_text}) × {assessment.share} {equals} "
    return f"{bound} × {assessment.share} {equals} "


def collect_components(assessment: Assessment) -> dict[str, Any]:
    """Everything the sum is made of, as JSON values; numbers are exact strings."""
    target, requirement = assessment.target, assessment.target.requirement
    return {
        "method": target.method.value,
        "inputs": {
            "value": _encode_number(assessment.value),
            "unit": assessment.unit,
            "target": _encode_number(assessment.bound),
            "comparator": (target.comparator or Comparator.EQ).value,
            "direction": target.direction.value,
            "baseline": _encode_number(target.baseline),
            "figure": None if assessment.observation is None else encode_observation(assessment.observation),
            "against": None
            if assessment.reference_observation is None
            else encode_observation(assessment.reference_observation),
            "schedule": None if assessment.schedule is None else assessment.schedule.kind.value,
            "share": None if assessment.share is None else str(assessment.share),
            "deadline": None if assessment.schedule is None else assessment.schedule.deadline.isoformat(),
            "lag": target.lag_months,
        },
        "formula": _FORMULA_BY_METHOD[target.method],
        "relation": _RELATION_SIGNS[(requirement.sign, requirement.is_strict)],
        "expected": _encode_number(assessment.expected),
        "gap": _encode_number(assessment.gap),
        "threshold": render_thresholds(assessment) if assessment.status.judged else "",
        "rules": assessment.rules.name,
        "reason": "" if assessment.status.judged else REASON_TEXTS[assessment.reason][0],
        "flags": list(assessment.flags),
    }


def encode_observation(observation: Observation) -> dict[str, Any]:
    """The source row of a figure."""
    return {
        "period": str(observation.period),
        "value": _encode_number(observation.value),
        "unit": observation.unit,
        "published": None if observation.published is None else observation.published.isoformat(),
        "version": observation.version.value,
        "source": observation.source,
    }


def _encode_number(value: Decimal | None) -> str | None:
    return None if value is None else printing.format_plain(printing.round_half_up(value, 4))


assert set(_FORMULA_BY_METHOD) == set(Method)  # noqa: S101  (a new method states its formula)
