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

from duban.isolation.child import EXIT_ANSWER_TOO_LARGE, EXIT_OUT_OF_MEMORY, get_qualified_name
from duban.isolation.errors import Cause, IsolationError
from duban.isolation.json_values import from_plain, to_plain
from duban.isolation.limits import Limits

P = ParamSpec("P")
T = TypeVar("T")

_logger = logging.getLogger("duban.isolation")
# No other variable of the caller's environment is passed on, so that no key or password is.
_ENVIRONMENT_NAMES = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "HOME", "LD_LIBRARY_PATH", "LANG")
_CHILD_PROGRAM = "import sys; sys.path += {paths!r}; from duban.isolation.child import main; main()"
_MAX_ERROR_BYTES = 4_000  # bytes of what it wrote to standard error that are kept


def isolate(
    function: Callable[P, T], *, limits: Limits | None = None, raises: tuple[type[Exception], ...] = ()
) -> Callable[P, T]:
    """The same function, run each time in a fresh process of its own within `limits`.

    It must be importable by its name, and declare what it takes and gives: dataclasses, enums,
    sequences, mappings by text, dates, numbers, text; one argument may be `bytes`. Errors of the
    classes in `raises` come back as they are, built from their `args`; anything else that ends the
    process raises `IsolationError` and is logged.
    """
    effective_limits = limits or Limits()
    signature = inspect.signature(function)

    @wraps(function)
    def run_in_child(*args: P.args, **kwargs: P.kwargs) -> T:
        arguments = signature.bind(*args, **kwargs).arguments
        bytes_argument = next((name for name, item in arguments.items() if isinstance(item, bytes)), "")
        content = arguments.pop(bytes_argument, b"")
        call = {
            "function": get_qualified_name(function),
            "raises": [get_qualified_name(item) for item in raises],
            "arguments": {name: to_plain(item) for name, item in arguments.items()},
            "data": bytes_argument,
            "limits": asdict(effective_limits),
        }
        answer = _call_child(call, content, _find_import_paths(function, *raises), effective_limits)
        return cast("T", _decode_answer(answer, function, raises))

    return run_in_child


def _call_child(call: dict[str, Any], content: bytes, paths: list[str], limits: Limits) -> Any:
    with (
        _open_anonymous_file() as input_file,
        _open_anonymous_file() as answer_file,
        _open_anonymous_file() as error_file,
    ):
        input_file.write(json.dumps(call).encode() + b"\n")
        input_file.write(content)
        input_file.seek(0)
        process = subprocess.Popen(  # noqa: S603 our own interpreter, no shell
            [sys.executable, "-I", "-X", "utf8", "-c", _CHILD_PROGRAM.format(paths=paths)],
            stdin=input_file,
            stdout=answer_file,
            stderr=error_file,
            env={name: os.environ[name] for name in _ENVIRONMENT_NAMES if name in os.environ},
            start_new_session=True,
        )
        exit_code = _wait_for_exit(process, limits.seconds)
        if exit_code != 0:
            raise _build_error(call, exit_code, _read_start(error_file, _MAX_ERROR_BYTES))
        answer_bytes = _read_start(answer_file, limits.answer + 1)
    if len(answer_bytes) > limits.answer:
        raise IsolationError(Cause.ANSWER)
    try:
        return json.loads(answer_bytes.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise IsolationError(Cause.CRASH, f"no answer: {error}") from None


def _wait_for_exit(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """The exit code; None where the time ran out. Whatever happens, no process is left."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.returncode is None:
            _kill_process_group(process)
            process.wait()


def _kill_process_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and everything that it started."""
    if sys.platform == "win32":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()


def _build_error(call: dict[str, Any], exit_code: int | None, error_output: bytes) -> IsolationError:
    error_text = error_output.decode("utf-8", "replace").strip()
    timeout_codes = (-getattr(signal, "SIGXCPU", 0) or None, -getattr(signal, "SIGKILL", 0) or None)
    if exit_code is None or exit_code in timeout_codes:
        cause = Cause.TIME
    elif exit_code == EXIT_OUT_OF_MEMORY or "memory allocation" in error_text or "MemoryError" in error_text:
        cause = Cause.MEMORY
    elif exit_code == EXIT_ANSWER_TOO_LARGE:
        cause = Cause.ANSWER
    else:
        cause = Cause.CRASH
    detail = f"exit {exit_code}" + (f": {error_text.splitlines()[-1]}" if error_text else "")
    _logger.warning("%s ended: %s (%s)", call["function"], cause, detail)
    return IsolationError(cause, detail)


def _decode_answer(answer: Any, function: Callable[..., Any], raises: tuple[type[Exception], ...]) -> object:
    try:
        if "value" in answer:
            return from_plain(get_type_hints(function)["return"], answer["value"])
        if "raised" in answer:
            raise _rebuild_exception(answer, raises)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, raises):
            raise
        raise IsolationError(Cause.CRASH, f"an answer of the wrong form: {error}") from None
    detail = f"{answer.get('failed')} at {answer.get('where')}"
    _logger.warning("%s failed: %s", get_qualified_name(function), detail)
    raise IsolationError(Cause.CRASH, detail)


def _rebuild_exception(answer: dict[str, Any], raises: tuple[type[Exception], ...]) -> Exception:
    class_by_name = {get_qualified_name(item): item for item in raises}
    exception_class = class_by_name[answer["raised"]]
    declared = get_type_hints(exception_class.__init__)
    declared.pop("return", None)
    arguments = zip(declared.values(), answer["arguments"], strict=False)
    return exception_class(*(from_plain(type_, item) for type_, item in arguments))


def _find_import_paths(*targets: Any) -> list[str]:
    """The folders of the packages that the child must import and that may not be installed."""
    roots = {__name__.partition(".")[0], *(target.__module__.partition(".")[0] for target in targets)}
    files = [import_module(root).__file__ for root in sorted(roots)]
    folders = [Path(file).resolve() for file in files if file is not None]
    return sorted({str(module_path.parents[1 if module_path.name == "__init__.py" else 0]) for module_path in folders})


def _open_anonymous_file() -> IO[bytes]:
    """An anonymous file: in memory where the system can, so that a full disk does not matter."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("duban"), "w+b")
    return tempfile.TemporaryFile()


def _read_start(file: IO[bytes], max_bytes: int) -> bytes:
    file.seek(0)
    return file.read(max_bytes)
