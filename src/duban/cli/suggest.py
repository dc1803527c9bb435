"""`duban suggest TASKS`: which units might lead, and why. It assigns nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.cli.failing import Refusal

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
@click.option(
    "--top", type=click.IntRange(1, 50), default=5, show_default=True, help="最多几个单位"
)
def suggest(tasks: Path, decisions: Path | None, listed: Path | None, top: int) -> None:
    """为每项任务推荐牵头单位，附理由；只是建议，不作分派。

    Suggest lead units for each task of a JSON-lines file, with reasons. Nothing is assigned.
    """
    from duban.bodies import Suggester

    past = _decisions(decisions) if decisions else ()
    names = _names(listed) if listed else ()

    @cache
    def office(units: tuple[str, ...]) -> Suggester:
        return Suggester(decisions=past, listed=units)

    answers = [_answer(office(units or names), task, top) for task, units in _tasks(tasks)]
    for answer in answers:  # only after every line was read: a bad line prints nothing
        line = json.dumps(answer, ensure_ascii=False)
        whole = line.isascii() or not any("\ud800" <= char <= "\udfff" for char in line)
        click.echo(line if whole else json.dumps(answer))


def _answer(suggester: Suggester, task: str, top: int) -> dict[str, Any]:
    units = [
        {"id": s.id, "name": s.name, "score": s.score, "reason": s.reason}
        for s in suggester.suggest(task, top=top)
    ]
    return {"task": task, "units": units}


def _tasks(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each task with the units it may go to; a line of units alone holds for the lines after it."""
    listed: tuple[str, ...] = ()
    for where, row in _rows(path):
        units = _listed(row)
        if units and isinstance(row, dict) and "task" not in row:
            listed = units
            continue
        task = row if isinstance(row, str) else row.get("task") if isinstance(row, dict) else None
        yield _text(task, where, '应为 {"task": "任务原文"} 或 "任务原文"'), units or listed


def _listed(row: object) -> tuple[str, ...]:
    """The names under `units`; what else stands there (an earlier answer) is not read."""
    names = row.get("units") if isinstance(row, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return ()
    return tuple(name for name in names if name.strip())


def _names(path: Path) -> tuple[str, ...]:
    """The unit names of a file, one a line. Refused where it holds none."""
    try:
        lines = path.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        _refuse(str(path), "不是 UTF-8 文字：请另存为 UTF-8")
    names = tuple(name for line in lines if (name := line.strip()))
    return names or _refuse(str(path), "没有一个单位名称：每行写一个")


def _decisions(path: Path) -> list[Decision]:
    from duban.bodies import Decision

    advice = '应为 {"task": "任务原文", "lead": "牵头单位"}'
    return [
        Decision(_text(row.get("task"), where, advice), _text(row.get("lead"), where, advice))
        if isinstance(row, dict)
        else _refuse(where, advice)
        for where, row in _rows(path)
    ]


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Each line that is not empty, with its place for a message."""
    data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        where = f"{path} 第{number}行"
        try:
            text = line.decode("utf-8").strip()
            if text:
                yield where, json.loads(text)
        except UnicodeDecodeError:
            _refuse(where, "不是 UTF-8 文字：请另存为 UTF-8")
        except (ValueError, RecursionError) as error:
            _refuse(where, f"不是 JSON（{error}）：每行写一个 JSON 对象")


def _text(value: object, where: str, advice: str) -> str:
    return value if isinstance(value, str) and value.strip() else _refuse(where, advice)


def _refuse(where: str, advice: str) -> Any:
    raise Refusal(f"{where}：{advice}")
