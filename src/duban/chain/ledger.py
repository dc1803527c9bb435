"""What an office has received: packages in order, each once; targets in their newest version."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from duban.chain.model import HandedTarget, Package, ReportedFigure, TargetAnswer
from duban.notices import NoticeError


class LedgerError(NoticeError):
    """A package that cannot be accepted (yet): why, and what to do."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All packages so far. `received` is the last serial of each sender.

    `history` has every version of a target, `targets` the newest; `answers` and `reports` have the
    newest of each target.
    """

    owner: str
    received: dict[str, int] = field(default_factory=dict)
    targets: dict[str, HandedTarget] = field(default_factory=dict)
    history: dict[str, tuple[HandedTarget, ...]] = field(default_factory=dict)
    answers: dict[str, TargetAnswer] = field(default_factory=dict)
    reports: dict[str, ReportedFigure] = field(default_factory=dict)

    def list_disputes(self) -> list[TargetAnswer]:
        """The answers that dispute a target."""
        return [answer for answer in self.answers.values() if not answer.accepted]


def receive_package(ledger: Ledger, package: Package) -> Ledger:
    """The ledger with the package added; unchanged if the package was received before.

    Raises LedgerError for a package to another office, and where an earlier one is missing.
    """
    if package.receiver != ledger.owner:
        raise LedgerError.make("package_for_other", receiver=package.receiver)
    last_serial = ledger.received.get(package.sender, 0)
    if package.serial <= last_serial:
        return ledger
    first, last = last_serial + 1, package.serial - 1
    if first == last:
        raise LedgerError.make("package_missing", sender=package.sender, number=first)
    if first < last:
        raise LedgerError.make("packages_missing", sender=package.sender, first=first, last=last)
    new_ledger = replace(ledger, received=ledger.received | {package.sender: package.serial})
    for item in package.items:
        new_ledger = _add_item(new_ledger, item)
    return new_ledger


def _add_item(ledger: Ledger, item: object) -> Ledger:
    if isinstance(item, HandedTarget):
        earlier_versions = ledger.history.get(item.id, ())
        if earlier_versions and item.version <= earlier_versions[-1].version:
            return ledger
        history = ledger.history | {item.id: (*earlier_versions, item)}
        return replace(ledger, targets=ledger.targets | {item.id: item}, history=history)
    if isinstance(item, TargetAnswer):
        return replace(ledger, answers=ledger.answers | {item.target: item})
    if isinstance(item, ReportedFigure):
        earlier_report = ledger.reports.get(item.target)
        if earlier_report is not None and earlier_report.as_of > item.as_of:
            return ledger
        return replace(ledger, reports=ledger.reports | {item.target: item})
    raise TypeError(item)
