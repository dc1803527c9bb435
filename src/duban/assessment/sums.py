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
FLAGS = {
    "no_baseline": ("没有基期数，只与目标值比较", "no baseline, so held against the target only"),
    "last_year": ("基期取上年末的数据", "the baseline is last year's end figure"),
    "strive": (
        "力争目标，差距只展示，不追责",
        "an expectation: the shortfall is shown, not blamed",
    ),
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
REASONS = {
    "withdrawn": ("目标已撤销或调整，不再评价", "the target was withdrawn"),
    "annual": ("到期数公布前不评价", "not judged before the final figure"),
    "bound_unknown": (
        "下达值或参照数尚未取得",
        "the assigned value, baseline or other series is not known yet",
    ),
    "unreadable": ("缺基期数或缺月，无法计算", "a baseline or a month is missing for the sum"),
    "later": ("到期年份未到", "its year has not come"),
    "early": ("尚无应报数据", "no figure could be expected yet"),
    "": ("应报未报", "no figure was reported"),
}
_SIGNS = {(1, False): "≥", (1, True): ">", (-1, False): "≤", (-1, True): "<"}
_FORMULAS = {
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


def amount(value: Decimal, unit: str, *, chinese: bool = True) -> str:
    """A figure by itself as it is written: `1.3万座`, `5%`; in English `13,000 座`."""
    if chinese:
        return printing.print_figure(value, unit)
    return printing.print_figure_english(value, unit)


class _Printer:
    """Prints the figures of one assessment in one scale and with one number of decimals."""

    def __init__(self, a: Assessment) -> None:
        self.unit = a.unit
        self.like = a.bound if a.bound else a.value
        figures = (a.value, a.expected, a.bound, a.target.baseline)
        self.places = printing.places_for(self.unit, self.like, *figures)

    def chinese(self, value: Decimal | None, unit: str | None = None) -> str:
        """As Chinese writes it; `unit` where it is not that of the figures."""
        unit = self.unit if unit is None else unit
        return printing.print_figure(value or Decimal(0), unit, like=self.like, places=self.places)

    def english(self, value: Decimal | None, unit: str | None = None) -> str:
        """As English writes it, without 万 and 亿."""
        unit = self.unit if unit is None else unit
        scale = printing.scale_of(self.unit, self.like)
        places = max(0, self.places - (printing.decimals(1 / scale.factor)))
        return printing.print_figure_english(value or Decimal(0), unit, places=places)


def chinese(a: Assessment) -> str:
    """The full sum, e.g. `2025年一季度12个；序时应达40个×3/12=10个；12个>10个，优2个：达进度`."""
    if a.value is None or a.expected is None or a.gap is None:
        why = REASONS[a.reason][0]
        seen = f"（最近数据：{_source(a.observation)}）" if a.observation else ""
        return f"{why}{seen}：{_outcome(a)}"
    figure = _Printer(a).chinese
    parts = [f"{_when(a)}{figure(a.value)}", f"{_asked(a)}"]
    parts.append(f"{figure(a.value)}{_relation(a)}{figure(a.expected)}，{_distance(a)}")
    notes = "".join(f"；{FLAGS[f][0]}" for f in a.flags)
    return f"{'；'.join(parts)}：{_outcome(a)}{notes}。{_rule(a)}"


def _outcome(a: Assessment) -> str:
    word = a.verdict if a.verdict == a.status.chinese else f"{a.status.chinese}（{a.verdict}）"
    return word if a.light is None else f"{word}，{a.light.chinese}"


def _when(a: Assessment) -> str:
    if a.observation is None:
        return f"截至{a.as_of}，节点完成"
    return f"{_source(a.observation)}{'累计' if a.target.method is Method.AMOUNT else ''}"


def _source(obs: Observation | None) -> str:
    if obs is None:
        return ""
    day = f"，{obs.published}公布" if obs.published else ""
    return f"{obs.period.chinese(cumulative=True)}（{obs.version.chinese}数{day}）"


def _asked(a: Assessment) -> str:
    figure, method = _Printer(a).chinese, a.target.method
    if method is Method.MILESTONES:
        return f"到期节点应完成{figure(a.expected)}"
    if method is Method.REFERENCE and a.against is not None:
        return f"参照数{_source(a.against)}{figure(a.against.value)}"
    if a.share is None or a.bound is None or a.expected == a.bound:
        return f"应达{_bound_words(a)}"
    base = a.target.baseline
    if method in (Method.STOCK, Method.COVERAGE) and base is not None:
        whole = f"{figure(base)}+（{figure(a.bound)}－{figure(base)}）×{a.share}"
    else:
        whole = f"{figure(a.bound)}×{a.share}"
    return f"序时应达{whole}{_rounding(a)}{figure(a.expected)}"


def _rounding(a: Assessment) -> str:
    """`=`, or `≈` where the amount due was rounded in favour of who reports."""
    base = a.target.baseline or Decimal(0)
    based = a.target.method in (Method.STOCK, Method.COVERAGE)
    assert a.share is not None and a.bound is not None  # noqa: S101, PT018
    exact = base + a.share.of(a.bound - base) if based else a.share.of(a.bound)
    if exact == a.expected:
        return "="
    plain = printing.scale_of(a.unit, a.bound).factor == 1
    return "，取整为" if a.target.counted and plain else "≈"


def _bound_words(a: Assessment) -> str:
    around = "左右" if a.target.asked.approx else ""
    sign = _SIGNS[(a.target.asked.sign, a.target.asked.strict)]
    return f"{sign}{_Printer(a).chinese(a.bound)}{around}"


def _relation(a: Assessment) -> str:
    assert a.value is not None and a.expected is not None  # noqa: S101, PT018
    if a.value == a.expected:
        return "="
    return ">" if a.value > a.expected else "<"


def _distance(a: Assessment) -> str:
    gap = a.gap or Decimal(0)
    if not gap:
        return "持平"
    return f"{'优' if gap > 0 else '差'}{_Printer(a).chinese(abs(gap), gap_unit(a.unit))}"


def gap_unit(unit: str) -> str:
    """The unit of a difference: two percentages differ by percentage points."""
    return "个百分点" if unit == "%" else unit


def _rule(a: Assessment) -> str:
    return f"（规则：{a.rules.name}；{threshold(a)}）"


def threshold(a: Assessment) -> str:
    """The thresholds that were applied, in Chinese."""
    rules, method = a.rules, a.target.method
    rated = method in (Method.RATE, Method.REFERENCE, Method.ASSIGNED, Method.BASELINE)
    words = []
    if a.target.asked.approx:
        band = f"{rules.approx_rate}个百分点" if rated else f"{rules.approx_amount}%"
        words.append(f"左右容差{band}")
    if method in (Method.ZERO, Method.CLEARED):
        words.append("发生即红灯")
    elif rated:
        words.append(f"差距超过{rules.rate_red}个百分点红灯" if rules.rate_red else "不设红灯")
    else:
        words.append(_amount_threshold(rules))
    return "，".join(words)


def _amount_threshold(rules: Rules) -> str:
    if rules.measure == "ratio":
        return f"低于序时的{rules.amount_yellow}%黄灯，低于{rules.amount_red}%红灯"
    yellow = f"低于序时{rules.amount_yellow}个百分点起黄灯，" if rules.amount_yellow else ""
    return f"{yellow}低于序时超过{rules.amount_red}个百分点红灯" if rules.amount_red else yellow


def english(a: Assessment) -> str:
    """The same sum in English."""
    status = a.status.value.replace("_", " ")
    outcome = status if a.light is None else f"{status}, {a.light.value} light"
    if a.value is None or a.expected is None or a.gap is None:
        seen = f" (latest figure: {a.observation.period})" if a.observation else ""
        return f"{REASONS[a.reason][1]}{seen}: {outcome}"
    figure = _Printer(a).english
    parts = [f"{_when_en(a)}: {figure(a.value)}", f"expected {_asked_en(a)}{figure(a.expected)}"]
    distance = f"{figure(abs(a.gap), gap_unit(a.unit))} {'better' if a.gap > 0 else 'short'}"
    parts.append(distance if a.gap else "exactly as expected")
    notes = "".join(f"; {FLAGS[f][1]}" for f in a.flags)
    return f"{'; '.join(parts)}: {outcome}{notes} (rules: {a.rules.name})"


def _when_en(a: Assessment) -> str:
    if a.observation is None:
        return f"as of {a.as_of}"
    obs = a.observation
    published = f", published {obs.published}" if obs.published else ""
    return f"{obs.period} ({obs.version.value}{published})"


def _asked_en(a: Assessment) -> str:
    if a.share is None or a.bound is None or a.expected == a.bound:
        return ""
    base = a.target.baseline
    figure = _Printer(a).english
    bound, equals = figure(a.bound), "=" if _rounding(a) == "=" else "≈"
    if a.target.method in (Method.STOCK, Method.COVERAGE) and base is not None:
        low = figure(base)
        return f"{low} + ({bound} − {low}) × {a.share} {equals} "
    return f"{bound} × {a.share} {equals} "


def components(a: Assessment) -> dict[str, Any]:
    """Everything the sum is made of, as JSON values; numbers are exact strings."""
    target, asked = a.target, a.target.asked
    return {
        "method": target.method.value,
        "inputs": {
            "value": _text(a.value),
            "unit": a.unit,
            "target": _text(a.bound),
            "comparator": (target.comparator or Comparator.EQ).value,
            "direction": target.direction.value,
            "baseline": _text(target.baseline),
            "figure": None if a.observation is None else row(a.observation),
            "against": None if a.against is None else row(a.against),
            "schedule": None if a.schedule is None else a.schedule.kind.value,
            "share": None if a.share is None else str(a.share),
            "deadline": None if a.schedule is None else a.schedule.deadline.isoformat(),
            "lag": target.lag,
        },
        "formula": _FORMULAS[target.method],
        "relation": _SIGNS[(asked.sign, asked.strict)],
        "expected": _text(a.expected),
        "gap": _text(a.gap),
        "threshold": threshold(a) if a.status.judged else "",
        "rules": a.rules.name,
        "reason": "" if a.status.judged else REASONS[a.reason][0],
        "flags": list(a.flags),
    }


def row(obs: Observation) -> dict[str, Any]:
    """The source row of a figure."""
    return {
        "period": str(obs.period),
        "value": _text(obs.value),
        "unit": obs.unit,
        "published": None if obs.published is None else obs.published.isoformat(),
        "version": obs.version.value,
        "source": obs.source,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else printing.plain(printing.rounded(value, 4))


assert set(_FORMULAS) == set(Method)  # noqa: S101  (a new method states its formula)
