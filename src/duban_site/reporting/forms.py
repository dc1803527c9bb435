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
from duban_site.core.amounts import plain, read, scale_of
from duban_site.core.errors import Refused
from duban_site.plans.models import Claim, Status
from duban_site.reporting.models import Reading, Schedule, ScheduleKind
from duban_site.reporting.targets import target_of

MONTHS = range(1, 13)
PAST_ROWS = 3
GROWING = (ScheduleKind.STEP, ScheduleKind.CURVE)
BASED = ("level", "points", "relative", "volume")
"""Kinds of claims that may need last year's figure as baseline."""
NATURES = [
    ("", gettext_lazy("按指标名称判断")),
    ("true", gettext_lazy("年内累计量（产值、产量）")),
    ("false", gettext_lazy("时点存量（人数、容量）")),
]
LATER = {"baseline": gettext_lazy("上年基数"), "assigned": gettext_lazy("下达值")}
PERCENT = scale_of("%")


def _typed(label: object = "") -> forms.CharField:
    attributes = {"class": "amount", "inputmode": "decimal", "autocomplete": "off"}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=str(label), required=False, max_length=30, widget=widget)


class ScheduleForm(forms.Form):
    """One claim's schedule; `references` are what a relative target may be compared with.

    `save()` gives the Schedule, `claim_values` the claim's values that became known.
    """

    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=ScheduleKind.choices)
    lag = forms.IntegerField(
        label=gettext_lazy("滞后月数"), min_value=0, max_value=12, required=False
    )
    reading = forms.ChoiceField(label=gettext_lazy("数据口径"), choices=Reading.choices)
    flow = forms.ChoiceField(label=gettext_lazy("水平指标的性质"), choices=NATURES, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        claim: Claim,
        held: Schedule,
        references: Iterable[tuple[str, object]] = (),
        **kwargs: Any,
    ) -> None:
        self.claim, self.held = claim, held
        self.year = claim.commitment.plan.year
        self.scale = scale_of(claim.unit, claim.value)
        super().__init__(data, initial=self._initial(), **kwargs)
        for month in MONTHS:
            self.fields[f"share_{month}"] = _typed(_("%(n)s月") % {"n": month})
        for row in range(PAST_ROWS):
            self.fields[f"past_{row}"] = _typed(_("年份"))
            for month in MONTHS:
                self.fields[f"past_{row}_{month}"] = _typed(_("%(n)s月") % {"n": month})
        if claim.kind == "relative":
            choices = [("", _("未指定")), *references]
            self.fields["reference"] = forms.ChoiceField(
                label=_("与谁比较"), choices=choices, required=False
            )
        for name in self.known_later():
            self.fields[name] = _typed(LATER[name])

    def known_later(self) -> list[str]:
        """The claim's fields that may be filled in here: in a plan in force only empty ones."""
        names = ["baseline"] if self.claim.kind in BASED else []
        names += ["assigned"] if self.claim.kind == "relative" else []
        draft = self.claim.commitment.plan.status == Status.DRAFT
        return [name for name in names if draft or getattr(self.claim, name) is None]

    def _initial(self) -> dict[str, Any]:
        held = self.held
        flow = "" if held.flow is None else str(held.flow).lower()
        out = {"kind": held.kind, "lag": held.lag, "reading": held.reading, "flow": flow}
        for day, share in _points(self.claim, held):
            out[f"share_{day.month}"] = plain(share * 100)
        for row, (year, amounts) in enumerate(sorted(held.past.items())[-PAST_ROWS:]):
            out[f"past_{row}"] = year
            for month, amount in zip(MONTHS, amounts, strict=False):
                out[f"past_{row}_{month}"] = self._shown(Decimal(str(amount)))
        if held.reference_id:
            out["reference"] = f"claim-{held.reference_id}"
        if held.published_series_id:
            out["reference"] = f"series-{held.published_series_id}"
        for name in ("baseline", "assigned"):
            value = getattr(self.claim, name)
            out[name] = "" if value is None else self._shown(value)
        return out

    def _shown(self, value: Decimal) -> str:
        return plain(value / self.scale.factor).replace(",", "")

    @property
    def shares(self) -> list[forms.BoundField]:
        """The twelve fields of the curve."""
        return [self[f"share_{month}"] for month in MONTHS]

    @property
    def past(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        """A row for each past year: the year, and its twelve months."""
        return [
            (self[f"past_{row}"], [self[f"past_{row}_{month}"] for month in MONTHS])
            for row in range(PAST_ROWS)
        ]

    @property
    def faults(self) -> list[str]:
        """Every fault with its place, for the top of the form."""
        return [str(message) for messages in self.errors.values() for message in messages]

    def clean(self) -> dict[str, Any]:
        """Validate the grids of the chosen kind; each fault is added to its field."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind in GROWING:
            data["shares"] = self._shares(data, every=kind == ScheduleKind.CURVE)
        if kind == ScheduleKind.SEASONAL:
            data["past"] = self._past(data)
        for name in self.known_later():
            data[name] = self._number(name, data.get(name), str(self.fields[name].label))
        return data

    def _shares(self, data: dict[str, Any], *, every: bool) -> dict[str, str]:
        """Period → cumulative share of the year."""
        found: dict[str, str] = {}
        low, before = Decimal(0), 0
        for month in MONTHS:
            name, place = f"share_{month}", _("累计占比 %(n)s月") % {"n": month}
            value = self._number(name, data.get(name), place, percent=True)
            if value is None:
                if every and name not in self.errors:
                    self.add_error(name, _("%s：没有填。曲线要填满十二个月。") % place)
                continue
            if not 0 <= value <= 100:
                self.add_error(name, _("%s：应在 0 到 100 之间。") % place)
            elif value < low:
                words = {"place": place, "month": before, "share": plain(low)}
                message = _("%(place)s：比 %(month)s月的 %(share)s%% 小。要填累计，不是当月。")
                self.add_error(name, message % words)
            low, before = max(low, value), month
            found[f"{self.year}-{month:02d}"] = f"{value / 100:f}"
        if every and low != 100 and f"share_{MONTHS[-1]}" not in self.errors:
            self.add_error(f"share_{MONTHS[-1]}", _("累计占比 12月：全年应为 100%。"))
        return found

    def _past(self, data: dict[str, Any]) -> dict[str, list[str]]:
        """Year → twelve cumulative amounts in the claim's unit."""
        found: dict[str, list[str]] = {}
        for row in range(PAST_ROWS):
            names = [f"past_{row}_{month}" for month in MONTHS]
            year = (data.get(f"past_{row}") or "").strip()
            if not year and not any(data.get(name) for name in names):
                continue
            if not (year.isascii() and year.isdigit() and 1990 <= int(year) < self.year):
                message = _("往年 第%(row)s行 年份：“%(text)s”不是 %(year)s 年以前的年份。")
                told = {"row": row + 1, "text": year, "year": self.year}
                self.add_error(f"past_{row}", message % told)
            elif year in found:
                message = _("往年 第%(row)s行 年份：%(text)s 年写了两次。")
                self.add_error(f"past_{row}", message % {"row": row + 1, "text": year})
            found[year] = self._year(data, row, names)
        if not found:
            self.add_error("past_0", _("往年 第1行：按往年季节至少要一年的十二个月累计数。"))
        return found

    def _year(self, data: dict[str, Any], row: int, names: list[str]) -> list[str]:
        low, out = Decimal(0), []
        for month, name in zip(MONTHS, names, strict=True):
            place = _("往年 第%(row)s行 %(n)s月") % {"row": row + 1, "n": month}
            value = self._number(name, data.get(name), place)
            if value is None and name not in self.errors:
                self.add_error(name, _("%s：没有填。") % place)
            elif value is not None and value < low:
                self.add_error(name, _("%s：比前一月小。要填累计，不是当月。") % place)
            low = max(low, value or low)
            out.append(f"{value or 0:f}")
        if not low:
            self.add_error(names[-1], _("往年 第%(row)s行 12月：全年不能为零。") % {"row": row + 1})
        return out

    def _number(
        self, name: str, text: str | None, place: str, *, percent: bool = False
    ) -> Decimal | None:
        if not text or not text.strip():
            return None
        unit, scale = ("%", PERCENT) if percent else (self.claim.unit, self.scale)
        try:
            return read(text, unit, scale)
        except Refused as fault:
            self.add_error(name, f"{place}：{fault}")
            return None

    def save(self) -> Schedule:
        """The schedule as typed, not written yet."""
        data, held = self.cleaned_data, self.held
        held.kind, held.reading = data["kind"], data["reading"]
        held.lag = data["lag"] or 0
        held.flow = {"true": True, "false": False}.get(data["flow"])
        held.shares = data.get("shares", held.shares)
        held.past = data.get("past", held.past)
        what, _dash, key = (data.get("reference") or "").partition("-")
        held.reference_id = int(key) if what == "claim" else None
        held.published_series_id = int(key) if what == "series" else None
        return held

    @property
    def known(self) -> dict[str, Decimal]:
        """The values that became known: the claim's field → value."""
        read_now = ((name, self.cleaned_data.get(name)) for name in self.known_later())
        return {name: value for name, value in read_now if value is not None}


def _points(claim: Claim, held: Schedule) -> list[tuple[dt.date, Decimal]]:
    """The cumulative shares at month ends of a stored schedule, by quarters or by months."""
    if held.kind not in GROWING or not held.shares:
        return []
    try:
        return list(target_of(claim, held, []).schedule.points)
    except TargetError:
        return []
