"""`reset_account NAME`: reset an account's password on the server, optionally its second factor."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from duban_site.core.actor import SystemActor
from duban_site.identity.actions.manage_accounts import reset_password, reset_second_factor, unlock_account
from duban_site.people.models import Person
from duban_site.people.names import normalize_name


class Command(BaseCommand):
    """For an administrator's account that no second person can reset."""

    help = "重置账号的密码并解锁，显示一次初始密码；--second-factor 同时取消两步验证。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account, whether to remove its second factor, and whether only to unlock it."""
        parser.add_argument("username")
        parser.add_argument("--second-factor", action="store_true")
        parser.add_argument("--unlock-only", action="store_true", help="只解锁，不改密码")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset it."""
        person = Person.objects.filter(username=normalize_name(options["username"])).first()
        if person is None:
            raise CommandError(f"没有账号 {options['username']}")
        with transaction.atomic():
            unlock_account(SystemActor(), person)
            if options["unlock_only"]:
                self.stdout.write(f"账号 {person.username} 已解锁。")
                return
            if options["second_factor"]:
                reset_second_factor(SystemActor(), person)
            password = reset_password(SystemActor(), person)
        self.stdout.write(f"账号 {person.username}  初始密码 {password}")
