"""Which guide somebody reads, and which of its paragraphs explains a page."""

from __future__ import annotations

from duban_site.people.models import Role

GUIDE_BY_ROLE = {
    Role.OFFICER: "officer",
    Role.AUDITOR: "officer",
    Role.LIAISON: "liaison",
    Role.HEAD: "head",
    Role.LEADER: "leader",
    Role.ADMINISTRATOR: "administrator",
    Role.SECURITY: "security",
}
ANCHOR_BY_URL_NAME = {
    "import_plan": "import",
    "review": "review",
    "commitment_review": "review",
    "add_commitment": "review",
    "assign": "assign",
    "schedules": "schedule",
    "schedule": "schedule",
    "rules": "judging",
    "series": "fed",
    "bindings": "fed",
    "adjust": "adjust",
    "report": "month",
    "sheet": "sheet",
    "month": "month",
    "late": "late",
    "rounds": "months",
    "round": "months",
    "plan_rounds": "months",
    "assessment": "judging",
    "channels": "channels",
    "proposals": "orders",
    "notices": "notices",
    "calendar": "notices",
    "bodies": "bodies",
    "body": "bodies",
    "open_body": "bodies",
    "accounts": "accounts",
    "approvals": "accounts",
    "log": "log",
    "jobs": "jobs",
    "job": "jobs",
    "timers": "jobs",
    "search": "search",
}
"""URL name → paragraph of the guide; all other pages go by the first part of their address."""
ANCHOR_BY_ADDRESS = {
    "": "home",
    "plans": "plans",
    "reporting": "month",
    "orders": "orders",
    "boards": "boards",
    "lists": "lists",
    "bulletins": "bulletins",
    "snapshots": "closing",
    "observation": "observation",
    "appraisal": "appraisal",
    "verification": "verification",
    "comparison": "comparison",
    "registers": "registers",
    "clues": "clues",
    "public": "public",
    "api": "programs",
    "tokens": "programs",
    "webhooks": "programs",
    "accounts": "accounts",
    "bodies": "bodies",
    "jobs": "jobs",
    "password": "sign-in",
    "own-sign-in": "sign-in",
}


def guide_for_role(role: str) -> str:
    """The name of a role's guide."""
    return GUIDE_BY_ROLE.get(Role(role), "officer")


def anchor_for_page(name: str, path: str) -> str:
    """The anchor for a page by the name of its URL and its path."""
    address_part = path.strip("/").partition("/")[0]
    return ANCHOR_BY_URL_NAME.get(name) or ANCHOR_BY_ADDRESS.get(address_part, "home")
