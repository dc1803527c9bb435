"""How much one process may use, set by the process itself before it does anything else."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
GIB = 1 << 30
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may use.

    `seconds` of the wall clock, held by the caller; `processor_seconds` and `memory` (bytes of
    address space) held by the kernel; `answer` is the most bytes that any file or pipe it writes
    may grow to, its answer included. `niceness` is added to the caller's, so that what answers
    people goes first.
    """

    seconds: float = 30.0
    processor_seconds: int = 10
    memory: int = 1 * GIB
    answer: int = 32 * MIB
    niceness: int = 5


def apply_limits(limits: Limits) -> None:
    """Put the limits on this process, permanently. Does nothing more on Windows."""
    os.environ["RUST_BACKTRACE"] = "0"
    if sys.platform == "win32":
        return
    import resource

    limit_memory(limits.memory)
    processor_seconds = limits.processor_seconds
    for resource_id, soft_limit, hard_limit in (
        (resource.RLIMIT_CPU, processor_seconds, processor_seconds + 1),
        (resource.RLIMIT_FSIZE, limits.answer, limits.answer),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, 256, 256),
    ):
        _lower_limit(resource_id, soft_limit, hard_limit)
    with contextlib.suppress(OSError):
        os.nice(limits.niceness)
    if sys.platform == "linux":
        _harden_linux_process()


def limit_memory(memory: int) -> None:
    """Limit this process's address space to `memory` bytes, permanently."""
    if sys.platform != "win32":
        import resource

        _lower_limit(resource.RLIMIT_AS, memory, memory)


def _lower_limit(resource_id: int, soft_limit: int, hard_limit: int) -> None:
    import resource

    current_hard_limit = resource.getrlimit(resource_id)[1]
    if current_hard_limit != resource.RLIM_INFINITY:
        soft_limit, hard_limit = (min(soft_limit, current_hard_limit), min(hard_limit, current_hard_limit))
    with contextlib.suppress(OSError, ValueError):  # macOS does not limit address space
        resource.setrlimit(resource_id, (soft_limit, hard_limit))


def _harden_linux_process() -> None:
    """Forbid new privileges, die with the caller, be the first to be killed without memory."""
    import ctypes

    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score_file:
        score_file.write("1000")
