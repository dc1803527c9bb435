"""Collecting the personal values that are read during a request; their fields note each read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

PersonalReads = dict[tuple[str, int], tuple[models.Model, set[str]]]
"""(model label, key) → the object, and the names of its personal fields that were read."""
_current_reads: ContextVar[PersonalReads | None] = ContextVar("personal_reads", default=None)


@contextmanager
def collect_reads() -> Iterator[PersonalReads]:
    """Collect the reads in the block; yields the growing result."""
    reads: PersonalReads = {}
    token = _current_reads.set(reads)
    try:
        yield reads
    finally:
        _current_reads.reset(token)


def note_read(resource: models.Model, field_names: Iterable[str]) -> None:
    """Note that personal values of a stored object were read, if reads are being collected."""
    reads = _current_reads.get()
    if reads is not None and resource.pk is not None:
        resource_key = (resource._meta.label_lower, resource.pk)
        reads.setdefault(resource_key, (resource, set()))[1].update(field_names)


def get_unlogged_value(resource: models.Model, field_name: str) -> Any:
    """A personal value without noting a read: for masking, storing, comparing."""
    if field_name in resource.__dict__:
        return resource.__dict__[field_name]
    token = _current_reads.set(None)
    try:
        return getattr(resource, field_name)
    finally:
        _current_reads.reset(token)


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
