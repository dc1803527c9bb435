"""The form of a claim's schedule: twelve shares, past years, what it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban.assessment import TargetError
from duban_site.core.amounts import choose_scale, format_plain, parse_amount
from duban_site.core.errors import Refused
from duban_site.core.model_forms import VersionedForm
from duban_site.plans.models import Claim, Status
from duban_site.reporting.models import Reading, Schedule, ScheduleKind
from duban_site.reporting.targets import build_target

MONTHS = range(1, 13)
PAST_ROWS = 3
SHARE_KINDS = (ScheduleKind.STEP, ScheduleKind.CURVE)
BASELINE_KINDS = ("level", "points", "relative", "volume")
"""Kinds of claims that may need last year's figure as baseline."""
FLOW_CHOICES = [
    ("", gettext_lazy("按指标名称判断")),
    ("true", gettext_lazy("年内累计量（产值、产量）")),
    ("false", gettext_lazy("时点存量（人数、容量）")),
]
LATE_FIELD_LABELS = {"baseline": gettext_lazy("上年基数"), "assigned": gettext_lazy("下达值")}
PERCENT_SCALE = choose_scale("%")


def _build_amount_field(label: object = "") -> forms.CharField:
    attributes = {"class": "amount", "inputmode": "decimal", "autocomplete": "off"}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=str(label), required=False, max_length=30, widget=widget)


