"""What a change does to the reading of every report at hand: won, lost and changed.

`make reading-diff BASE=main` reads every report under DUBAN_REPORTS (or ../shared/reports) with the
working tree and with another revision, and lists claims, parts and verdicts that only one of them
has, or that differ, by the pattern that named them. Labels say how good a reading is; this says
what changed. Its summary belongs in the body of a commit on reading.

    python tools/reading_diff.py main [--show 20]     # compare with a revision
    python tools/reading_diff.py --dump OUT FOLDER    # what each revision runs for itself
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_YEAR = re.compile(r"(?P<place>.+)-(?P<year>\d{4})")
Rows = dict[str, dict[str, Any]]


def dump(folder: Path) -> dict[str, Rows]:
    """Claims, parts and verdicts of every text under a folder, by report and place."""
    import duban

    out: dict[str, Rows] = {"claims": {}, "parts": {}, "verdicts": {}}
    reports: dict[tuple[str, int], Any] = {}
    for path in sorted(folder.rglob("*.txt")):
        report = duban.read(path)
        name = str(path.relative_to(folder))
        for claim in report.claims():
            key = f"{name}:{claim.start}-{claim.end}:{claim.indicator}"
            out["claims"][key] = _claim(claim)
        for part in report.parts:
            row = {"heading": part.heading, "role": part.role.value}
            out["parts"][f"{name}:{part.start}"] = row
        if (match := _YEAR.fullmatch(path.stem)) is not None:
            reports[match["place"], int(match["year"])] = report
    for (place, year), last in reports.items():
        this = reports.get((place, year + 1))
        if this is not None:
            out["verdicts"] |= dict(_verdicts(f"{place} {year}", last, this))
    return out


def _claim(claim: Any) -> dict[str, Any]:
    kept = getattr(claim, "evidence", None)
    return {
        "number": claim.number,
        "indicator": claim.indicator,
        "role": claim.role.value,
        "kind": claim.kind.value,
        "direction": claim.direction.value,
        "comparator": claim.comparator and claim.comparator.value,
        "value": str(claim.value),
        "unit": claim.unit,
        "pattern": kept.pattern if kept else "rule",
    }


def _verdicts(pair: str, last: Any, this: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        from duban.verification import verify
    except ImportError:  # a revision from before the room had this name
        return
    for v in verify(last, this):
        row = {"target": v.target.indicator, "number": v.target.number}
        yield f"{pair}:{v.target.start}", row | {"verdict": v.judgement.value}


def compared(old: Rows, new: Rows, ignore: frozenset[str]) -> dict[str, list[str]]:
    """Lines for what was won, lost and changed between two sets of rows."""
    out: dict[str, list[str]] = {"won": [], "lost": [], "changed": []}
    for key in sorted({*old, *new}):
        a, b = old.get(key), new.get(key)
        if a is None or b is None:
            row = b if a is None else a
            out["won" if a is None else "lost"].append(f"{key} {_short(row)}")
            continue
        differ = [f for f in b if f not in ignore and a.get(f) != b[f]]
        if differ:
            said = ", ".join(f"{f}: {a.get(f)} → {b[f]}" for f in differ)
            out["changed"].append(f"{key} {b.get('number', '')} [{b.get('pattern', '')}] {said}")
    return out


def _short(row: dict[str, Any] | None) -> str:
    return " ".join(str(value) for value in (row or {}).values() if value)


def by_place(rows: Rows) -> Rows:
    """Claims by their span; further names of one number counted behind it."""
    out: Rows = {}
    seen: Counter[str] = Counter()
    for key, row in rows.items():
        place = ":".join(key.split(":")[:2])
        seen[place] += 1
        out[place if seen[place] == 1 else f"{place}#{seen[place]}"] = row
    return out


def revision(base: str, folder: Path) -> dict[str, Rows]:
    """What another revision reads, from a checkout of its own that is removed again."""
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), base], check=True)  # noqa: S603
        try:
            return run(tree / "src", folder, Path(place) / "out.json")
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603


def run(source: Path, folder: Path, out: Path) -> dict[str, Rows]:
    """What the library at `source` reads, in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, __file__, "--dump", str(out), str(folder)]
    subprocess.run(command, check=True, env=environment)  # noqa: S603
    found: dict[str, Rows] = json.loads(out.read_text("utf-8"))
    return found


def main() -> None:
    """Compare the working tree with a revision, or dump what this revision reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", default="main")
    parser.add_argument("--show", type=int, default=20, help="lines of each sort")
    parser.add_argument("--dump", nargs=2, metavar=("OUT", "FOLDER"))
    chosen = parser.parse_args()
    if chosen.dump:
        out, folder = map(Path, chosen.dump)
        out.write_text(json.dumps(dump(folder), ensure_ascii=False), encoding="utf-8")
        return
    folder = Path(os.environ.get("DUBAN_REPORTS") or ROOT.parent / "shared" / "reports")
    old = revision(chosen.base, folder)
    with tempfile.TemporaryDirectory() as place:
        new = run(ROOT / "src", folder, Path(place) / "out.json")
    for table in ("claims", "parts", "verdicts"):
        rows = [by_place(side[table]) if table == "claims" else side[table] for side in (old, new)]
        found = compared(rows[0], rows[1], frozenset(("pattern",)))
        counts = ", ".join(f"{len(lines)} {sort}" for sort, lines in found.items())
        sys.stdout.write(f"{table}: {len(rows[0])} → {len(rows[1])}; {counts}\n")
        for sort, lines in found.items():
            sys.stdout.writelines(f"  {sort} {line}\n" for line in lines[: chosen.show])
    patterns = Counter(row["pattern"] for row in new["claims"].values())
    named = ", ".join(f"{name} {n}" for name, n in patterns.most_common())
    sys.stdout.write(f"named by: {named}\n")


if __name__ == "__main__":
    main()
