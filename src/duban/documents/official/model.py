"""What an official document consists of: 版头, 主体, 版记 (GB/T 9704-2012, 7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """Why a run is shown with a red line in a draft."""

    NONE = ""
    TYPED = "typed"
    """Typed by hand: not the figure of the snapshot."""
    STALE = "stale"
    """The figure of an earlier closing."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; `mark` is drawn only in drafts."""

    text: str
    mark: Mark = Mark.NONE
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: level 1 is set in 黑体, 2 in 楷体, 3 in bold 仿宋."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its first line indented by two characters unless `flush`."""

    runs: tuple[Run, ...]
    is_flush: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: cells are text, columns of numbers are set right. `widths` are relative."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    number_columns: frozenset[int] = frozenset()
    note: str = ""


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Annex:
    """附件: begins on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """An official document. Empty fields are left out; a draft has a label (征求意见稿) on top."""

    authority: str
    """发文机关标志, set large and red; without one there is no 版头."""
    number: str
    """发文字号, such as 青督通〔2031〕3号."""
    title: str
    """With line breaks where an automatic one would fall badly."""
    blocks: tuple[Block, ...]
    addressee: str = ""
    """主送机关."""
    signer: str = ""
    """签发人: only in documents that go upwards."""
    signing_authority: str = ""
    """发文机关署名."""
    date: dt.date | None = None
    """成文日期."""
    annexes: tuple[Annex, ...] = ()
    copy_recipients: str = ""
    """抄送机关."""
    printed_by: str = ""
    """印发机关."""
    printed_on: dt.date | None = None
    """印发日期."""
    draft_label: str = ""


def format_chinese_date(date: dt.date) -> str:
    """A date as documents write it: 2031年4月5日, without zeros before single digits."""
    return f"{date.year}年{date.month}月{date.day}日"


def join_title_lines(title: str) -> str:
    """A title on one line, without the line breaks of its layout."""
    return title.replace("\n", "")


def join_runs(runs: tuple[Run, ...]) -> str:
    """The text of the runs."""
    return "".join(run.text for run in runs)


def list_annex_titles(document: OfficialDocument) -> list[str]:
    """附件说明: the titles as they are listed after the text, numbered where there are several."""
    titles = [annex.title for annex in document.annexes]
    if len(titles) == 1:
        return [f"附件：{titles[0]}"]
    return [f"{'附件：' if number == 1 else ''}{number}. {title}" for number, title in enumerate(titles, 1)]


def format_annex_mark(document: OfficialDocument, number: int) -> str:
    """The label at the head of annex `number` (from 1): 附件, or 附件2 where there are several."""
    return "附件" if len(document.annexes) == 1 else f"附件{number}"
