"""`audit verify`, `head`, `export-head`: verify the log, print its head, export its head."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from duban_site.core.actor import SystemActor
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.heads import export_head, read_saved_head
from duban_site.core.errors import Refused


class Command(BaseCommand):
    """Exit code 0 for an intact log, 1 for a broken one."""

    help = "核对操作日志是否完整（verify），输出日志链的最新一环（head），或送到别处（export-head）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--kept` takes a head that was printed earlier and saved elsewhere."""
        parser.add_argument("what", choices=("verify", "head", "export-head"))
        parser.add_argument("--kept", help="以前保存在别处的 SEQ:HASH，或存有它的文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the verdict, or the exported line."""
        if options["what"] == "export-head":
            self._export_head()
            return
        saved_head = options["kept"]
        try:
            verdict = verify_chain(None if saved_head is None else read_saved_head(saved_head))
        except ValueError as error:
            raise CommandError(str(error)) from error
        if not verdict.is_intact:
            self.stderr.write(f"日志不完整 / the log is broken: {verdict.fault}")
            sys.exit(1)
        if options["what"] == "head":
            self.stdout.write(f"{verdict.seq}:{verdict.hash}")
            return
        self.stdout.write(f"日志完整 / the log is whole: {verdict.seq} 条, {verdict.hash}")

    def _export_head(self) -> None:
        try:
            line = export_head(SystemActor())
        except Refused as error:
            raise CommandError(str(error)) from error
        if line is None:
            setting_names = "DUBAN_AUDIT_HEAD_PATH、DUBAN_AUDIT_HEAD_SYSLOG、DUBAN_AUDIT_HEAD_MAIL"
            raise CommandError(f"没有设置送到哪里：请设置 {setting_names} 中的一项或几项")
        self.stdout.write(line)
