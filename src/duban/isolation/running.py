"""The caller's side: start the process, give it its file, wait for it no longer than its limit.

A fresh interpreter each time (some 40 ms): a fork would take along the threads' locks and the
database's connections of a server, and might never answer.
"""

from __future__ import annotations

import inspect
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import IO, Any, ParamSpec, TypeVar, cast, get_type_hints

from duban.isolation.child import MEMORY, TOO_MUCH, name_of
from duban.isolation.errors import Cause, IsolationError
from duban.isolation.limits import Limits
from duban.isolation.plain import from_plain, to_plain

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger("duban.isolation")
# No other variable of the caller's environment is passed on, so that no key or password is.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "HOME", "LD_LIBRARY_PATH", "LANG")
_START = "import sys; sys.path += {paths!r}; from duban.isolation.child import main; main()"
_COMPLAINT = 4_000  # bytes of what it wrote to standard error that are kept


def isolated(
    function: Callable[P, T],
    *,
    limits: Limits | None = None,
    raises: tuple[type[Exception], ...] = (),
) -> Callable[P, T]:
    """The same function, run each time in a fresh process of its own within `limits`.

    It must be importable by its name, and declare what it takes and gives: dataclasses, enums,
    sequences, mappings by text, dates, numbers, text; one argument may be `bytes`. Errors of the
    classes in `raises` come back as they are, built from their `args`; anything else that ends the
    process raises `IsolationError` and is logged.
    """
    allowed = limits or Limits()
    signature = inspect.signature(function)

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        arguments = signature.bind(*args, **kwargs).arguments
        data = next((name for name, one in arguments.items() if isinstance(one, bytes)), "")
        content = arguments.pop(data, b"")
        order = {
            "function": name_of(function),
            "raises": [name_of(one) for one in raises],
            "arguments": {name: to_plain(one) for name, one in arguments.items()},
            "data": data,
            "limits": asdict(allowed),
        }
        answer = _ask(order, content, _paths(function, *raises), allowed)
        return cast("T", _given(answer, function, raises))

    return run


def _ask(order: dict[str, Any], content: bytes, paths: list[str], limits: Limits) -> Any:
    with _file() as given, _file() as answer, _file() as complaint:
        given.write(json.dumps(order).encode() + b"\n")
        given.write(content)
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603 our own interpreter, no shell
            [sys.executable, "-I", "-X", "utf8", "-c", _START.format(paths=paths)],
            stdin=given,
            stdout=answer,
            stderr=complaint,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,
        )
        code = _wait(process, limits.seconds)
        if code != 0:
            raise _ended(order, code, _start_of(complaint, _COMPLAINT))
        written = _start_of(answer, limits.answer + 1)
    if len(written) > limits.answer:
        raise IsolationError(Cause.ANSWER)
    try:
        return json.loads(written.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise IsolationError(Cause.CRASH, f"no answer: {error}") from None


def _wait(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit code; None where the time ran out. Whatever happens, no process is left."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.returncode is None:
            _kill(process)
            process.wait()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and everything that it started."""
    if sys.platform == "win32":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _ended(order: dict[str, Any], code: int | None, complaint: bytes) -> IsolationError:
    said = complaint.decode("utf-8", "replace").strip()
    spent = (-getattr(signal, "SIGXCPU", 0) or None, -getattr(signal, "SIGKILL", 0) or None)
    if code is None or code in spent:
        cause = Cause.TIME
    elif code == MEMORY or "memory allocation" in said or "MemoryError" in said:
        cause = Cause.MEMORY
    elif code == TOO_MUCH:
        cause = Cause.ANSWER
    else:
        cause = Cause.CRASH
    detail = f"exit {code}" + (f": {said.splitlines()[-1]}" if said else "")
    _log.warning("%s ended: %s (%s)", order["function"], cause, detail)
    return IsolationError(cause, detail)


def _given(
    answer: Any, function: Callable[..., Any], raises: tuple[type[Exception], ...]
) -> object:
    try:
        if "value" in answer:
            return from_plain(get_type_hints(function)["return"], answer["value"])
        if "raised" in answer:
            raise _raised(answer, raises)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, raises):
            raise
        raise IsolationError(Cause.CRASH, f"an answer of the wrong form: {error}") from None
    detail = f"{answer.get('failed')} at {answer.get('where')}"
    _log.warning("%s failed: %s", name_of(function), detail)
    raise IsolationError(Cause.CRASH, detail)


def _raised(answer: dict[str, Any], raises: tuple[type[Exception], ...]) -> Exception:
    known = {name_of(one): one for one in raises}
    made = known[answer["raised"]]
    declared = get_type_hints(made.__init__)
    declared.pop("return", None)
    given = zip(declared.values(), answer["arguments"], strict=False)
    return made(*(from_plain(type_, one) for type_, one in given))


def _paths(*things: Any) -> list[str]:
    """The folders of the packages that the child must import and that may not be installed."""
    roots = {__name__.partition(".")[0], *(one.__module__.partition(".")[0] for one in things)}
    files = [import_module(root).__file__ for root in sorted(roots)]
    folders = [Path(file).resolve() for file in files if file is not None]
    return sorted({str(f.parents[1 if f.name == "__init__.py" else 0]) for f in folders})


def _file() -> IO[bytes]:
    """An anonymous file: in memory where the system can, so that a full disk does not matter."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("duban"), "w+b")
    return tempfile.TemporaryFile()


def _start_of(file: IO[bytes], limit: int) -> bytes:
    file.seek(0)
    return file.read(limit)
