"""Collecting the personal values that are read during a request; their fields note each read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

Things = dict[tuple[str, int], tuple[models.Model, set[str]]]
"""(model label, key) → the object, and the names of its personal fields that were read."""
_current: ContextVar[Things | None] = ContextVar("personal_reads", default=None)


@contextmanager
def collect_reads() -> Iterator[Things]:
    """Collect the reads in the block; yields the growing result."""
    found: Things = {}
    token = _current.set(found)
    try:
        yield found
    finally:
        _current.reset(token)


def note_read(thing: models.Model, names: Iterable[str]) -> None:
    """Note that personal values of a stored object were read, if reads are being collected."""
    found = _current.get()
    if found is not None and thing.pk is not None:
        key = (thing._meta.label_lower, thing.pk)
        found.setdefault(key, (thing, set()))[1].update(names)


def value_unnoted(thing: models.Model, name: str) -> Any:
    """A personal value without noting a read: for masking, storing, comparing."""
    if name in thing.__dict__:
        return thing.__dict__[name]
    token = _current.set(None)
    try:
        return getattr(thing, name)
    finally:
        _current.reset(token)


class PersonalAttribute(DeferredAttribute):
    """The attribute of a personal field, which notes each read."""

    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if value:
            note_read(instance, [self.field.attname])
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value
