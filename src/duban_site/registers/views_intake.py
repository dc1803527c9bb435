"""The page of a new record: its form, and doubts to decide on before it is created."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from duban_site.core.access.page import PageRequest
from duban_site.core.clock import today
from duban_site.core.web import done
from duban_site.registers.actions.create import create
from duban_site.registers.actions.look_for_repeats import look_for_repeats
from duban_site.registers.duties import rights
from duban_site.registers.forms import RecordForm, fillable
from duban_site.registers.models import Register
from duban_site.registers.queries.digging import RoadBan, filled, road_ban
from duban_site.registers.queries.recalling import REPEAT_OF, Earlier
from duban_site.registers.views import register_page
from duban_site.registers.views_record import try_action, when_asked


@dataclass(frozen=True, slots=True)
class Doubts:
    """Reasons against a new record: a ban on digging, earlier tickets of the same call."""

    ban: RoadBan | None = None
    barred: bool = False
    earlier: list[Earlier] = field(default_factory=list)
    repeats: str = ""
    """The number of the earlier ticket that the person chose as repeated."""

    @property
    def stopped(self) -> bool:
        """Whether somebody has to decide before the record is created."""
        return self.barred or bool(self.earlier)


def new(request: PageRequest, register: Register) -> HttpResponse:
    """A new record."""
    declaration = register.declaration
    first = declaration.stages[0].key
    needed = [f.key for f in declaration.fields if f.required == first]
    fields = fillable(declaration.fields, persons=True)
    data = request.POST if request.method == "POST" else None
    form = RecordForm(fields, data, required=needed, person=request.user)
    doubts = _doubts(request, register, form) if data is not None and form.is_valid() else Doubts()
    if data is not None and not doubts.stopped:
        values = filled(register, form.values, doubts.ban) if form.is_valid() else {}
        values |= {REPEAT_OF: doubts.repeats} if doubts.repeats else {}
        when = when_asked(request)
        posted = try_action(form, lambda: create(request.user, register, values, when=when))
        if posted is not None:
            message = _("已新建 %(number)s。") % {"number": posted.number}
            return done(request, message, "record", posted.pk)
    may = rights(request.user, register).may(declaration.create)
    shown = {"form": form, "may": may, "needed": needed, "ban": doubts.ban, "doubts": doubts}
    status = 422 if form.errors or doubts.stopped else 200
    return register_page(request, "new", register, shown, status=status)


def _doubts(request: PageRequest, register: Register, form: RecordForm) -> Doubts:
    """The doubts that the person has not decided yet (posted as `despite` and `repeat`)."""
    ban = road_ban(register, form.values, today())
    doubts = Doubts(ban, ban is not None and ban.ban.barred and "despite" not in request.POST)
    decided = request.POST.get("repeat", "")
    if decided == "none" or form.values.get(REPEAT_OF) is not None:
        return doubts
    if not rights(request.user, register).may(register.declaration.create):
        return doubts  # the rules will refuse it; nothing to look up
    earlier = look_for_repeats(request.user, register, form.values)
    if decided in {one.row.number for one in earlier}:
        return replace(doubts, repeats=decided)
    return replace(doubts, earlier=earlier)
