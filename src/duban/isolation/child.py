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

from duban.isolation.json_values import arguments_from_plain, to_plain
from duban.isolation.limits import Limits, apply_limits

EXIT_OUT_OF_MEMORY, EXIT_ANSWER_TOO_LARGE = 71, 72
"""Exit codes: out of memory; an answer beyond its limit."""


def main() -> None:
    """Run the call that standard input describes, write its answer and exit."""
    call = json.loads(sys.stdin.buffer.readline())
    apply_limits(Limits(**call["limits"]))
    answer_stream = os.fdopen(os.dup(1), "wb")
    null_device = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null_device, 1)
    try:
        answer = _run_call(call)
        answer_stream.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        answer_stream.flush()
    except MemoryError:
        os._exit(EXIT_OUT_OF_MEMORY)
    except OSError:
        os._exit(EXIT_ANSWER_TOO_LARGE)
    os._exit(0)  # at once: nothing that the parsers hold needs a clean end


def _run_call(call: dict[str, Any]) -> dict[str, Any]:
    function = _import_object(call["function"])
    expected = tuple(_import_object(name) for name in call["raises"])
    try:
        arguments = arguments_from_plain(function, call["arguments"])
        if call["data"]:
            arguments[call["data"]] = sys.stdin.buffer.read()
        return {"value": to_plain(function(**arguments))}
    except MemoryError:
        raise
    except expected as error:
        return {"raised": get_qualified_name(type(error)), "arguments": [to_plain(argument) for argument in error.args]}
    except BaseException as error:
        # A panic of a Rust library is a BaseException too.
        return {"failed": f"{type(error).__name__}: {error}"[:500], "where": _locate_error(error)}


def _locate_error(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return "" if traceback is None else f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}"


def _import_object(qualified_name: str) -> Any:
    module, _, path = qualified_name.partition(":")
    target: Any = import_module(module)
    for attribute in path.split("."):
        target = getattr(target, attribute)
    return target


def get_qualified_name(target: Any) -> str:
    """The name by which the child finds a function or a class."""
    return f"{target.__module__}:{target.__qualname__}"
