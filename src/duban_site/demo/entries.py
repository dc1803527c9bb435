"""The invented monthly reports of the demonstration's bodies: the same in every run."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal

from django.utils import timezone

from duban_site.core.amounts import format_amount
from duban_site.demo.simulating import MONTHS
from duban_site.plans.models import Claim, Commitment, Duty, Plan, State
from duban_site.reporting.models import BodyReport, Entry, Figure, ReportStatus

LATE_COUNT, MISSING_COUNT = 2, 1
"""How many reports of the latest month came late, and how many are missing."""
SHORTFALL_SHARE = Decimal("0.97")
"""Below this share of the even schedule a body's entry states a problem."""
PROBLEMS = (
    "设备到货比合同晚了两个月，安装调试顺延。",
    "用地手续还差一项批复，施工队伍未能按期进场。",
    "三季度连续降雨，露天作业停了二十多天。",
    "县区配套资金到位慢，部分标段尚未开工。",
    "市场主体观望情绪较重，新增订单少于预期。",
    "审批系统切换，办件数据归集有缺口。",
    "原施工单位退出，重新招标占用了工期。",
    "牵涉三个部门的数据口径不一致，正在核对。",
)
CATCH_UP_STEPS = (
    "倒排工期，每周调度一次，十一月底前补齐差额。",
    "专人跟办批复事项，十月中旬前进场施工。",
    "增加两个作业班组，利用晴好天气抢工。",
    "商财政部门先行调度资金，本月内全部开工。",
    "逐户走访重点企业，落实一企一策。",
    "十月完成数据补录，并由统计人员复核。",
)
ROUTINE_STEPS = ("继续按计划推进，做好年底验收准备。", "按月抽查质量，保持现有进度。", "总结做法，向其余县区推开。")


def write_entries(plan: Plan) -> int:
    """Write an entry a commitment a month, and mark late and missing reports; returns entries."""
    figures_by_claim = _load_figures_by_claim(plan)
    reports = {
        (report.round.month, report.body_id): report
        for report in BodyReport.objects.filter(round__plan=plan, round__month__lte=MONTHS)
        .select_related("round", "body")
        .order_by("round__month", "body__order")
    }
    entries = []
    accepted = plan.commitments.filter(state=State.ACCEPTED, responsibilities__duty=Duty.LEAD)
    for commitment in accepted.prefetch_related("claims", "responsibilities").order_by("order"):
        lead_body_id = next(row.body_id for row in commitment.responsibilities.all() if row.duty == Duty.LEAD)
        for month in range(2, MONTHS + 1):
            entries.append(_build_entry(commitment, reports[month, lead_body_id], figures_by_claim))
    Entry.objects.bulk_create(entries, 1000)
    _mark_late_and_missing([row for (month, _), row in reports.items() if month == MONTHS])
    return len(entries)


def _load_figures_by_claim(plan: Plan) -> dict[int, list[Figure]]:
    figures_by_claim: dict[int, list[Figure]] = defaultdict(list)
    for figure in Figure.objects.filter(claim__commitment__plan=plan).order_by("end"):
        figures_by_claim[figure.claim_id].append(figure)
    return figures_by_claim


def _build_entry(commitment: Commitment, report: BodyReport, figures_by_claim: dict[int, list[Figure]]) -> Entry:
    month = report.round.month
    rng = random.Random(f"{commitment.number}/{month}")  # noqa: S311
    sentences, is_short = [], False
    for claim in commitment.claims.all():
        past_figures = [figure for figure in figures_by_claim[claim.pk] if figure.end <= report.round.as_of]
        if past_figures:
            sentences.append(_describe_figure(claim, past_figures[-1]))
            is_short = is_short or _is_short_of_schedule(claim, past_figures[-1])
    progress = "；".join(sentences) or f"{month}月按节点推进，阶段工作已报主管领导审定"
    return Entry(
        report=report,
        commitment=commitment,
        progress=progress + "。",
        problems=rng.choice(PROBLEMS) if is_short else "",
        next_steps=rng.choice(CATCH_UP_STEPS if is_short else ROUTINE_STEPS),
        updated_at=report.submitted_at,
    )


def _describe_figure(claim: Claim, figure: Figure) -> str:
    by_date = f"截至{figure.end.month}月末，"
    return f"{by_date}{claim.indicator}为{format_amount(figure.value, claim.unit, claim.value or figure.value)}"


def _is_short_of_schedule(claim: Claim, figure: Figure) -> bool:
    """Whether the figure is visibly short: amounts against the even schedule, rates by target."""
    if claim.kind != "volume" or not claim.value or claim.comparator in ("le", "lt"):
        return claim.kind == "growth" and claim.value is not None and figure.value < claim.value
    return figure.value < claim.value * figure.end.month / 12 * SHORTFALL_SHARE


def _mark_late_and_missing(reports: list[BodyReport]) -> None:
    """Mark the last of the month's reports as missing, and those before them as late."""
    for report in reports[-MISSING_COUNT:]:
        report.status = ReportStatus.DRAFT
        report.submitted_at = report.checked_at = report.checked_by = None
    for report in reports[-MISSING_COUNT - LATE_COUNT : -MISSING_COUNT]:
        day = report.round.late_after + dt.timedelta(days=2)
        submitted_at = dt.datetime.combine(day, dt.time(16), timezone.get_current_timezone())
        report.submitted_at = report.checked_at = submitted_at
    fields = ["status", "submitted_at", "checked_at", "checked_by"]
    BodyReport.objects.bulk_update(reports[-MISSING_COUNT - LATE_COUNT :], fields)
