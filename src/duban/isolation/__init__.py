"""隔离: run one function in a process of its own that cannot cost more than its limits.

takes a function that can be imported, its arguments and `Limits`; gives what it returns, or raises
`IsolationError` where the process was killed, ran out of time or memory, or failed; never lets a
hostile file reach the caller's memory, and never unpickles what a child wrote.
"""

from duban.isolation.errors import Cause, IsolationError
from duban.isolation.limits import Limits
from duban.isolation.running import isolate

__all__ = ["Cause", "IsolationError", "Limits", "isolate"]
