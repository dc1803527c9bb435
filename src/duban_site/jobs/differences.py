"""The changes that a sheet would make, previewed and confirmed before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from duban_site.core.errors import Conflict
from duban_site.jobs.registry import ConfirmationRequest, Result

if TYPE_CHECKING:
    from duban_site.jobs.running import Task

MAX_PREVIEW_CHANGES = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: its row in the sheet, what it is of, from what, to what."""

    row: int
    what: str
    column: str
    old: str
    new: str

    @property
    def emptied(self) -> bool:
        """Whether a cell that had content is empty in the sheet."""
        return bool(self.old) and not self.new


@dataclass(frozen=True, slots=True)
class Differences:
    """Every change of a sheet, and notices about how it was read."""

    changes: Sequence[Change]
    notices: Sequence[str] = field(default_factory=tuple)

    @property
    def digest(self) -> str:
        """A hash of the changes: only the changes that were confirmed are written."""
        serialized = json.dumps([asdict(change) for change in self.changes], ensure_ascii=False)
        return hashlib.sha256(serialized.encode()).hexdigest()

    def written(self, clear: bool) -> list[Change]:
        """Return the changes to write; emptied cells only with `clear`."""
        return [change for change in self.changes if clear or not change.emptied]

    def preview(self) -> dict[str, Any]:
        """Return the preview that a job stores for its page."""
        rows = [{**asdict(change), "emptied": change.emptied} for change in self.changes[:MAX_PREVIEW_CHANGES]]
        return {
            "digest": self.digest,
            "changes": rows,
            "count": len(self.changes),
            "emptied": sum(change.emptied for change in self.changes),
            "notices": list(self.notices),
        }


def list_reading_notices(
    missing: Iterable[str], unknown: Iterable[str], merged_ranges: Iterable[tuple[str, int, int]]
) -> list[str]:
    """Describe how a sheet was read: missing and unknown columns, merged cells."""
    notices = []
    if names := "、".join(missing):
        notices.append(_("表中没有这些列，原来的内容保留不变：%s。") % names)
    if names := "、".join(f"“{name}”" for name in unknown):
        notices.append(_("这些表头不认识，没有读取：%s。") % names)
    for heading, first, last in merged_ranges:
        parameters = {"heading": heading, "first": first, "last": last}
        notices.append(_("“%(heading)s”第%(first)s至%(last)s行是合并单元格，各行都按同一内容。") % parameters)
    return notices


def check_confirmation(
    task: Task, differences: Differences, address: str, unchanged_message: str
) -> ConfirmationRequest | Result | None:
    """Return what a sheet's job answers before it writes; None once its changes are confirmed.

    `unchanged_message` is the result where nothing differs. Raises Conflict where the changes are
    no longer those that were confirmed.
    """
    if not differences.changes and not task.confirmed:
        return Result(" ".join([unchanged_message, *differences.notices]), address)
    if not task.confirmed:
        message = _("将有 %(n)s 处改动，请核对后确认。") % {"n": len(differences.changes)}
        return ConfirmationRequest(message, differences.preview())
    require_confirmed(differences, task.confirmed)
    return None


def require_confirmed(differences: Differences, confirmed: str) -> None:
    """Raise Conflict where the differences are others than those that somebody confirmed."""
    if differences.digest != confirmed:
        raise Conflict(_("确认之后有人改过这些内容。什么都没有写入，请重新导入、核对。"))
