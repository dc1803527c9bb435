"""The table of rights: action × role → scope.

A role that an action does not name may not do it at all. Roles: administrator (accounts only, sees
no plan data by right), security (decides on rights and resets), officer, liaison, head, leader,
auditor (reads everything, changes nothing). Everybody, signed in or not, may do the actions of
`PUBLIC_ACTIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from duban.orders import TRANSITIONS, Party
from duban_site.people.models import Role


class Scope(StrEnum):
    """The objects of a model that a right extends to; each model defines it (`scopes`)."""

    ALL = "all"
    SELF = "self"
    ACTIVE = "active"
    """Accepted content of plans in force or closed: never a draft."""
    ACTOR_BODY = "own_body"
    LEADER_COMMITMENTS = "own_commitments"
    """The commitments that the leader in charge answers for."""
    SUBMITTED = "submitted"
    """What a body has submitted: its drafts are excluded."""
    REQUESTED = "asked_for"
    """What the person requested."""
    CONCERNED = "concerned"
    """What was issued to the person's body, whether it leads or cooperates."""

    SERVICE = "service"
    """The bodies and registers that a service account was opened for."""


ALL, SELF, ACTIVE = Scope.ALL, Scope.SELF, Scope.ACTIVE
ACTOR_BODY, LEADER_COMMITMENTS, SUBMITTED = Scope.ACTOR_BODY, Scope.LEADER_COMMITMENTS, Scope.SUBMITTED

ScopeByRole = Mapping[Role, Scope]

EVERYBODY: ScopeByRole = dict.fromkeys(Role, Scope.ALL)
OFFICE: ScopeByRole = {Role.OFFICER: ALL}
OFFICE_AND_AUDIT: ScopeByRole = {Role.OFFICER: ALL, Role.AUDITOR: ALL}
OPERATORS: ScopeByRole = {Role.OFFICER: ALL, Role.ADMINISTRATOR: ALL, Role.AUDITOR: ALL}
READERS: ScopeByRole = {
    Role.OFFICER: ALL,
    Role.AUDITOR: ALL,
    Role.LEADER: ACTIVE,
    Role.HEAD: ACTIVE,
    Role.LIAISON: ACTIVE,
}
UNIT_PAPERS: ScopeByRole = {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY, Role.OFFICER: SUBMITTED, Role.AUDITOR: ALL}
NOTICE_READERS: ScopeByRole = dict.fromkeys((Role.OFFICER, Role.LIAISON, Role.HEAD, Role.LEADER), ALL)
"""Everybody who is assigned work; each sees only their notices and their calendar."""

PUBLIC_ACTIONS = frozenset(
    {"site.sign_in", "site.language", "site.health", "orders.calendar_feed", "public.see", "public.send", "api.read"}
)
"""Calendar programs cannot sign in, so the calendar feed is protected by its secret address."""

_ROLE_AND_SCOPE_BY_PARTY: Mapping[Party, tuple[Role, Scope]] = {
    Party.OFFICER: (Role.OFFICER, ALL),
    Party.LIAISON: (Role.LIAISON, ACTOR_BODY),
    Party.HEAD: (Role.HEAD, ACTOR_BODY),
    Party.LEADER: (Role.LEADER, LEADER_COMMITMENTS),
}
ORDER_RIGHTS: Mapping[str, ScopeByRole] = {
    f"orders.{row.action}": dict(_ROLE_AND_SCOPE_BY_PARTY[party] for party in row.parties)
    for row in TRANSITIONS.values()
}
"""Who may take which step of an order, derived from the library's workflow table."""
RECORD_WRITERS: ScopeByRole = {Role.OFFICER: ALL, Role.HEAD: ACTOR_BODY, Role.LIAISON: ACTOR_BODY}

