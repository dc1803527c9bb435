"""One option as it is declared, and reading declarations."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from duban.notices import Name, NoticeError
from duban.options.kinds import KINDS

Words = tuple[str, str]
"""A text in Chinese and in English."""
_COMMON_KEYS = ("type", "default", "default_words", "label", "help", "changed_by", "secret", "place")


class OptionError(NoticeError):
    """A value that may not be written; its notice says what may."""


@dataclass(frozen=True, slots=True)
class Option:
    """What may be set under `name`. `default` is as it would be written; None: there is none.

    `default_words` describe a default that is worked out. `secret` values are never printed; those with
    `place` belong to one machine. `limits` are the keys that the kind of the option reads.
    """

    name: str
    group: Words
    type: str
    label: Words
    help: Words
    changed_by: Words
    default: Any = None
    default_words: Words | None = None
    secret: bool = False
    place: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)

    @property
    def legal(self) -> Words:
        """What may be written."""
        return KINDS[self.type].legal({**self.limits, "default": self.default})

    def read(self, value: Any) -> Any:
        """The value that is meant by what is written. Raises OptionError."""
        try:
            return KINDS[self.type].read(value, {**self.limits, "default": self.default})
        except ValueError as error:
            written = {} if self.secret else {"value": repr(value)}
            code = "secret_weak" if self.secret else "option_illegal"
            raise OptionError.make(code, name=self.name, legal=Name(*self.legal), **written) from error


def load_options(declarations: str, name: str = "{key}") -> dict[str, Option]:
    """The options of a TOML text by name, in its order. `name` makes names of `group` and `key`."""
    table = tomllib.loads(declarations, parse_float=Decimal)
    titles, changed_by = table.pop("titles"), table.pop("changed_by")
    options = [
        _build_option(
            name.format(group=group, key=key), tuple(titles[group]), {"changed_by": changed_by, **declaration}
        )
        for group, group_declarations in table.items()
        for key, declaration in group_declarations.items()
    ]
    return {option.name: option for option in options}


def _build_option(name: str, group: Words, declaration: Mapping[str, Any]) -> Option:
    words = {
        key: tuple(declaration[key]) for key in ("label", "help", "changed_by", "default_words") if key in declaration
    }
    return Option(
        name=name,
        group=group,
        type=declaration["type"],
        label=words["label"],
        help=words.get("help", ("", "")),
        changed_by=words["changed_by"],
        default=declaration.get("default"),
        default_words=words.get("default_words"),
        secret=declaration.get("secret", False),
        place=declaration.get("place", False),
        limits={key: value for key, value in declaration.items() if key not in _COMMON_KEYS},
    )
