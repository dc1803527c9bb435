"""A folder of reports to a panel: all cores, resumable, and no file stops the rest."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from duban.bulk import pool
from duban.bulk.assembling import Assembled, assemble
from duban.bulk.batch import reason
from duban.bulk.finding import files_under
from duban.bulk.manifest import NOTHING, Manifest, read_manifest
from duban.bulk.outcome import Bad, Outcome, Progress, write_quarantine
from duban.bulk.parts import Parts, fingerprint, key_of
from duban.bulk.reading import read_bytes
from duban.bulk.tables import tables
from duban.bulk.target import Target
from duban.documents import parquet
from duban.sources import SourceError, file_bytes

NOT_READ = "这种文件不读 (a kind of file that is not read)"


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
    manifest: Path | None = None,
    texts: bool = True,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Read every report under `folder` into `output`: one Parquet file, or a folder of tables.

    What each file gave is kept in `<output>.parts/`; a run that was killed and is started again
    goes on from there. Files that could not or would not be read are in the outcome and in
    `<output>.quarantine.jsonl`. Where no file could be read, no panel is written. `manifest` is
    for `read_manifest`; without `texts` sentences lose their words. Raises `ManifestError`,
    `OSError`.
    """
    parquet.arrow()
    outcome, target = Outcome(), Target(output)
    found = files_under(folder, lambda e: outcome.bad.append(Bad(str(e.filename), str(e))))
    files = found.reports
    outcome.others = [Bad(_name(path, folder), NOT_READ) for path in found.others]
    parts = Parts(target.parts, fingerprint())
    if not files:
        return outcome
    parts.own.mkdir(parents=True, exist_ok=True)
    keys: dict[Path, str] = {}
    outcome.files = len(files)
    stated = _stated(manifest, files, folder)
    work = functools.partial(_read_part, parts=parts, folder=folder, manifest=stated)
    workers = min(jobs or os.cpu_count() or 1, max(1, len(files)))
    for path, answer in pool.run(work, files, jobs=workers, seconds=timeout):
        _count(outcome, parts, folder, path, answer, keys, stated)
        on_progress(Progress(outcome.read + len(outcome.bad), len(files), len(outcome.bad)))
    good = [(_name(f, folder), f, keys[f]) for f in files if f in keys]
    if good:
        _take(outcome, assemble(target, parts, good, stated, texts=texts))
    _finish(outcome, target, parts)
    return outcome


def _finish(outcome: Outcome, target: Target, parts: Parts) -> None:
    outcome.bad.sort(key=lambda bad: bad.file)
    write_quarantine(target.quarantine, outcome.bad + outcome.others)
    target.sweep()
    parts.settle()


def _stated(manifest: Path | None, files: list[Path], folder: Path) -> Manifest:
    if manifest is None:
        return {}
    return read_manifest(manifest, [_name(path, folder) for path in files])


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read_part(path: Path, parts: Parts, folder: Path, manifest: Manifest) -> _Answer:
    """Read one file and keep what it gave. Runs in a worker; never raises."""
    key, name = "", _name(path, folder)
    try:
        content = file_bytes(path)
        stated = manifest.get(name, NOTHING)
        key = key_of(name, content, stated.key)
        if (why := parts.condemned(key)) is not None:
            return _Answer(key, why)
        if parts.path(key).exists():
            return _Answer(key, reused=True)
        read = read_bytes(content, name=name, stated=stated)
        parts.keep(key, tables(read.report, read.origin))
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        why = reason(error).removeprefix(f"{path}: ").removeprefix(f"{name}: ")
        if key and not isinstance(error, OSError):
            parts.condemn(key, why)
        return _Answer(key, why)
    return _Answer(key)


def _count(
    outcome: Outcome,
    parts: Parts,
    folder: Path,
    path: Path,
    answer: _Answer | pool.Lost,
    keys: dict[Path, str],
    manifest: Manifest,
) -> None:
    """Record one file's answer in the outcome, and a lost task in the parts."""
    name = _name(path, folder)
    if isinstance(answer, pool.Lost):
        outcome.bad.append(Bad(name, answer.reason))
        with suppress(SourceError):
            stated = manifest.get(name, NOTHING)
            parts.condemn(key_of(name, file_bytes(path), stated.key), answer.reason)
    elif answer.bad is not None:
        outcome.bad.append(Bad(name, answer.bad))
    else:
        keys[path] = answer.key
        outcome.read += 1
        outcome.reused += answer.reused


def _take(outcome: Outcome, done: Assembled) -> None:
    outcome.rows, outcome.empty = done.rows, done.empty
    outcome.unplaced, outcome.undated = done.unplaced, done.undated
    outcome.noticed = dict(done.noticed)
