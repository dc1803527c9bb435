"""`duban suggest TASKS`: which units might lead, and why. It assigns nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.notices import NoticeError, Place

if TYPE_CHECKING:
    from duban.bodies import Decision, Suggester


@click.command()
@click.argument("tasks", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--decisions",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='本办既往决定，每行 {"task": …, "lead": …}，先后为序',
)
@click.option(
    "--units",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="本地单位名单，每行一个名称；只从名单里推荐，用名单里的名称",
)
@click.option("--top", type=click.IntRange(1, 50), default=5, show_default=True, help="最多几个单位")
def suggest(tasks: Path, decisions: Path | None, listed: Path | None, top: int) -> None:
    """为每项任务推荐牵头单位，附理由；只是建议，不作分派。

    Suggest lead units for each task of a JSON-lines file, with reasons. Nothing is assigned.
    """
    from duban.bodies import Suggester

    past_decisions = _read_decisions(decisions) if decisions else ()
    body_names = _read_body_names(listed) if listed else ()

    @cache
    def build_suggester(bodies: tuple[str, ...]) -> Suggester:
        return Suggester(decisions=past_decisions, body_names=bodies)

    answers = [_build_answer(build_suggester(bodies or body_names), task, top) for task, bodies in _read_tasks(tasks)]
    for answer in answers:  # only after every line was read: a bad line prints nothing
        line = json.dumps(answer, ensure_ascii=False)
        is_encodable = line.isascii() or not any("\ud800" <= char <= "\udfff" for char in line)
        click.echo(line if is_encodable else json.dumps(answer))


def _build_answer(suggester: Suggester, task: str, top: int) -> dict[str, Any]:
    bodies = [
        {"id": suggestion.id, "name": suggestion.name, "score": suggestion.score, "reason": suggestion.reason}
        for suggestion in suggester.suggest(task, top=top)
    ]
    return {"task": task, "units": bodies}


def _read_tasks(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each task with the units it may go to; a line of units alone holds for the lines after it."""
    current_bodies: tuple[str, ...] = ()
    for place, row in _read_rows(path):
        bodies = _get_bodies(row)
        if bodies and isinstance(row, dict) and "task" not in row:
            current_bodies = bodies
            continue
        task = row if isinstance(row, str) else row.get("task") if isinstance(row, dict) else None
        yield (_require_text(task, place, "task_expected"), bodies or current_bodies)


def _get_bodies(row: object) -> tuple[str, ...]:
    """The names under `units`; what else stands there (an earlier answer) is not read."""
    names = row.get("units") if isinstance(row, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(name for name in names if name.strip())


def _read_body_names(path: Path) -> tuple[str, ...]:
    """The unit names of a file, one a line. Refused where it holds none."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        _refuse(Place(file=str(path)), "not_utf8_text")
    names = tuple(name for line in lines if (name := line.strip()))
    return names or _refuse(Place(file=str(path)), "no_body_names")


def _read_decisions(path: Path) -> list[Decision]:
    from duban.bodies import Decision

    return [
        Decision(*(_require_text(row.get(key), place, "decision_expected") for key in ("task", "lead")))
        if isinstance(row, dict)
        else _refuse(place, "decision_expected")
        for place, row in _read_rows(path)
    ]


def _read_rows(path: Path) -> Iterator[tuple[Place, Any]]:
    """Each line that is not empty, with its place for a message."""
    content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        place = Place(file=str(path), line=number)
        try:
            text = line.decode("utf-8").strip()
            if text:
                yield place, json.loads(text)
        except UnicodeDecodeError:
            _refuse(place, "not_utf8_text")
        except (ValueError, RecursionError) as error:
            _refuse(place, "line_not_json", reason=error)


def _require_text(value: object, place: Place, code: str) -> str:
    return value if isinstance(value, str) and value.strip() else _refuse(place, code)


def _refuse(place: Place, code: str, **parameters: object) -> Any:
    raise NoticeError.make(code, place, **parameters)