SCOPES_BY_ACTION: Mapping[str, ScopeByRole] = {
    # The site itself
    "site.home": EVERYBODY,
    "site.search": READERS,
    "site.help": EVERYBODY,
    "lists.see": READERS,
    "lists.save_view": {role: scope for role, scope in READERS.items() if role != Role.AUDITOR},
    "lists.change_many": {Role.OFFICER: Scope.REQUESTED},
    "site.todo": {Role.OFFICER: ALL, Role.HEAD: ACTOR_BODY, Role.SECURITY: ALL},
    "site.sign_out": EVERYBODY,
    # People and the log
    "people.own_password": dict.fromkeys(Role, SELF),
    "people.see_accounts": {Role.ADMINISTRATOR: ALL, Role.SECURITY: ALL, Role.AUDITOR: ALL},
    "people.end_sessions": {Role.ADMINISTRATOR: ALL, Role.SECURITY: ALL},
    "people.see_approvals": {Role.ADMINISTRATOR: ALL, Role.SECURITY: ALL, Role.AUDITOR: ALL},
    "people.decide": {Role.SECURITY: ALL},
    "people.manage_accounts": {Role.ADMINISTRATOR: ALL},
    "people.import_roster": {Role.ADMINISTRATOR: ALL},
    "people.print_slips": {Role.ADMINISTRATOR: Scope.REQUESTED},
    "people.see_bodies": OFFICE_AND_AUDIT,
    "people.manage_bodies": OFFICE,
    "audit.read": {Role.AUDITOR: ALL},
    # Jobs beside the requests
    "jobs.see": {**dict.fromkeys(Role, Scope.REQUESTED), **OPERATORS},
    "jobs.cancel": {**dict.fromkeys(Role, Scope.REQUESTED), Role.OFFICER: ALL, Role.ADMINISTRATOR: ALL},
    "jobs.confirm": dict.fromkeys(Role, Scope.REQUESTED),
    "jobs.see_timers": {Role.ADMINISTRATOR: ALL, Role.AUDITOR: ALL},
    # Plans: from report to plan
    "plans.see": READERS,
    "plans.import": OFFICE,
    "plans.see_review": OFFICE_AND_AUDIT,
    "plans.review": OFFICE,
    "plans.see_assign": OFFICE_AND_AUDIT,
    "plans.assign": OFFICE,
    "plans.export_breakdown": {Role.OFFICER: ALL, Role.AUDITOR: ALL, Role.LEADER: ACTIVE},
    "plans.import_breakdown": OFFICE,
    "plans.activate": OFFICE,
    "plans.choose_rules": OFFICE,
    "plans.see_commitment": READERS,
    "plans.adjust_target": OFFICE,
    # Figures: schedule, reporting, assessment
    "reporting.see_schedule": READERS,
    "reporting.schedule": OFFICE,
    "reporting.see_series": READERS,
    "reporting.manage_series": OFFICE,
    "reporting.see_rounds": OFFICE_AND_AUDIT,
    "reporting.open_round": OFFICE,
    "reporting.see_month": {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY},
    "reporting.see_report": UNIT_PAPERS,
    "reporting.edit_entry": {Role.LIAISON: ACTOR_BODY},
    "reporting.sign": {Role.HEAD: ACTOR_BODY},
    "reporting.submit": {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY},
    "reporting.urge": OFFICE,
    "reporting.check": {Role.OFFICER: SUBMITTED},
    "reporting.see_late": {Role.OFFICER: ALL, Role.AUDITOR: ALL, Role.LEADER: ALL},
    "reporting.see_evidence": {**UNIT_PAPERS, Role.LEADER: LEADER_COMMITMENTS},
    "reporting.assess": OFFICE,
    "reporting.see_assessment": READERS,
    "reporting.reply": {Role.HEAD: ACTOR_BODY},
    "reporting.mark_public": {Role.OFFICER: SUBMITTED},
    # Supervision: orders, proposals, notices
    **ORDER_RIGHTS,
    "orders.see": {
        Role.OFFICER: ALL,
        Role.AUDITOR: ALL,
        Role.LEADER: LEADER_COMMITMENTS,
        Role.HEAD: Scope.CONCERNED,
        Role.LIAISON: Scope.CONCERNED,
    },
    "orders.see_mine": {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY},
    "orders.see_due": {Role.OFFICER: ALL, Role.AUDITOR: ALL, Role.LEADER: LEADER_COMMITMENTS},
    "orders.draft": OFFICE,
    "orders.see_proposals": OFFICE_AND_AUDIT,
    "orders.propose": OFFICE,
    "orders.decide_proposal": OFFICE,
    "orders.remind": {},
    "orders.see_channels": OFFICE_AND_AUDIT,
    "orders.manage_channels": OFFICE,
    "orders.notices": NOTICE_READERS,
    "orders.calendar": NOTICE_READERS,
    # Boards: pages that only read
    "boards.see": READERS,
    "boards.own": {Role.LEADER: ACTIVE},
    # Registers: records, moves, measures; what exactly one may do to a record, the register says
    "registers.see": {**READERS, Role.HEAD: ACTOR_BODY, Role.LIAISON: ACTOR_BODY},
    "registers.see_record": {**READERS, Role.HEAD: ACTOR_BODY, Role.LIAISON: ACTOR_BODY},
    "registers.write": RECORD_WRITERS,
    "registers.write_record": RECORD_WRITERS,
    "registers.declare": OFFICE,
    "registers.see_bindings": OFFICE_AND_AUDIT,
    "registers.bind": OFFICE,
    "registers.read_measures": OFFICE,
    "registers.erase": OFFICE,
    # Snapshots: months closed and published
    "snapshots.see": OFFICE_AND_AUDIT,
    "snapshots.close": OFFICE,
    "snapshots.publish": OFFICE,
    "snapshots.withdraw": OFFICE,
    # Verification: comparing a finished year with the next report
    "appraisal.see": READERS,
    "appraisal.see_result": {
        Role.OFFICER: ALL,
        Role.AUDITOR: ALL,
        Role.LEADER: ACTIVE,
        Role.HEAD: ACTOR_BODY,
        Role.LIAISON: ACTOR_BODY,
    },
    "appraisal.make": OFFICE,
    "appraisal.object": {Role.HEAD: ACTOR_BODY},
    "observation.see": READERS,
    "observation.decide": OFFICE,
    "verification.see": READERS,
    "verification.make": OFFICE,
    # Bulletins: written from a closed month
    "bulletins.see": {
        Role.OFFICER: ALL,
        Role.AUDITOR: ALL,
        Role.LEADER: ACTIVE,
        Role.HEAD: ACTOR_BODY,
        Role.LIAISON: ACTOR_BODY,
    },
    "bulletins.see_papers": OFFICE_AND_AUDIT,
    "bulletins.write": OFFICE,
    "bulletins.circulate": OFFICE,
    "bulletins.comment": {Role.HEAD: SUBMITTED, Role.LIAISON: SUBMITTED},
    "bulletins.issue": OFFICE,
    # The public site: the office's work on what citizens send
    "public.see_clues": {Role.OFFICER: ALL, Role.AUDITOR: ALL, Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY},
    "public.moderate": OFFICE,
    "public.answer": {Role.OFFICER: ALL, Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY},
    "public.publish_answer": OFFICE,
    "public.see_contact": OFFICE,
    "public.purge_contacts": OFFICE,
    # The API: tokens of a body's programs
    "api.see_tokens": {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY, Role.OFFICER: ALL, Role.AUDITOR: ALL},
    "api.issue_token": {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY, Role.OFFICER: ALL},
    "api.see_service_accounts": {Role.ADMINISTRATOR: ALL, Role.SECURITY: ALL, Role.AUDITOR: ALL},
    "api.manage_service_accounts": {Role.ADMINISTRATOR: ALL},
    "api.approve_service_account": {Role.SECURITY: ALL},
    "api.see_webhooks": OFFICE_AND_AUDIT,
    "api.manage_webhooks": OFFICE,
    "api.revoke_token": {Role.LIAISON: ACTOR_BODY, Role.HEAD: ACTOR_BODY, Role.OFFICER: ALL},
}

ACTIONS_BY_SERVICE_SCOPE: Mapping[str, frozenset[str]] = {
    "reports.read": frozenset({"reporting.see_report"}),
    "reports.write": frozenset({"reporting.edit_entry"}),
    "reports.sign": frozenset({"reporting.sign", "reporting.submit"}),
    "records.read": frozenset({"registers.see", "registers.see_record"}),
    "records.write": frozenset({"registers.write", "registers.write_record"}),
}
"""Scope of a service account → the actions that it allows."""
