"""The panel's codebook, from what declares it: the schema, the enums, the vocabulary.

`python -m duban.bulk.codebook > docs/reference/codebook.md` writes it anew; a test compares.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from duban.bulk.schema import TABLES, Field
from duban.indicators import vocabulary
from duban.regions import Level, regions

_ABOUT = {
    "report": "One row a file that could be read. Key: `report_id`.",
    "part": "One row a part of a report. Key: `part_id`.",
    "commitment": "One row a commitment: what a sentence promises. Key: `commitment_id`.",
    "sentence": "One row a sentence, in the order of the text, also of what stands in no "
    "part. Key: `sentence_id`.",
    "coverage": "One row a report, core indicator (data/panel/core.toml) and `asked`: whether the "
    "plan year's target and last year's result were found, and if not why: the missing codes.",
    "claim": "One row a claim: one quantity, promised or reported. Key: `claim_id`.",
    "wide": "The one table of `-o panel.parquet`: one row a claim, and one a commitment without "
    "a claim, with what stands above them.",
}
_STORED = {
    "text": "string",
    "integer": "int32",
    "decimal": "decimal128(38, 10)",
    "date": "date32",
}


def codebook() -> str:
    """The codebook as Markdown."""
    return "\n".join([*_head(), *_tables(), *_values(), *_region_codes(), *_indicators()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Codebook of the panel"
    yield ""
    yield (
        "Made from the program by `python -m duban.bulk.codebook`; do not edit by hand. What the "
        "data are, where they come from and what they should not be used for is in the "
        "[datasheet](panel-datasheet.md); the meaning of a claim's fields is told at length in "
        "[claims](claims.md)."
    )
    yield ""


def _tables() -> Iterator[str]:
    for name, fields in TABLES.items():
        yield from (f"## Table `{name}`", "", _ABOUT[name], "")
        yield from _table(("column", "type", "meaning"), (_column(f) for f in fields))


def _column(field: Field) -> tuple[str, ...]:
    values = ""
    if field.one_of is not None:
        values = f" Values: [{field.one_of.__name__}](#{field.one_of.__name__.lower()})."
    return f"`{field.name}`", _STORED[field.holds], f"{field.meaning}.{values}"


def _values() -> Iterator[str]:
    found = {f.one_of for fields in TABLES.values() for f in fields if f.one_of}
    yield from ("## Values", "")
    for enum in sorted(found, key=lambda e: e.__name__):
        yield from (f"### {enum.__name__}", "", _first_line(enum), "")
        yield from (", ".join(f"`{value.value}`" for value in enum), "")


def _first_line(enum: type[StrEnum]) -> str:
    return (enum.__doc__ or "").strip().splitlines()[0]


def _region_codes() -> Iterator[str]:
    yield from ("## Region codes", "")
    yield (
        "`region_code` is a code of GB/T 2260 as it stood in the plan year, `000000` for the "
        "country (国务院), the statistics bureau's own code for a "
        "development zone that has one, or a 扩展码 of ours: "
        "the six digits of the government that the zone is under, `X`, two digits. The standard "
        "has digits alone, so the two cannot clash. It is null where the report states no "
        "jurisdiction, where no region has that name, and where several have. The first two "
        "digits are the province, the first four the prefecture."
    )
    yield ""
    counts = Counter(r.level for r in regions().values())
    yield from _table(("level", "regions"), ((f"`{x.value}`", str(counts[x])) for x in Level))
    zones = [r for r in regions().values() if "X" in r.code]
    rows = ((f"`{r.code}`", r.name, "、".join(r.also)) for r in zones)
    yield from _table(("扩展码", "zone", "also"), rows)


def _indicators() -> Iterator[str]:
    yield from ("## Indicators", "")
    yield (
        f"`indicator_id` is one of {len(vocabulary())} ids; a name that is not among these has "
        "none. `gdp` is 国内生产总值, 地区生产总值, 经济增长, and 国民生产总值, which reports said "
        "until 1993 (it adds net income from abroad, then well below one per cent of it; the "
        "column `indicator` keeps the word). 工农业总产值 and 国民收入, by which plans were set "
        "before, are other things and have ids of their own."
    )
    yield ""
    rows = (
        (f"`{i.id}`", i.name, "、".join(i.names[1:]), i.unit, i.better, i.note)
        for i in vocabulary().values()
    )
    yield from _table(("id", "name", "also", "unit", "better", "note"), rows)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(heads)
    yield _row(tuple("---" for _ in heads))
    yield from (_row(tuple(cell.replace("|", "\\|") for cell in row)) for row in rows)
    yield ""


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(codebook())
