"""A bulletin as an official document: its words, with the snapshot's numbers checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q

from duban.documents.official import Block, Heading, OfficialDocument, Paragraph, Run
from duban.documents.official.model import join_runs
from duban_site.bulletins import annexes, bindings, blocks, tokens
from duban_site.bulletins.bindings import BEHIND, Values
from duban_site.bulletins.models import Bulletin
from duban_site.bulletins.tokens import Fault
from duban_site.snapshots.content import CommitmentRow, SnapshotHeader
from duban_site.snapshots.models import Snapshot

DRAFT_MARK = "征求意见稿"
HEAD_FIELDS = ("authority", "code", "to", "signer", "signed", "copies", "printed_by")


@dataclass(frozen=True)
class Source:
    """What a bulletin is written from: a snapshot, and of its rows those that it names."""

    snapshot: Snapshot

    @cached_property
    def header(self) -> SnapshotHeader:
        """The snapshot's header."""
        return SnapshotHeader.from_json(self.snapshot.data)

    @cached_property
    def rows(self) -> list[CommitmentRow]:
        """The tasks behind, and those that moved, in the report's order."""
        moved_ids = [move.id for move in self.header.moved]
        relevant_rows = self.snapshot.rows.filter(Q(status__in=BEHIND) | Q(commitment__in=moved_ids))
        payloads = relevant_rows.order_by("order", "pk").values_list("data", flat=True)
        return [CommitmentRow.from_json(payload) for payload in payloads]

    @cached_property
    def values(self) -> Values:
        """What can be referred to."""
        return bindings.collect_values(self.header, self.rows)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The document, block by block with the faults of each."""

    document: OfficialDocument
    faults: tuple[Fault, ...]
    by_block: tuple[tuple[Block, tuple[Fault, ...]], ...]


def render(bulletin: Bulletin, source: Source | None = None) -> Rendered:
    """Render the document and check every number in it against the snapshot."""
    source = source or Source(bulletin.snapshot)
    earlier_values = _load_earlier_values(bulletin.snapshot)
    title, title_faults = _split_runs(bulletin.title, source.values, earlier_values)
    checked_blocks = []
    for text_block in blocks.parse_blocks(bulletin.blocks):
        runs, faults = _split_runs(text_block.text, source.values, earlier_values)
        block: Block = Heading(text_block.level, runs) if text_block.kind == "heading" else Paragraph(runs)
        checked_blocks.append((block, faults))
    document = _build_document(bulletin, join_runs(title), tuple(block for block, _faults in checked_blocks), source)
    faults = (*title_faults, *(fault for _block, block_faults in checked_blocks for fault in block_faults))
    return Rendered(document, faults, tuple(checked_blocks))


def _build_document(
    bulletin: Bulletin, title: str, content_blocks: tuple[Block, ...], source: Source
) -> OfficialDocument:
    head: Mapping[str, Any] = bulletin.head
    issue_date = dt.date.fromisoformat(head["date"]) if head.get("date") else None
    return OfficialDocument(
        authority=head.get("authority", ""),
        number=bulletin.number or f"{head.get('code', '')}〔{source.header.plan.year}〕　号",
        title=title,
        blocks=content_blocks,
        addressee=head.get("to", ""),
        signer=head.get("signer", ""),
        signing_authority=head.get("signed", ""),
        date=issue_date,
        annexes=annexes.build_annexes(source.header, source.rows, source.values),
        copy_recipients=head.get("copies", ""),
        printed_by=head.get("printed_by", ""),
        printed_on=issue_date,
        draft_label="" if bulletin.number else DRAFT_MARK,
    )


def _split_runs(text: str, values: Values, earlier_values: Values) -> tuple[tuple[Run, ...], tuple[Fault, ...]]:
    pairs = list(tokens.split_into_runs(text, values, earlier_values))
    runs = tuple(run for run, _fault in pairs if run.text)
    return runs, tuple(fault for _run, fault in pairs if fault is not None)


def _load_earlier_values(snapshot: Snapshot) -> Values:
    """Return the values of the month's previous snapshot: a number equal to them is stale."""
    earlier_snapshots = snapshot.plan.snapshots.filter(month=snapshot.month, serial__lt=snapshot.serial)
    predecessor = earlier_snapshots.order_by("-serial").first()
    return {} if predecessor is None else Source(predecessor).values


def default_head(header: SnapshotHeader) -> dict[str, str]:
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
