"""Where a panel goes: one Parquet file, or a folder of tables."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path

from duban.bulk.schema import FOLDER_TABLES

PARQUET_SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class PanelOutput:
    """`output` ends in .parquet: the wide table. Else it is a folder with the tables."""

    output: Path

    @property
    def files(self) -> dict[str, Path]:
        """Each table's file."""
        if self.output.suffix.lower() == PARQUET_SUFFIX:
            return {"wide": self.output}
        return {name: self.output / f"{name}{PARQUET_SUFFIX}" for name in FOLDER_TABLES}

    @property
    def parts(self) -> Path:
        """The work folder beside it."""
        return self.output.with_name(self.output.name + ".parts")

    @property
    def quarantine(self) -> Path:
        """The list of files that could not be read."""
        return self.output.with_name(self.output.name + ".quarantine.jsonl")

    def remove_leftovers(self) -> None:
        """Remove what a run that was killed has left half-written."""
        for path in (*self.files.values(), self.quarantine):
            for leftover in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
                leftover.unlink(missing_ok=True)

    def contains_foreign_files(self) -> bool:
        """Whether the output is a folder with files that no panel has."""
        if self.output.suffix.lower() == PARQUET_SUFFIX:
            return self.output.is_dir()
        if not self.output.is_dir():
            return self.output.exists()
        panel_file_names = {f"{name}.{suffix}" for name in FOLDER_TABLES for suffix in ("parquet", "csv", "dta")}
        panel_file_names.add("datapackage.json")
        return any(path.name not in panel_file_names for path in self.output.iterdir() if path.suffix != ".tmp")
