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

from duban.registers import Field, FieldType, Refusal, Value, read_value
from duban_site.people.models import Body, BodyKind, Person
from duban_site.registers.queries.choosing import offered
from duban_site.registers.refusals import in_words

PREFIX = "v_"
NUMBERS = (FieldType.WHOLE, FieldType.DECIMAL, FieldType.MONEY)


def said(thing: Any) -> str:
    """The name of a declared item in the language of the page."""
    name = thing.english if get_language() == "en" else thing.label
    return str(name)


class DeclaredField(forms.Field):
    """One field of a declaration."""

    def __init__(self, field: Field, choices: Iterable[str], *, required: bool) -> None:
        self.declared = field
        unit = f"（{field.unit}）" if field.unit else ""
        help_text = field.help
        if field.type is FieldType.POINT:
            help_text = _("经度,纬度 坐标系，如 102.71234,25.04567 %(datum)s") % {
                "datum": field.datum
            }
        super().__init__(
            required=required,
            label=said(field) + unit,
            help_text=help_text,
            widget=_widget(field, list(choices)),
            error_messages={"required": _("请填写“%(label)s”。") % {"label": said(field)}},
        )

    def to_python(self, value: Any) -> Value:
        """Parse the value. Raises ValidationError with the reason."""
        try:
            return read_value(self.declared, value)
        except ValueError as error:
            raise ValidationError(in_words(str(error))) from error

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

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Render with the newest records as the first suggestions."""
        context = self.get_context(name, value, attrs)
        records = offered(self.person, self.register_key) if self.person is not None else []
        own = {"register": self.register_key, "records": records}
        return render_to_string("registers/record_input.html", context | own)


def _widget(field: Field, choices: list[str]) -> forms.Widget:
    if field.type is FieldType.LONG:
        return forms.Textarea(attrs={"rows": 3})
    if field.type is FieldType.DATE:
        return forms.DateInput(attrs={"type": "date"})
    if field.type is FieldType.YESNO:
        return forms.Select(choices=[("", "—"), ("是", _("是")), ("否", _("否"))])
    if choices:
        return forms.Select(choices=[("", "—"), *((one, one) for one in choices)])
    attrs = {"inputmode": "decimal", "class": "amount"} if field.type in NUMBERS else {}
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
        initial = {PREFIX + key: value for key, value in (values or {}).items()}
        super().__init__(data, initial=initial, auto_id="id_%s")
        needed, names = set(required), _names()
        for field in fields:
            choices = _choices(field, (values or {}).get(field.key), names)
            control = DeclaredField(field, choices, required=field.key in needed)
            if field.register:
                control.widget = RecordInput(field.register, person)
            self.fields[PREFIX + field.key] = control

    @property
    def values(self) -> dict[str, Value]:
        """Field key → value, of the fields in the form."""
        return {key.removeprefix(PREFIX): value for key, value in self.cleaned_data.items()}

    def changed(self, before: Mapping[str, Value]) -> dict[str, Value]:
        """The values that differ from the earlier ones."""
        return {key: v for key, v in self.values.items() if v != before.get(key)}

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Add the rules' refusals as errors, each at the field it concerns."""
        for refusal in refusals:
            name = PREFIX + refusal.field
            self.add_error(name if name in self.fields else None, refusal.sentence)


def _names() -> dict[str, list[str]]:
    units = list(Body.objects.filter(active=True).values_list("name", "kind"))
    places = (BodyKind.COUNTY, BodyKind.STREET)
    return {
        "unit": [name for name, _kind in units],
        "place": [name for name, kind in units if kind in places],
    }


def _choices(field: Field, now: Value, names: dict[str, list[str]]) -> list[str]:
    """The choices of a field; a current value that is no longer offered stays available."""
    if field.type is FieldType.CHOICE:
        known = list(field.choices)
    elif field.type is FieldType.BODY:
        known = names["unit"]
    elif field.type is FieldType.PLACE:
        known = names["place"]
    else:
        return []
    return known if now is None or str(now) in known or not known else [*known, str(now)]


def fillable(fields: Iterable[Field], *, persons: bool) -> list[Field]:
    """The fields that a form may show: in use, not sealed, personal ones only where allowed."""
    return [
        field
        for field in fields
        if field.retired is None and not field.sealed and (persons or not field.personal)
    ]


def askable(fields: Iterable[Field], known: Mapping[str, Value], *, persons: bool) -> list[Field]:
    """The fields that a move may require: a personal one only while it is empty.

    Whoever may not see personal values can still enter a missing one; an existing value stays and
    is hidden from them.
    """
    return [
        field
        for field in fillable(fields, persons=True)
        if persons or not field.personal or known.get(field.key) is None
    ]
