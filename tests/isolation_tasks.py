"""What the tests of isolation run in a process of its own."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    name: str
    value: Decimal | None
    days: tuple[dt.date, ...]
    colour: Colour
    cells: tuple[Any, ...]
    within: tuple[Thing, ...] = ()


class ThingError(ValueError):
    def __init__(self, message: str, rows: list[tuple[int, str]]) -> None:
        super().__init__(message, rows)
        self.rows = rows


def give_back(data: bytes, thing: Thing, *, times: int = 1) -> tuple[Thing, ...]:
    assert data == b"\x00\xff\n"
    return (thing,) * times


def refuse(data: bytes) -> str:
    raise ThingError("二", [(1, "列")])


def fail(data: bytes) -> str:
    raise KeyError("a fault of our own")


def leave(data: bytes) -> str:
    raise SystemExit(3)


def abort(data: bytes) -> str:
    os.abort()


def take_memory(data: bytes) -> str:
    return str(len(bytearray(4 << 30)))


def take_processor(data: bytes) -> str:
    while True:
        pass


def say_much(data: bytes) -> str:
    return "长" * (3 << 20)


def say_wrong(data: bytes) -> int:
    return "no number"  # type: ignore[return-value]


def print_much(data: bytes) -> str:
    sys.stdout.write("noise" * 1000)
    os.write(1, b"noise")
    return "quiet"


def sleep_with_a_child(pids: Path) -> str:
    inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    pids.write_text(f"{os.getpid()} {inner.pid}")
    time.sleep(600)
    return ""


def environment(data: bytes) -> list[str]:
    return sorted(os.environ)


def write_a_file(path: Path) -> str:
    with path.open("wb") as file:
        file.write(bytes(2 << 20))
    return ""


def privileges(data: bytes) -> str:
    return Path("/proc/self/status").read_text()
