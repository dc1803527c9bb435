"""Forms of an order's draft and of its steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duban.orders import get_transition
from duban_site.core.model_forms import ModelForm
from duban_site.orders.models import Order, Request, RequestKind
from duban_site.orders.models.order import COLOUR_CHOICES
from duban_site.orders.queries import list_later_plans
from duban_site.people.models import Body
from duban_site.plans.models import Commitment, Plan, State, Status

DATE_INPUT_ATTRS = {"type": "date"}


class MultipleFileInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Any number of files."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Clean each file as a single one."""
        files = data if isinstance(data, list) else [data]
        return [super(MultipleFileField, self).clean(file, initial) for file in files if file]


class OrderForm(ModelForm[Order]):
    """An order as it is written, until 立项."""

    text = forms.CharField(label=_("直接发橙色或红色的理由"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    class Meta:
        model = Order
        fields = (
            "title",
            "basis_kind",
            "basis",
            "commitment",
            "demand",
            "lead_body",
            "cooperating",
            "leader",
            "urgency",
            "due",
            "colour",
        )
        widgets = {  # noqa: RUF012 (Django's form)
            "due": forms.DateInput(attrs=DATE_INPUT_ATTRS, format="%Y-%m-%d"),
            "demand": forms.Textarea(attrs={"rows": 4}),
            "cooperating": forms.SelectMultiple(attrs={"size": 6}),
        }
        help_texts = {  # noqa: RUF012 (Django's form)
            "due": _("不填则按缓急从交办之日起算工作日。"),
            "cooperating": _("按住 Ctrl 可选多个。"),
        }

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        accepted = Commitment.objects.filter(plan=plan, state=State.ACCEPTED)
        fields["commitment"].queryset = accepted.order_by("order", "number")
        fields["commitment"].label = _("目标任务")
        active = Body.objects.filter(active=True)
        fields["lead_body"].queryset = fields["cooperating"].queryset = active


class PlanForm(forms.Form):
    """Which plan an order belongs to."""

    plan = forms.ModelChoiceField(
        label=_("计划"), queryset=Plan.objects.filter(status=Status.ACTIVE).defer("text", "unread")
    )


class StepForm(forms.Form):
    """The text and files of a step."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))
    evidence = MultipleFileField(label=_("佐证材料"), required=False)

    def __init__(self, action: str, order: Order, waiting: Request | None, *args: Any) -> None:
        super().__init__(*args)
        self.auto_id = f"{action}-%s"
        self.fields["text"].required = get_transition(action).words
        self.fields["text"].label = TEXT_LABEL_BY_ACTION.get(action, _("说明"))
        self.order, self.waiting = order, waiting

    def extra_arguments(self) -> dict[str, Any]:
        """The form's values that the action takes as keyword arguments beside its paper."""
        return {
            field_name: value
            for field_name, value in self.cleaned_data.items()
            if field_name not in ("text", "evidence")
        }


class EscalateForm(StepForm):
    """Adds the new colour."""

    colour = forms.ChoiceField(label=_("升级为"), choices=COLOUR_CHOICES[1:])
    direct = forms.BooleanField(label=_("直接升级（重要紧急件）"), required=False)


class RequestForm(StepForm):
    """Adds the progress."""

    progress = forms.CharField(label=_("目前进展"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ExtensionForm(RequestForm):
    """Adds the date that the body expects."""

    expected = forms.DateField(label=_("预计完成时间"), widget=forms.DateInput(attrs=DATE_INPUT_ATTRS))
    field_order = ("text", "progress", "expected", "evidence")


class GrantForm(StepForm):
    """Adds the new date or the new demand, depending on the request."""

    due = forms.DateField(label=_("新的完成时限"), required=False, widget=forms.DateInput(attrs=DATE_INPUT_ATTRS))
    demand = forms.CharField(label=_("新的办理要求"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, action: str, order: Order, waiting: Request | None, *args: Any) -> None:
        super().__init__(action, order, waiting, *args)
        kind = None if waiting is None else waiting.kind
        if kind != RequestKind.EXTENSION:
            del self.fields["due"]
        elif waiting is not None and waiting.expected is not None:
            self.fields["due"].initial = waiting.expected.isoformat()
        if kind != RequestKind.ADJUSTMENT:
            del self.fields["demand"]
        else:
            self.fields["demand"].initial = order.demand


class ReopenForm(StepForm):
    """Adds the new due date."""

    due = forms.DateField(label=_("新的完成时限"), widget=forms.DateInput(attrs=DATE_INPUT_ATTRS))
    field_order = ("text", "due", "evidence")


class ReviewForm(StepForm):
    """Adds another conclusion, where the first one is not confirmed."""

    conclusion = forms.CharField(
        label=_("变更后的督查结论"),
        required=False,
        help_text=_("维持原结论的，不填。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CarryForm(StepForm):
    """Adds the later plan, and its commitment that continues the matter."""

    plan = forms.ModelChoiceField(label=_("结转到"), queryset=Plan.objects.none())
    number = forms.CharField(
        label=_("新计划里的目标任务编号"), required=False, max_length=24, help_text=_("新计划没有这一项的，不填。")
    )

    def __init__(self, action: str, order: Order, waiting: Request | None, *args: Any) -> None:
        super().__init__(action, order, waiting, *args)
        plan: Any = self.fields["plan"]
        plan.queryset = list_later_plans(order)
        plan.initial = plan.queryset.first()

    def clean(self) -> dict[str, Any]:
        """The commitment of that number in the chosen plan."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        number, plan = data.pop("number", "").strip(), data.get("plan")
        data["commitment"] = None
        if number and plan is not None:
            accepted = Commitment.objects.filter(plan=plan, state=State.ACCEPTED)
            data["commitment"] = accepted.filter(number=number).first()
            if data["commitment"] is None:
                message_values = {"plan": plan, "number": number}
                self.add_error("number", _("%(plan)s没有编号为 %(number)s 的目标任务。") % message_values)
        return data


TEXT_LABEL_BY_ACTION = {
    "handle": _("办理措施"),
    "note": _("进展情况"),
    "reply": _("办理结果"),
    "pass_check": _("督查结论"),
    "send_back": _("退回理由"),
    "drop": _("撤件理由"),
    "revisit": _("回访情况"),
    "reopen": _("重办理由"),
    "carry": _("结转理由"),
    "appeal": _("申请理由"),
    "review": _("复核意见"),
    "urge": _("催办内容"),
    "escalate": _("升级理由"),
    "list": _("挂牌理由"),
    "delist": _("摘牌依据"),
    "instruct": _("批示内容"),
    "ask_extension": _("延期原因"),
    "ask_adjustment": _("调整原因"),
    "ask_termination": _("终止原因"),
    "review_request": _("初审意见"),
    "grant_request": _("审批意见或依据"),
    "refuse_request": _("驳回理由"),
    "object": _("申辩内容"),
    "answer": _("答复内容"),
}
FORM_BY_ACTION: dict[str, type[StepForm]] = {
    "escalate": EscalateForm,
    "ask_extension": ExtensionForm,
    "ask_adjustment": RequestForm,
    "ask_termination": RequestForm,
    "grant_request": GrantForm,
    "reopen": ReopenForm,
    "review": ReviewForm,
    "carry": CarryForm,
}


def find_form_class(action: str) -> type[StepForm]:
    """The form class of an action."""
    return FORM_BY_ACTION.get(action, StepForm)
