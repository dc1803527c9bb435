"""The month page's posted fields → entries; what cannot be read is told beside its field."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from duban.series import Version
from duban_site.core.amounts import read
from duban_site.core.errors import Refused, RowErrors
from duban_site.core.web import date_or_none, key_or_none
from duban_site.reporting.actions.write_entry import EntryInput, FigureInput
from duban_site.reporting.queries.month import FigureRow, MonthRow


def posted(form: QueryDict, rows: Sequence[MonthRow]) -> list[EntryInput]:
    """One entry a row that was on the page. Raises RowErrors; then nothing is written."""
    errors: list[tuple[int, str, str]] = []
    out = []
    for n, row in enumerate(rows, 1):
        key = row.commitment.pk
        version = key_or_none(form.get(f"version-{key}", ""))
        if version is None:
            continue
        figures = [_figure(form, f, n, errors) for f in row.figures]
        out.append(
            EntryInput(
                row.commitment,
                version,
                form.get(f"progress-{key}", ""),
                form.get(f"problems-{key}", ""),
                form.get(f"next-{key}", ""),
                [figure for figure in figures if figure is not None],
            )
        )
    if errors:
        raise RowErrors(_("有几处填写不对，什么都没有保存。"), errors)
    return out


def _figure(
    form: QueryDict, row: FigureRow, n: int, errors: list[tuple[int, str, str]]
) -> FigureInput | None:
    claim = row.claim
    text = form.get(f"value-{claim.pk}", "").strip()
    if not text:
        return None
    try:
        return FigureInput(
            claim,
            form.get(f"period-{claim.pk}", "").strip(),
            read(text, claim.unit, row.scale),
            date_or_none(form.get(f"published-{claim.pk}", "")),
            Version(form.get(f"vintage-{claim.pk}") or "preliminary").value,
        )
    except (Refused, ValueError) as error:
        errors.append((n, claim.indicator, str(error)))
        return None
