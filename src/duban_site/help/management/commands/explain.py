"""`duban site explain`: why somebody may or may not do something, why a body is suggested to lead."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from duban_site.core.access.policy import policy
from duban_site.core.access.rights import explain_right
from duban_site.people.models import Person
from duban_site.plans.lead_suggestions import build_suggester
from duban_site.plans.models import Commitment


class Command(BaseCommand):
    """Prints what the pages say: the rule of the access table, the reasons of a suggestion."""

    help = "说明为什么：一个人能不能做一件事（right），为什么建议某单位牵头（suggestion）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to explain."""
        subjects = parser.add_subparsers(dest="subject", required=True)
        right = subjects.add_parser("right", help="一个账号能不能做一件事")
        right.add_argument("username", metavar="账号")
        right.add_argument("action", metavar="动作", help="如 plans.import，见“谁可以做什么”")
        suggestion = subjects.add_parser("suggestion", help="为什么建议某单位牵头")
        suggestion.add_argument("plan", metavar="城市/年度")
        suggestion.add_argument("number", metavar="任务编号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the explanation."""
        explain = self._explain_right if options["subject"] == "right" else self._explain_suggestion
        self.stdout.write(explain(options))

    def _explain_right(self, options: dict[str, Any]) -> str:
        person, action = Person.objects.filter(username=options["username"]).first(), options["action"]
        if person is None:
            raise CommandError(f"没有账号 {options['username']}", returncode=2)
        if not policy.has_action(action):
            raise CommandError(f"没有 {action} 这个动作：各动作见“谁可以做什么”（/help/rights/）", returncode=2)
        if not person.is_active:
            return f"{person}不可以 {action}：账号已停用。"
        scope = policy.get_scope(person, action)
        answer = "不可以" if scope is None else "可以"
        return f"{person}（{person.get_role_display()}）{answer} {action}：{explain_right(person, action, scope)}"

    def _explain_suggestion(self, options: dict[str, Any]) -> str:
        city, _, year = options["plan"].partition("/")
        rows = Commitment.objects.filter(plan__city=city, number=options["number"])
        commitment = rows.filter(plan__year=year).order_by("-plan").first() if year.isdecimal() else None
        if commitment is None:
            raise CommandError(f"{options['plan']} 没有任务 {options['number']}（写成 城市/年度 编号）", returncode=2)
        suggestions = build_suggester().suggest(commitment.text)
        reasons = [f"{item.name}（{item.score:.2f}）：{item.reason}" for item in suggestions]
        return "\n".join([commitment.text, *(reasons or ["没有可以建议的单位。"])])
