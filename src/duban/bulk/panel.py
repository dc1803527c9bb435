"""A folder of reports to one Parquet file: all cores, resumable, and no file stops the rest."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duban
from duban.bulk import pool
from duban.bulk.batch import panel_schema, reason, report_table
from duban.bulk.finding import reports_under
from duban.bulk.parts import Parts, fingerprint
from duban.documents import parquet
from duban.documents.saving import replacing, save

if TYPE_CHECKING:
    import pyarrow as pa

# Rows held in memory before they are written: one row group of the panel.
GROUP = 10_000


@dataclass(frozen=True, slots=True)
class Bad:
    """A file that gave nothing, and why."""

    file: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """What a run did. `reused` files were read by an earlier run; `empty` ones gave no row."""

    files: int = 0
    read: int = 0
    reused: int = 0
    empty: int = 0
    rows: int = 0
    bad: list[Bad] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    done: int
    total: int
    bad: int


@dataclass(frozen=True, slots=True)
class _Answer:
    key: str
    bad: str | None = None
    reused: bool = False


def build_panel(
    folder: Path,
    output: Path,
    *,
    jobs: int | None = None,
    timeout: float = 120.0,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Read every report under `folder` into the Parquet file `output`.

    What each file gave is kept in `<output>.parts/`; a run that was killed and is started again
    goes on from there. Files that could not be read are in the outcome and in
    `<output>.errors.jsonl`. Where no file could be read, no panel is written. Raises `OSError`.
    """
    parquet.arrow()
    outcome = Outcome()
    files = reports_under(folder, lambda e: outcome.bad.append(Bad(str(e.filename), str(e))))
    parts = Parts(output.with_name(output.name + ".parts"), fingerprint())
    if not files:
        return outcome
    parts.own.mkdir(parents=True, exist_ok=True)
    keys: dict[Path, str] = {}
    outcome.files = len(files)
    work = functools.partial(_read_part, parts=parts)
    workers = min(jobs or os.cpu_count() or 1, max(1, len(files)))
    for path, answer in pool.run(work, files, jobs=workers, seconds=timeout):
        _count(outcome, parts, folder, path, answer, keys)
        on_progress(Progress(outcome.read + len(outcome.bad), len(files), len(outcome.bad)))
    if outcome.read:
        _assemble(output, parts, folder, [(f, keys[f]) for f in files if f in keys], outcome)
    outcome.bad.sort(key=lambda bad: bad.file)
    _write_errors(output.with_name(output.name + ".errors.jsonl"), outcome.bad)
    parts.settle()
    return outcome


def _read_part(path: Path, parts: Parts) -> _Answer:
    """Read one file and keep what it gave. Runs in a worker; never raises."""
    key = ""
    try:
        if not path.is_file():
            return _Answer(key, "不是普通文件 not a regular file")
        key = _key(path)
        if (why := parts.condemned(key)) is not None:
            return _Answer(key, why)
        if parts.path(key).exists():
            return _Answer(key, reused=True)
        parts.keep(key, report_table(duban.read(path), file="", sha256=key))
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        why = reason(error).removeprefix(f"{path}: ")
        if key and not isinstance(error, OSError):
            parts.condemn(key, why)
        return _Answer(key, why)
    return _Answer(key)


def _key(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _count(
    outcome: Outcome,
    parts: Parts,
    folder: Path,
    path: Path,
    answer: _Answer | pool.Lost,
    keys: dict[Path, str],
) -> None:
    """Take one file's answer into the outcome."""
    name = path.relative_to(folder).as_posix()
    if isinstance(answer, pool.Lost):
        outcome.bad.append(Bad(name, answer.reason))
        if path.is_file():
            parts.condemn(_key(path), answer.reason)
    elif answer.bad is not None:
        outcome.bad.append(Bad(name, answer.bad))
    else:
        keys[path] = answer.key
        outcome.read += 1
        outcome.reused += answer.reused


def _assemble(
    output: Path, parts: Parts, folder: Path, files: list[tuple[Path, str]], outcome: Outcome
) -> None:
    """Stream the parts into the panel, a row group at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = panel_schema()
    held: list[pa.Table] = []
    with (
        replacing(output) as path,
        pq.ParquetWriter(path, schema, compression="zstd") as writer,
    ):
        for found in _tables(parts, folder, files, outcome):
            held.append(found)
            if sum(t.num_rows for t in held) >= GROUP:
                writer.write_table(pa.concat_tables(held))
                held = []
        writer.write_table(pa.concat_tables([schema.empty_table(), *held]))


def _tables(
    parts: Parts, folder: Path, files: list[tuple[Path, str]], outcome: Outcome
) -> Iterator[pa.Table]:
    """Each file's rows with the file's name in them."""
    pa = parquet.arrow()
    for file, key in files:
        name = file.relative_to(folder).as_posix()
        found = _sound(parts, key, file)
        outcome.empty += found.num_rows == 0
        outcome.rows += found.num_rows
        yield found.set_column(0, "file", pa.array([name] * found.num_rows, type=pa.string()))


def _sound(parts: Parts, key: str, file: Path) -> pa.Table:
    """A part; read again from its file where the disk has damaged it."""
    pa = parquet.arrow()
    try:
        return parts.load(key)
    except (pa.ArrowInvalid, OSError):
        found = report_table(duban.read(file), file="", sha256=key)
        parts.keep(key, found)
        return found


def _write_errors(target: Path, bad: list[Bad]) -> None:
    """The list of bad files, one JSON object a line; no file where there is none."""
    if not bad:
        target.unlink(missing_ok=True)
        return
    lines = [json.dumps({"file": b.file, "reason": b.reason}, ensure_ascii=False) for b in bad]
    save(target, ("\n".join(lines) + "\n").encode("utf-8", errors="replace"))