class ScheduleForm(VersionedForm):
    """One claim's schedule; `references` are what a relative target may be compared with.

    `save()` gives the Schedule, `claim_values` the claim's values that became known.
    """

    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=ScheduleKind.choices)
    lag = forms.IntegerField(label=gettext_lazy("滞后月数"), min_value=0, max_value=12, required=False)
    reading = forms.ChoiceField(label=gettext_lazy("数据口径"), choices=Reading.choices)
    flow = forms.ChoiceField(label=gettext_lazy("水平指标的性质"), choices=FLOW_CHOICES, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        claim: Claim,
        stored_schedule: Schedule,
        references: Iterable[tuple[str, object]] = (),
        **kwargs: Any,
    ) -> None:
        self.claim, self.schedule = claim, stored_schedule
        self.year = claim.commitment.plan.year
        self.scale = choose_scale(claim.unit, claim.value)
        super().__init__(data, initial=self._build_initial(), **kwargs)
        for month in MONTHS:
            self.fields[f"share_{month}"] = _build_amount_field(_("%(n)s月") % {"n": month})
        for row in range(PAST_ROWS):
            self.fields[f"past_{row}"] = _build_amount_field(_("年份"))
            for month in MONTHS:
                self.fields[f"past_{row}_{month}"] = _build_amount_field(_("%(n)s月") % {"n": month})
        if claim.kind == "relative":
            choices = [("", _("未指定")), *references]
            self.fields["reference"] = forms.ChoiceField(label=_("与谁比较"), choices=choices, required=False)
        for field_name in self.late_fields():
            self.fields[field_name] = _build_amount_field(LATE_FIELD_LABELS[field_name])

    def late_fields(self) -> list[str]:
        """The claim's fields that may be filled in here: in a plan in force only empty ones."""
        field_names = ["baseline"] if self.claim.kind in BASELINE_KINDS else []
        field_names += ["assigned"] if self.claim.kind == "relative" else []
        is_draft = self.claim.commitment.plan.status == Status.DRAFT
        return [field_name for field_name in field_names if is_draft or getattr(self.claim, field_name) is None]

    def _build_initial(self) -> dict[str, Any]:
        schedule = self.schedule
        flow = "" if schedule.flow is None else str(schedule.flow).lower()
        initial = {"kind": schedule.kind, "lag": schedule.lag, "reading": schedule.reading, "flow": flow}
        for month_end, share in _list_stored_points(self.claim, schedule):
            initial[f"share_{month_end.month}"] = format_plain(share * 100)
        for row, (year, amounts) in enumerate(sorted(schedule.past.items())[-PAST_ROWS:]):
            initial[f"past_{row}"] = year
            for month, amount in zip(MONTHS, amounts, strict=False):
                initial[f"past_{row}_{month}"] = self._format_amount(Decimal(str(amount)))
        if schedule.reference_id:
            initial["reference"] = f"claim-{schedule.reference_id}"
        if schedule.published_series_id:
            initial["reference"] = f"series-{schedule.published_series_id}"
        for field_name in ("baseline", "assigned"):
            value = getattr(self.claim, field_name)
            initial[field_name] = "" if value is None else self._format_amount(value)
        return initial

    def _format_amount(self, value: Decimal) -> str:
        return format_plain(value / self.scale.factor).replace(",", "")

    @property
    def shares(self) -> list[forms.BoundField]:
        """The twelve fields of the curve."""
        return [self[f"share_{month}"] for month in MONTHS]

    @property
    def past(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """A row for each past year: the year, and its twelve months."""
        return [(self[f"past_{row}"], [self[f"past_{row}_{month}"] for month in MONTHS]) for row in range(PAST_ROWS)]

    @property
    def faults(self) -> list[str]:
        """Every fault with its place, for the top of the form."""
        return [str(message) for messages in self.errors.values() for message in messages]

    def clean(self) -> dict[str, Any]:
        """Validate the grids of the chosen kind; each fault is added to its field."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind in SHARE_KINDS:
            cleaned["shares"] = self._clean_shares(cleaned, all_required=kind == ScheduleKind.CURVE)
        if kind == ScheduleKind.SEASONAL:
            cleaned["past"] = self._clean_past(cleaned)
        for field_name in self.late_fields():
            cleaned[field_name] = self._clean_number(
                field_name, cleaned.get(field_name), str(self.fields[field_name].label)
            )
        return cleaned

    def _clean_shares(self, cleaned: dict[str, Any], *, all_required: bool) -> dict[str, str]:
        """Period → cumulative share of the year."""
        share_by_period: dict[str, str] = {}
        running_share, previous_month = Decimal(0), 0
        for month in MONTHS:
            field_name, place = f"share_{month}", _("累计占比 %(n)s月") % {"n": month}
            value = self._clean_number(field_name, cleaned.get(field_name), place, percent=True)
            if value is None:
                if all_required and field_name not in self.errors:
                    self.add_error(field_name, _("%s：没有填。曲线要填满十二个月。") % place)
                continue
            if not 0 <= value <= 100:
                self.add_error(field_name, _("%s：应在 0 到 100 之间。") % place)
            elif value < running_share:
                details = {"place": place, "month": previous_month, "share": format_plain(running_share)}
                message = _("%(place)s：比 %(month)s月的 %(share)s%% 小。要填累计，不是当月。")
                self.add_error(field_name, message % details)
            running_share, previous_month = max(running_share, value), month
            share_by_period[f"{self.year}-{month:02d}"] = f"{value / 100:f}"
        if all_required and running_share != 100 and f"share_{MONTHS[-1]}" not in self.errors:
            self.add_error(f"share_{MONTHS[-1]}", _("累计占比 12月：全年应为 100%。"))
        return share_by_period

    def _clean_past(self, cleaned: dict[str, Any]) -> dict[str, list[str]]:
        """Year → twelve cumulative amounts in the claim's unit."""
        amounts_by_year: dict[str, list[str]] = {}
        for row in range(PAST_ROWS):
            field_names = [f"past_{row}_{month}" for month in MONTHS]
            year = (cleaned.get(f"past_{row}") or "").strip()
            if not year and not any(cleaned.get(field_name) for field_name in field_names):
                continue
            if not (year.isascii() and year.isdigit() and 1990 <= int(year) < self.year):
                message = _("往年 第%(row)s行 年份：“%(text)s”不是 %(year)s 年以前的年份。")
                details = {"row": row + 1, "text": year, "year": self.year}
                self.add_error(f"past_{row}", message % details)
            elif year in amounts_by_year:
                message = _("往年 第%(row)s行 年份：%(text)s 年写了两次。")
                self.add_error(f"past_{row}", message % {"row": row + 1, "text": year})
            amounts_by_year[year] = self._clean_year(cleaned, row, field_names)
        if not amounts_by_year:
            self.add_error("past_0", _("往年 第1行：按往年季节至少要一年的十二个月累计数。"))
        return amounts_by_year

    def _clean_year(self, cleaned: dict[str, Any], row: int, field_names: list[str]) -> list[str]:
        running_amount, amounts = Decimal(0), []
        for month, field_name in zip(MONTHS, field_names, strict=True):
            place = _("往年 第%(row)s行 %(n)s月") % {"row": row + 1, "n": month}
            value = self._clean_number(field_name, cleaned.get(field_name), place)
            if value is None and field_name not in self.errors:
                self.add_error(field_name, _("%s：没有填。") % place)
            elif value is not None and value < running_amount:
                self.add_error(field_name, _("%s：比前一月小。要填累计，不是当月。") % place)
            running_amount = max(running_amount, value or running_amount)
            amounts.append(f"{value or 0:f}")
        if not running_amount:
            self.add_error(field_names[-1], _("往年 第%(row)s行 12月：全年不能为零。") % {"row": row + 1})
        return amounts

    def _clean_number(self, field_name: str, text: str | None, place: str, *, percent: bool = False) -> Decimal | None:
        if not text or not text.strip():
            return None
        unit, scale = ("%", PERCENT_SCALE) if percent else (self.claim.unit, self.scale)
        try:
            return parse_amount(text, unit, scale)
        except Refused as fault:
            self.add_error(field_name, f"{place}：{fault}")
            return None

    def save(self) -> Schedule:
        """The schedule as typed, not written yet."""
        cleaned, schedule = self.cleaned_data, self.schedule
        schedule.kind, schedule.reading = cleaned["kind"], cleaned["reading"]
        schedule.lag = cleaned["lag"] or 0
        schedule.flow = {"true": True, "false": False}.get(cleaned["flow"])
        schedule.shares = cleaned.get("shares", schedule.shares)
        schedule.past = cleaned.get("past", schedule.past)
        reference_kind, _separator, reference_key = (cleaned.get("reference") or "").partition("-")
        schedule.reference_id = int(reference_key) if reference_kind == "claim" else None
        schedule.published_series_id = int(reference_key) if reference_kind == "series" else None
        return schedule

    @property
    def claim_values(self) -> dict[str, Decimal]:
        """The values that became known: the claim's field → value."""
        late_values = ((field_name, self.cleaned_data.get(field_name)) for field_name in self.late_fields())
        return {field_name: value for field_name, value in late_values if value is not None}


def _list_stored_points(claim: Claim, schedule: Schedule) -> list[tuple[dt.date, Decimal]]:
    """The cumulative shares at month ends of a stored schedule, by quarters or by months."""
    if schedule.kind not in SHARE_KINDS or not schedule.shares:
        return []
    try:
        return list(build_target(claim, schedule, []).schedule.points)
    except TargetError:
        return []
