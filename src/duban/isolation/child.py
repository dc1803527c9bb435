"""The child process: it sets its limits, runs one call and writes the answer as JSON.

Standard input holds a line of JSON (what to call, with which limits) and the bytes of a file;
standard output takes the answer alone, because whatever a library prints goes nowhere.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any

from duban.isolation.limits import Limits, apply
from duban.isolation.plain import arguments_from_plain, to_plain

MEMORY, TOO_MUCH = 71, 72
"""Exit codes: out of memory; an answer beyond its limit."""


def main() -> None:
    """Run the call that standard input describes, write its answer and exit."""
    order = json.loads(sys.stdin.buffer.readline())
    apply(Limits(**order["limits"]))
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        answer = _answer(order)
        out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        out.flush()
    except MemoryError:
        os._exit(MEMORY)
    except OSError:
        os._exit(TOO_MUCH)
    os._exit(0)  # at once: nothing that the parsers hold needs a clean end


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    function = _named(order["function"])
    expected = tuple(_named(name) for name in order["raises"])
    try:
        arguments = arguments_from_plain(function, order["arguments"])
        if order["data"]:
            arguments[order["data"]] = sys.stdin.buffer.read()
        return {"value": to_plain(function(**arguments))}
    except MemoryError:
        raise
    except expected as error:
        return {"raised": name_of(type(error)), "arguments": [to_plain(a) for a in error.args]}
    except BaseException as error:
        # A panic of a Rust library is a BaseException too.
        return {"failed": f"{type(error).__name__}: {error}"[:500], "where": _where(error)}


def _where(error: BaseException) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "" if at is None else f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}"


def _named(name: str) -> Any:
    module, _, path = name.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


def name_of(thing: Any) -> str:
    """The name by which the child finds a function or a class."""
    return f"{thing.__module__}:{thing.__qualname__}"
