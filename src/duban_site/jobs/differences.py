"""The changes that a sheet would make, previewed and confirmed before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from duban_site.core.errors import Conflict
from duban_site.jobs.registry import Ask, Result

if TYPE_CHECKING:
    from duban_site.jobs.running import Task

SHOWN = 300


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
        said = json.dumps([asdict(one) for one in self.changes], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def written(self, clear: bool) -> list[Change]:
        """Return the changes to write; emptied cells only with `clear`."""
        return [one for one in self.changes if clear or not one.emptied]

    def preview(self) -> dict[str, Any]:
        """Return the preview that a job stores for its page."""
        shown = [{**asdict(one), "emptied": one.emptied} for one in self.changes[:SHOWN]]
        return {
            "digest": self.digest,
            "changes": shown,
            "count": len(self.changes),
            "emptied": sum(one.emptied for one in self.changes),
            "notices": list(self.notices),
        }


def reading_notices(
    missing: Iterable[str], unknown: Iterable[str], carried: Iterable[tuple[str, int, int]]
) -> list[str]:
    """Describe how a sheet was read: missing and unknown columns, merged cells."""
    out = []
    if names := "、".join(missing):
        out.append(_("表中没有这些列，原来的内容保留不变：%s。") % names)
    if names := "、".join(f"“{name}”" for name in unknown):
        out.append(_("这些表头不认识，没有读取：%s。") % names)
    for heading, first, last in carried:
        told = {"heading": heading, "first": first, "last": last}
        out.append(_("“%(heading)s”第%(first)s至%(last)s行是合并单元格，各行都按同一内容。") % told)
    return out


def to_confirm(task: Task, found: Differences, address: str, unchanged: str) -> Ask | Result | None:
    """Return what a sheet's job answers before it writes; None once its changes are confirmed.

    `unchanged_message` is the result where nothing differs. Raises Conflict where the changes are
    no longer those that were confirmed.
    """
    if not found.changes and not task.confirmed:
        return Result(" ".join([unchanged, *found.notices]), address)
    if not task.confirmed:
        words = _("将有 %(n)s 处改动，请核对后确认。") % {"n": len(found.changes)}
        return Ask(words, found.preview())
    require_confirmed(found, task.confirmed)
    return None


def require_confirmed(found: Differences, confirmed: str) -> None:
    """Raise Conflict where the differences are others than those that somebody confirmed."""
    if found.digest != confirmed:
        raise Conflict(_("确认之后有人改过这些内容。什么都没有写入，请重新导入、核对。"))
