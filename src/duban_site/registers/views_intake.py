"""The page of a new record: its form, and doubts to decide on before it is created."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.responses import redirect_with_message
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.find_repeated_tickets import find_repeated_tickets
from duban_site.registers.duties import resolve_rights
from duban_site.registers.forms import RecordForm, select_fillable
from duban_site.registers.models import Register
from duban_site.registers.queries.earlier_tickets import REPEAT_FIELD, EarlierTicketRow
from duban_site.registers.queries.road_bans import RoadBan, check_road_ban, fill_road_dates
from duban_site.registers.views import render_register_page
from duban_site.registers.views_record import read_timing, try_action


@dataclass(frozen=True, slots=True)
class Doubts:
    """Reasons against a new record: a ban on digging, earlier tickets of the same call."""

    ban: RoadBan | None = None
    barred: bool = False
    earlier: list[EarlierTicketRow] = field(default_factory=list)
    repeats: str = ""
    """The number of the earlier ticket that the person chose as repeated."""

    @property
    def stopped(self) -> bool:
        """Whether somebody has to decide before the record is created."""
        return self.barred or bool(self.earlier)


def create_record_page(request: PageRequest, register: Register) -> HttpResponse:
    """A new record."""
    declaration = register.declaration
    first_stage = declaration.stages[0].key
    required_keys = [
        field_declaration.key for field_declaration in declaration.fields if field_declaration.required == first_stage
    ]
    fields = select_fillable(declaration.fields, sees_persons=True)
    posted_data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, posted_data, required=required_keys, person=request.user)
    doubts = _find_doubts(request, register, form) if posted_data is not None and form.is_valid() else Doubts()
    if posted_data is not None and not doubts.stopped:
        values = fill_road_dates(register, form.values, doubts.ban) if form.is_valid() else {}
        values |= {REPEAT_FIELD: doubts.repeats} if doubts.repeats else {}
        timing = read_timing(request)
        new_record = try_action(form, lambda: create_record(request.user, register, values, timing=timing))
        if new_record is not None:
            message = _("已新建 %(number)s。") % {"number": new_record.number}
            return redirect_with_message(request, message, "record", new_record.pk)
    may_create = resolve_rights(request.user, register).has_duty_among(declaration.create)
    context = {"form": form, "may": may_create, "needed": required_keys, "ban": doubts.ban, "doubts": doubts}
    status = 422 if form.errors or doubts.stopped else 200
    return render_register_page(request, "new", register, context, status=status)


def _find_doubts(request: PageRequest, register: Register, form: RecordForm) -> Doubts:
    """The doubts that the person has not decided yet (posted as `despite` and `repeat`)."""
    ban = check_road_ban(register, form.values, today())
    doubts = Doubts(ban, ban is not None and ban.ban.barred and "despite" not in request.POST)
    decision = request.POST.get("repeat", "")
    if decision == "none" or form.values.get(REPEAT_FIELD) is not None:
        return doubts
    if not resolve_rights(request.user, register).has_duty_among(register.declaration.create):
        return doubts  # the rules will refuse it; nothing to look up
    earlier_tickets = find_repeated_tickets(request.user, register, form.values)
    if decision in {ticket.row.number for ticket in earlier_tickets}:
        return replace(doubts, repeats=decision)
    return replace(doubts, earlier=earlier_tickets)
