"""Every failure is one line on standard error, saying what is wrong and what to do; exit code 2."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from duban.notices import NoticeError

REASON_BY_ERRNO = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是目录，不是文件",
    errno.ENOTDIR: "上级路径不是目录",
    errno.EROFS: "在只读的磁盘上",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "文件名太长",
}


class Refusal(click.ClickException):
    """A command that cannot be carried out, as the errors of a file say: the file, and what is wrong."""

    exit_code = 2


def explain_error(error: BaseException) -> str | None:
    """One line for an error whose cause lies outside Duban; None for a fault of Duban's own."""
    if isinstance(error, click.ClickException):
        return _explain_usage(error)
    if isinstance(error, OSError):
        reason = REASON_BY_ERRNO.get(error.errno or 0) or error.strerror or str(error)
        return f"{error.filename}：{reason}" if error.filename else reason
    if isinstance(error, NoticeError):
        return str(error)
    if isinstance(error, MemoryError):
        return "内存不够：请换小一些的文件，或在内存更大的机器上运行"
    return None


def _explain_usage(error: click.ClickException) -> str:
    if not isinstance(error, click.UsageError):
        return error.message
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return "请给出命令：read、lint、corpus 或 demo（用法见 duban --help）"
    if isinstance(error, click.NoSuchOption):
        message = f"没有 {error.option_name} 这个选项"
    elif isinstance(error, click.MissingParameter) and error.param is not None:
        message = f"缺少 {error.param.make_metavar(error.ctx or click.get_current_context())}"
    else:
        message = error.format_message()
    path = error.ctx.command_path if error.ctx else "duban"
    return f"{message}（用法见 {path} --help）"


class CommandGroup(click.Group):
    """A group that turns every explained error into its line and exit code 2."""

    def main(self, args: Sequence[str] | None = None, *further_args: Any, **options: Any) -> Any:
        """Run, and exit with the command's own code, or 2 after one line on standard error."""
        options["standalone_mode"] = False
        try:
            exit_code = super().main(args, *further_args, **options)
            sys.stdout.flush()
        except click.Abort:
            sys.exit(130)
        except BrokenPipeError:
            _silence_output()
            sys.exit(1)
        except Exception as error:
            message = explain_error(error)
            if message is None:
                raise
            click.echo(f"错误 {' '.join(message.split())}", err=True)
            sys.exit(2)
        sys.exit(exit_code if isinstance(exit_code, int) else 0)


def _silence_output() -> None:
    """Redirect standard output to nowhere, so that flushing at exit does not fail on the pipe."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
