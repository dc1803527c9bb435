"""A panel for the commands that count in one: the folder itself, or made of its reports."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from duban.notices import NoticeError


def ensure_panel(folder: Path, panel_path: Path, jobs: int | None) -> Path:
    """The folder itself where it is a panel, else a panel built from its reports.

    Raises `NoticeError` where it holds neither.
    """
    if (folder / "sentence.parquet").is_file():
        return folder
    from duban.bulk import build_panel
    from duban.cli.progress import ProgressMeter

    outcome = build_panel(folder, panel_path, jobs=jobs, on_progress=ProgressMeter(sys.stderr))
    for bad_file in outcome.bad:
        click.echo(f"读不了 {bad_file.file}：{bad_file.reason}", err=True)
    if not outcome.read:
        raise NoticeError.make("folder_without_panel", folder=folder)
    return panel_path
