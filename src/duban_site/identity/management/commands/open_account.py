"""`open_account`: any account from the command line; `duban setup` opens the first."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from duban_site.identity.account_opening import AccountRequest, open_account, read_password
from duban_site.people.models import Role


class Command(BaseCommand):
    """Asks for the password, or generates one and prints it once, to be changed at first use."""

    help = "开通账号：在终端里询问密码，直接回车则生成并显示一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A liaison or head needs --body, a leader --leader."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR)
        parser.add_argument("--body", default="")
        parser.add_argument("--leader", default="")
        parser.add_argument("--password-file", help="第一行是密码的文件；不询问")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it."""
        field_names = ("username", "name", "role", "body", "leader")
        account = AccountRequest(**{field_name: options[field_name] for field_name in field_names})
        try:
            password = _ask_password(options["password_file"])
            first_password = open_account(account, password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"账号 {account.username} 已开通。")
        if password is None:
            self.stdout.write(f"初始密码 {first_password} （只显示这一次，首次登录须修改）")


def _ask_password(password_file: str | None) -> str | None:
    """The password from the file or the terminal; None for generating one."""
    if password_file:
        return read_password(password_file)
    if not sys.stdin.isatty():
        return None
    password = getpass("密码（直接回车则生成）: ")
    if password and getpass("再输一次密码: ") != password:
        raise CommandError("两次输入的密码不同，没有开通账号。")
    return password or None
