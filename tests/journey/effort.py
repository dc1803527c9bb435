"""What the journey's people had to do: clicks, fields typed, pages."""

from __future__ import annotations

from dataclasses import astuple, dataclass, field


@dataclass
class Effort:
    """Counts of one person, or of one stretch of the way."""

    clicks: int = 0
    fields: int = 0
    pages: int = 0

    @property
    def actions(self) -> int:
        """Clicks and fields typed."""
        return self.clicks + self.fields

    def __sub__(self, before: Effort) -> Effort:
        return Effort(*(now - then for now, then in zip(astuple(self), astuple(before), strict=True)))

    def copy(self) -> Effort:
        """The counts as they are now."""
        return self - Effort()


@dataclass
class Efforts:
    """Counts by person, and by stretch."""

    by_person: dict[str, Effort] = field(default_factory=dict)
    by_stretch: dict[str, Effort] = field(default_factory=dict)

    def of(self, person: str) -> Effort:
        """The person's counts, which go on."""
        return self.by_person.setdefault(person, Effort())

    def table(self, roles: dict[str, str]) -> str:
        """All of it, a line each; `roles` gives what a person is."""
        rows = [(roles.get(person, person), effort) for person, effort in self.by_person.items()]
        rows += list(self.by_stretch.items())
        return "\n".join(f"| {name} | {row.clicks} | {row.fields} | {row.pages} |" for name, row in rows)
