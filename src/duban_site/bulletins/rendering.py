"""A bulletin as an official document: its words, with the snapshot's numbers checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from duban.documents.official import Block, Document, Heading, Paragraph, Run
from duban.documents.official.model import plain
from duban_site.bulletins import annexes, bindings, blocks, tokens
from duban_site.bulletins.bindings import BEHIND, Values
from duban_site.bulletins.models import Bulletin
from duban_site.bulletins.tokens import Fault
from duban_site.snapshots.content import Header, Row
from duban_site.snapshots.models import Snapshot

DRAFT = "征求意见稿"
HEAD = ("authority", "code", "to", "signer", "signed", "copies", "printed_by")


@dataclass(frozen=True)
class Source:
    """What a bulletin is written from: a snapshot, and of its rows those that it names."""

    snapshot: Snapshot

    @cached_property
    def header(self) -> Header:
        """The snapshot's header."""
        return Header.of(self.snapshot.data)

    @cached_property
    def rows(self) -> list[Row]:
        """The tasks behind, and those that moved, in the report's order."""
        moved = [move.id for move in self.header.moved]
        named = self.snapshot.rows.filter(Q(status__in=BEHIND) | Q(commitment__in=moved))
        ordered = named.order_by("order", "pk").values_list("data", flat=True)
        return [Row.of(data) for data in ordered]

    @cached_property
    def values(self) -> Values:
        """What can be referred to."""
        return bindings.values(self.header, self.rows)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The document, block by block with the faults of each."""

    document: Document
    faults: tuple[Fault, ...]
    by_block: tuple[tuple[Block, tuple[Fault, ...]], ...]


def render(bulletin: Bulletin, source: Source | None = None) -> Rendered:
    """Render the document and check every number in it against the snapshot."""
    source = source or Source(bulletin.snapshot)
    older = _older(bulletin.snapshot)
    title, of_title = _runs(bulletin.title, source.values, older)
    found = []
    for block in blocks.loaded(bulletin.blocks):
        runs, faults = _runs(block.text, source.values, older)
        made: Block = Heading(block.level, runs) if block.kind == "heading" else Paragraph(runs)
        found.append((made, faults))
    document = _document(bulletin, plain(title), tuple(made for made, _f in found), source)
    faults = (*of_title, *(fault for _made, told in found for fault in told))
    return Rendered(document, faults, tuple(found))


def _document(bulletin: Bulletin, title: str, made: tuple[Block, ...], source: Source) -> Document:
    head: Mapping[str, Any] = bulletin.head
    day = dt.date.fromisoformat(head["date"]) if head.get("date") else None
    return Document(
        authority=head.get("authority", ""),
        number=bulletin.number or f"{head.get('code', '')}〔{source.header.plan.year}〕　号",
        title=title,
        blocks=made,
        to=head.get("to", ""),
        signer=head.get("signer", ""),
        signed=head.get("signed", ""),
        date=day,
        annexes=annexes.annexes(source.header, source.rows, source.values),
        copies=head.get("copies", ""),
        printed_by=head.get("printed_by", ""),
        printed_on=day,
        draft="" if bulletin.number else DRAFT,
    )


def _runs(text: str, values: Values, older: Values) -> tuple[tuple[Run, ...], tuple[Fault, ...]]:
    pieces = list(tokens.pieces(text, values, older))
    runs = tuple(run for run, _fault in pieces if run.text)
    return runs, tuple(fault for _run, fault in pieces if fault is not None)


def _older(snapshot: Snapshot) -> Values:
    """Return the values of the month's previous snapshot: a number equal to them is stale."""
    same = snapshot.plan.snapshots.filter(month=snapshot.month, serial__lt=snapshot.serial)
    last = same.order_by("-serial").first()
    return {} if last is None else Source(last).values


def default_head(header: Header) -> dict[str, str]:
    """What stands around the text until the office writes something else."""
    office = f"{header.plan.city}人民政府督查室"
    return {
        "authority": office,
        "code": f"{header.plan.city[:1]}督通",
        "to": "各县（市）区人民政府，各开发区管委会，市政府各部门、各直属机构",
        "signer": "",
        "signed": office,
        "copies": "市委办公室，市人大常委会办公室，市政协办公室",
        "printed_by": office,
        "date": "",
    }
