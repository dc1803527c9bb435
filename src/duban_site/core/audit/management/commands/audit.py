"""`audit verify` and `audit head`: is the log whole, and what is its head."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duban_site.core.audit.chain import verify


class Command(BaseCommand):
    """Exit code 0 for a whole log, 1 for a broken one."""

    help = "核对操作日志是否完整（verify），或输出日志链的最新一环（head）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--kept` takes a head that was printed earlier and kept elsewhere."""
        parser.add_argument("what", choices=("verify", "head"))
        parser.add_argument("--kept", help="以前保存在别处的 SEQ:HASH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict."""
        try:
            verdict = verify(options["kept"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not verdict.whole:
            self.stderr.write(f"日志不完整 / the log is broken: {verdict.fault}")
            sys.exit(1)
        if options["what"] == "head":
            self.stdout.write(f"{verdict.seq}:{verdict.hash}")
            return
        self.stdout.write(f"日志完整 / the log is whole: {verdict.seq} 条, {verdict.hash}")
