"""The panel's codebook, from what declares it: the schema, the enums, the vocabulary.

`python -m duban.bulk.codebook > docs/reference/codebook.md` writes it anew; a test compares.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from duban.bulk.schema import TABLES, PanelColumn
from duban.indicators import load_vocabulary
from duban.regions import Level, load_regions

_DESCRIPTION_BY_TABLE = {
    "report": "One row a file that could be read. Key: `report_id`.",
    "part": "One row a part of a report. Key: `part_id`.",
    "commitment": "One row a commitment: what a sentence promises. Key: `commitment_id`.",
    "sentence": "One row a sentence, in the order of the text, also of what stands in no part. Key: `sentence_id`.",
    "coverage": "One row a report, core indicator (data/panel/core.toml) and `asked`: whether the "
    "plan year's target and last year's result were found, and if not why: the missing codes.",
    "claim": "One row a claim: one quantity, promised or reported. Key: `claim_id`.",
    "wide": "The one table of `-o panel.parquet`: one row a claim, and one a commitment without "
    "a claim, with what stands above them.",
}
_ARROW_TYPE_BY_NAME = {"text": "string", "integer": "int32", "decimal": "decimal128(38, 10)", "date": "date32"}


def render_codebook() -> str:
    """The codebook as Markdown."""
    return (
        "\n".join(
            [*_render_head(), *_render_tables(), *_render_values(), *_render_region_codes(), *_render_indicators()]
        )
        + "\n"
    )


def _render_head() -> Iterator[str]:
    yield "# Codebook of the panel"
    yield ""
    yield (
        "Made from the program by `python -m duban.bulk.codebook`; do not edit by hand. What the "
        "data are, where they come from and what they should not be used for is in the "
        "[datasheet](panel-datasheet.md); the meaning of a claim's fields is told at length in "
        "[claims](claims.md)."
    )
    yield ""


def _render_tables() -> Iterator[str]:
    for name, fields in TABLES.items():
        yield from (f"## Table `{name}`", "", _DESCRIPTION_BY_TABLE[name], "")
        yield from _render_table(("column", "type", "meaning"), (_describe_column(field) for field in fields))


def _describe_column(field: PanelColumn) -> tuple[str, ...]:
    values = ""
    if field.enum is not None:
        values = f" Values: [{field.enum.__name__}](#{field.enum.__name__.lower()})."
    return f"`{field.name}`", _ARROW_TYPE_BY_NAME[field.type_name], f"{field.meaning}.{values}"


def _render_values() -> Iterator[str]:
    enums = {field.enum for fields in TABLES.values() for field in fields if field.enum}
    yield from ("## Values", "")
    for enum in sorted(enums, key=lambda enum_class: enum_class.__name__):
        yield from (f"### {enum.__name__}", "", _get_first_line(enum), "")
        yield from (", ".join(f"`{value.value}`" for value in enum), "")


def _get_first_line(enum: type[StrEnum]) -> str:
    return (enum.__doc__ or "").strip().splitlines()[0]


def _render_region_codes() -> Iterator[str]:
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
    counts = Counter(region.level for region in load_regions().values())
    yield from _render_table(("level", "regions"), ((f"`{level.value}`", str(counts[level])) for level in Level))
    zones = [region for region in load_regions().values() if "X" in region.code]
    rows = ((f"`{region.code}`", region.name, "、".join(region.alternative_names)) for region in zones)
    yield from _render_table(("扩展码", "zone", "also"), rows)


def _render_indicators() -> Iterator[str]:
    yield from ("## Indicators", "")
    yield (
        f"`indicator_id` is one of {len(load_vocabulary())} ids; a name that is not among these has "
        "none. `gdp` is 国内生产总值, 地区生产总值, 经济增长, and 国民生产总值, which reports said "
        "until 1993 (it adds net income from abroad, then well below one per cent of it; the "
        "column `indicator` keeps the word). 工农业总产值 and 国民收入, by which plans were set "
        "before, are other things and have ids of their own."
    )
    yield ""
    rows = (
        (
            f"`{indicator.id}`",
            indicator.name,
            "、".join(indicator.names[1:]),
            indicator.unit,
            indicator.better,
            indicator.note,
        )
        for indicator in load_vocabulary().values()
    )
    yield from _render_table(("id", "name", "also", "unit", "better", "note"), rows)


def _render_table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _render_row(headings)
    yield _render_row(tuple("---" for _ in headings))
    yield from (_render_row(tuple(cell.replace("|", "\\|") for cell in row)) for row in rows)
    yield ""


def _render_row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(render_codebook())
