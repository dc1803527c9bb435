"""Where a panel goes: one Parquet file, or a folder of tables."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path

from duban.bulk.schema import FOLDER_TABLES

SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class Target:
    """`output` ends in .parquet: the wide table. Else it is a folder with the tables."""

    output: Path

    @property
    def files(self) -> dict[str, Path]:
        """Each table's file."""
        if self.output.suffix.lower() == SUFFIX:
            return {"wide": self.output}
        return {name: self.output / f"{name}{SUFFIX}" for name in FOLDER_TABLES}

    @property
    def parts(self) -> Path:
        """The work folder beside it."""
        return self.output.with_name(self.output.name + ".parts")

    @property
    def quarantine(self) -> Path:
        """The list of files that could not be read."""
        return self.output.with_name(self.output.name + ".quarantine.jsonl")

    def sweep(self) -> None:
        """Remove what a run that was killed has left half-written."""
        for path in (*self.files.values(), self.quarantine):
            for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
                left.unlink(missing_ok=True)

    def holds_other_things(self) -> bool:
        """Whether the output is a folder with files that no panel has."""
        if self.output.suffix.lower() == SUFFIX:
            return self.output.is_dir()
        if not self.output.is_dir():
            return self.output.exists()
        own = {f"{name}.{end}" for name in FOLDER_TABLES for end in ("parquet", "csv", "dta")}
        own.add("datapackage.json")
        return any(p.name not in own for p in self.output.iterdir() if p.suffix != ".tmp")
