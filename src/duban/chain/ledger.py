"""What an office has received: packages in order, each once; targets in their newest version."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from duban.chain.model import Answer, Handed, Package, Reported


class LedgerError(ValueError):
    """A package that cannot be accepted (yet): why, and what to do."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All packages so far. `received` is the last serial of each sender.

    `history` has every version of a target, `targets` the newest; `answers` and `reports` have the
    newest of each target.
    """

    owner: str
    received: dict[str, int] = field(default_factory=dict)
    targets: dict[str, Handed] = field(default_factory=dict)
    history: dict[str, tuple[Handed, ...]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    reports: dict[str, Reported] = field(default_factory=dict)

    def disputed(self) -> list[Answer]:
        """The answers that dispute a target."""
        return [a for a in self.answers.values() if not a.accepted]


def taken(ledger: Ledger, package: Package) -> Ledger:
    """The ledger with the package added; unchanged if the package was received before.

    Raises LedgerError for a package to another office, and where an earlier one is missing.
    """
    if package.receiver != ledger.owner:
        raise LedgerError(f"这个文件是给“{package.receiver}”的")
    last = ledger.received.get(package.sender, 0)
    if package.serial <= last:
        return ledger
    if package.serial > last + 1:
        missing = f"第{last + 1}" + (f"至{package.serial - 1}" if package.serial > last + 2 else "")
        raise LedgerError(f"缺少“{package.sender}”的{missing}号文件，先把它取来")
    found = replace(ledger, received=ledger.received | {package.sender: package.serial})
    for item in package.items:
        found = _with(found, item)
    return found


def _with(ledger: Ledger, item: object) -> Ledger:
    if isinstance(item, Handed):
        before = ledger.history.get(item.id, ())
        if before and item.version <= before[-1].version:
            return ledger
        history = ledger.history | {item.id: (*before, item)}
        return replace(ledger, targets=ledger.targets | {item.id: item}, history=history)
    if isinstance(item, Answer):
        return replace(ledger, answers=ledger.answers | {item.target: item})
    if isinstance(item, Reported):
        known = ledger.reports.get(item.target)
        if known is not None and known.as_of > item.as_of:
            return ledger
        return replace(ledger, reports=ledger.reports | {item.target: item})
    raise TypeError(item)
