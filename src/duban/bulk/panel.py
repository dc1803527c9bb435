"""A folder of reports to a panel: all cores, resumable, and no file stops the rest."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from duban.bulk import pool
from duban.bulk.batch import describe_error
from duban.bulk.find_files import find_files
from duban.bulk.manifest import NO_FACTS, Manifest, read_manifest
from duban.bulk.outcome import BadFile, Outcome, Progress, write_quarantine
from duban.bulk.panel_output import PanelOutput
from duban.bulk.parts import Parts, compute_fingerprint, compute_key
from duban.bulk.read_report import read_bytes
from duban.bulk.tables import build_tables
from duban.bulk.write_tables import AssemblyCounts, write_tables
from duban.documents import parquet
from duban.sources import SourceError, read_file_bytes

UNSUPPORTED_REASON = "这种文件不读 (a kind of file that is not read)"


@dataclass(frozen=True, slots=True)
class _PartAnswer:
    key: str
    bad_reason: str | None = None
    is_reused: bool = False


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
    for `read_manifest`; without `texts` sentences lose their words. Raises `NoticeError`,
    `OSError`.
    """
    parquet.import_pyarrow()
    outcome, target = Outcome(), PanelOutput(output)
    folder_files = find_files(folder, lambda error: outcome.bad.append(BadFile(str(error.filename), str(error))))
    files = folder_files.reports
    unsupported_names = [_relative_name(path, folder) for path in folder_files.unsupported]
    outcome.unsupported_files = [BadFile(name, UNSUPPORTED_REASON) for name in unsupported_names]
    parts = Parts(target.parts, compute_fingerprint())
    if not files:
        return outcome
    parts.reader_folder.mkdir(parents=True, exist_ok=True)
    outcome.files, key_by_path = len(files), dict[Path, str]()
    facts_by_file = _load_manifest(manifest, files, folder)
    read_part = functools.partial(_read_part, parts=parts, folder=folder, manifest=facts_by_file)
    workers = min(jobs or os.cpu_count() or 1, max(1, len(files)))
    for path, answer in pool.run_tasks(read_part, files, jobs=workers, seconds=timeout):
        _record_answer(outcome, parts, folder, path, answer, key_by_path, facts_by_file)
        on_progress(Progress(outcome.read + len(outcome.bad), len(files), len(outcome.bad)))
    readable_files = [(_relative_name(file, folder), file, key_by_path[file]) for file in files if file in key_by_path]
    if readable_files:
        _record_counts(outcome, write_tables(target, parts, readable_files, facts_by_file, with_sentences=texts))
    _finish_run(outcome, target, parts)
    return outcome


def _finish_run(outcome: Outcome, target: PanelOutput, parts: Parts) -> None:
    outcome.bad.sort(key=lambda bad_file: bad_file.file)
    write_quarantine(target.quarantine, outcome.bad + outcome.unsupported_files)
    target.remove_leftovers()
    parts.clean_up()


def _load_manifest(manifest: Path | None, files: list[Path], folder: Path) -> Manifest:
    if manifest is None:
        return {}
    return read_manifest(manifest, [_relative_name(path, folder) for path in files])


def _relative_name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _read_part(path: Path, parts: Parts, folder: Path, manifest: Manifest) -> _PartAnswer:
    """Read one file and keep what it gave. Runs in a worker; never raises."""
    key, name = "", _relative_name(path, folder)
    try:
        content = read_file_bytes(path)
        file_facts = manifest.get(name, NO_FACTS)
        key = compute_key(name, content, file_facts.identity)
        if (failure := parts.get_bad_reason(key)) is not None:
            return _PartAnswer(key, failure)
        if parts.part_path(key).exists():
            return _PartAnswer(key, is_reused=True)
        read_report = read_bytes(content, name=name, facts=file_facts)
        parts.store(key, build_tables(read_report.report, read_report.origin))
    except Exception as error:  # one bad file never stops the rest; its reason is kept
        failure = describe_error(error).removeprefix(f"{path}: ").removeprefix(f"{name}: ")
        if key and not isinstance(error, OSError):
            parts.mark_bad(key, failure)
        return _PartAnswer(key, failure)
    return _PartAnswer(key)


def _record_answer(
    outcome: Outcome,
    parts: Parts,
    folder: Path,
    path: Path,
    answer: _PartAnswer | pool.LostTask,
    key_by_path: dict[Path, str],
    manifest: Manifest,
) -> None:
    """Record one file's answer in the outcome, and a lost task in the parts."""
    name = _relative_name(path, folder)
    if isinstance(answer, pool.LostTask):
        outcome.bad.append(BadFile(name, answer.reason))
        with suppress(SourceError):
            file_facts = manifest.get(name, NO_FACTS)
            parts.mark_bad(compute_key(name, read_file_bytes(path), file_facts.identity), answer.reason)
    elif answer.bad_reason is not None:
        outcome.bad.append(BadFile(name, answer.bad_reason))
    else:
        key_by_path[path] = answer.key
        outcome.read += 1
        outcome.reused += answer.is_reused


def _record_counts(outcome: Outcome, counts: AssemblyCounts) -> None:
    outcome.rows, outcome.empty = counts.rows, counts.empty
    outcome.unplaced, outcome.undated = counts.unplaced, counts.undated
    outcome.count_by_notice = dict(counts.count_by_notice)
