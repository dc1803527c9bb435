"""Forms built from a declaration: a control for each field, parsed by the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duban.notices import Notice, NoticeError
from duban.registers import Field, FieldType, Value, read_value
from duban_site.core.notices import render_notice
from duban_site.people.models import Body, BodyKind, Person
from duban_site.registers.queries.record_references import search_offered_records

FIELD_PREFIX = "v_"
NUMBER_TYPES = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY)


def declared_label(declared_item: Any) -> str:
    """The name of a declared item in the language of the page."""
    name = declared_item.english if get_language() == "en" else declared_item.label
    return str(name)


class DeclaredField(forms.Field):
    """One field of a declaration."""

    def __init__(self, field: Field, choices: Iterable[str], *, required: bool) -> None:
        self.declared = field
        unit = f"（{field.unit}）" if field.unit else ""
        help_text = field.help
        if field.type is FieldType.POINT:
            help_text = _("经度,纬度 坐标系，如 102.71234,25.04567 %(datum)s") % {"datum": field.datum}
        super().__init__(
            required=required,
            label=declared_label(field) + unit,
            help_text=help_text,
            widget=_build_widget(field, list(choices)),
            error_messages={"required": _("请填写“%(label)s”。") % {"label": declared_label(field)}},
        )

    def to_python(self, value: Any) -> Value:
        """Parse the value. Raises ValidationError with the reason."""
        try:
            return read_value(self.declared, value)
        except NoticeError as error:
            raise ValidationError(render_notice(error.notices[0])) from error

    def prepare_value(self, value: Any) -> Any:
        """Format the value for the control."""
        if isinstance(value, bool):
            return "是" if value else "否"
        return "" if value is None else str(value)


class RecordInput(forms.TextInput):
    """An input for a record of another register, with a list of suggestions while typing."""

    def __init__(self, register_key: str, person: Person | None) -> None:
        super().__init__()
        self.register_key, self.person = register_key, person

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Render with the newest records as the first suggestions."""
        context = self.get_context(name, value, attrs)
        records = search_offered_records(self.person, self.register_key) if self.person is not None else []
        record_context = {"register": self.register_key, "records": records}
        return render_to_string("registers/record_input.html", context | record_context)


def _build_widget(field: Field, choices: list[str]) -> forms.Widget:
    if field.type is FieldType.LONG:
        return forms.Textarea(attrs={"rows": 3})
    if field.type is FieldType.DATE:
        return forms.DateInput(attrs={"type": "date"})
    if field.type is FieldType.YESNO:
        return forms.Select(choices=[("", "—"), ("是", _("是")), ("否", _("否"))])
    if choices:
        return forms.Select(choices=[("", "—"), *((choice, choice) for choice in choices)])
    attrs = {"inputmode": "decimal", "class": "amount"} if field.type in NUMBER_TYPES else {}
    return forms.TextInput(attrs=attrs)


class RecordForm(forms.Form):
    """A form of some fields of a declaration; valid values are in `values` by field key."""

    def __init__(
        self,
        fields: Iterable[Field],
        data: Any = None,
        *,
        values: Mapping[str, Value] | None = None,
        required: Iterable[str] = (),
        person: Person | None = None,
    ) -> None:
        initial = {FIELD_PREFIX + key: value for key, value in (values or {}).items()}
        super().__init__(data, initial=initial, auto_id="id_%s")
        required_keys, body_names = set(required), _load_body_names()
        for field in fields:
            choices = _list_choices(field, (values or {}).get(field.key), body_names)
            control = DeclaredField(field, choices, required=field.key in required_keys)
            if field.register:
                control.widget = RecordInput(field.register, person)
            self.fields[FIELD_PREFIX + field.key] = control

    @property
    def values(self) -> dict[str, Value]:
        """Field key → value, of the fields in the form."""
        return {key.removeprefix(FIELD_PREFIX): value for key, value in self.cleaned_data.items()}

    def changed(self, old_values: Mapping[str, Value]) -> dict[str, Value]:
        """The values that differ from the earlier ones."""
        return {field_key: value for field_key, value in self.values.items() if value != old_values.get(field_key)}

    def add_refusals(self, refusals: Iterable[Notice]) -> None:
        """Add the rules' refusals as errors, each at the field it concerns."""
        for refusal in refusals:
            name = FIELD_PREFIX + refusal.place.field
            self.add_error(name if name in self.fields else None, render_notice(refusal))


def _load_body_names() -> dict[str, list[str]]:
    bodies = list(Body.objects.filter(active=True).values_list("name", "kind"))
    place_kinds = (BodyKind.COUNTY, BodyKind.STREET)
    return {"unit": [name for name, _kind in bodies], "place": [name for name, kind in bodies if kind in place_kinds]}


def _list_choices(field: Field, current_value: Value, body_names: dict[str, list[str]]) -> list[str]:
    """The choices of a field; a current value that is no longer offered stays available."""
    if field.type is FieldType.CHOICE:
        offered_choices = list(field.choices)
    elif field.type is FieldType.BODY:
        offered_choices = body_names["unit"]
    elif field.type is FieldType.PLACE:
        offered_choices = body_names["place"]
    else:
        return []
    return (
        offered_choices
        if current_value is None or str(current_value) in offered_choices or not offered_choices
        else [*offered_choices, str(current_value)]
    )


def select_fillable(fields: Iterable[Field], *, sees_persons: bool) -> list[Field]:
    """The fields that a form may show: in use, not sealed, personal ones only where allowed."""
    return [
        field for field in fields if field.retired is None and not field.sealed and (sees_persons or not field.personal)
    ]


def select_askable(fields: Iterable[Field], current_values: Mapping[str, Value], *, sees_persons: bool) -> list[Field]:
    """The fields that a move may require: a personal one only while it is empty.

    Whoever may not see personal values can still enter a missing one; an existing value stays and
    is hidden from them.
    """
    return [
        field
        for field in select_fillable(fields, sees_persons=True)
        if sees_persons or not field.personal or current_values.get(field.key) is None
    ]
