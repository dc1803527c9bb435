"""`open_account`: the first administrator of a new service, or any account from a script."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from duban_site.people.actions.manage_accounts import first_password, save_account
from duban_site.people.actor import System
from duban_site.people.models import Leader, Person, Role, Unit


class Command(BaseCommand):
    """Prints the first password once; it must be changed at first use."""

    help = "开通账号，并显示一次初始密码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A liaison or head needs --unit, a leader --leader."""
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", choices=Role.values, default=Role.ADMINISTRATOR)
        parser.add_argument("--unit")
        parser.add_argument("--leader")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it."""
        person = Person(username=options["username"], name=options["name"], role=options["role"])
        if options["unit"]:
            person.unit = Unit.objects.get_or_create(name=options["unit"])[0]
        if options["leader"]:
            person.leader = Leader.objects.get_or_create(name=options["leader"])[0]
        password = first_password()
        try:
            person.full_clean(exclude=["password"])
            save_account(System(), person, password=password)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from error
        self.stdout.write(f"账号 {person.username}  初始密码 {password}")
