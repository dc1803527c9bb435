"""命令: what a person types.

takes a command line; gives its answer on standard output or in a file, and an exit code;
never holds a rule of reading: each command is one thin file over the library.
"""

from duban.cli.commands import main

__all__ = ["main"]
