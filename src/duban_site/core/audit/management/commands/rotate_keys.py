"""`rotate_keys`: re-encrypt everything with a new key; also after DUBAN_ENCRYPTION changed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from duban_site.core.rotation.rotate_keys import rotate_keys
from duban_site.encryption.ciphers import DamagedError
from duban_site.encryption.keys import get_retired_keys_file


class Command(BaseCommand):
    """Exit code 1 where something could not be read; it stays, and so does its key."""

    help = "更换静态加密的密钥，并按 DUBAN_ENCRYPTION 重新加密；中断后再运行即可接着做。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate the keys and print the progress by table."""
        try:
            rotation = rotate_keys(self.stdout.write)
        except (ImproperlyConfigured, DamagedError) as error:
            raise CommandError(str(error)) from error
        if rotation.faults:
            for fault in rotation.faults:
                self.stderr.write(fault)
            raise CommandError("有内容读不了，旧密钥留着没有动；处理之后再运行一次")
        summary = f"重新加密 {rotation.rows} 行、{rotation.files} 个文件"
        self.stdout.write(f"{summary}；旧密钥 {'、'.join(rotation.retired) or '无'} 已停用")
        if rotation.retired:
            self.stdout.write(f"恢复更早的备份要用旧密钥，在 {get_retired_keys_file()}：请移到别处保存")
