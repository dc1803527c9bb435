"""The posted form of a bulletin's words."""

from __future__ import annotations

from django.http import QueryDict

from duban_site.bulletins.blocks import TextBlock, heading, paragraph
from duban_site.bulletins.rendering import HEAD

KINDS = ("p", "h1", "h2", "h3")
MOST = 400


def posted(form: QueryDict) -> list[TextBlock]:
    """The blocks in their order on the page; an emptied one goes, `after-N` adds one behind N."""
    found = []
    for n in range(MOST):
        if f"text-{n}" not in form:
            break
        found += [_block(form, f"{n}"), _block(form, f"new-{n}")]
    return [block for block in found if block is not None and block.text]


def _block(form: QueryDict, name: str) -> TextBlock | None:
    text = form.get(f"text-{name}", "").strip()
    if not text:
        return None
    kind = form.get(f"kind-{name}", "p")
    lines = " ".join(text.split())
    return heading(lines, int(kind[1])) if kind in KINDS[1:] else paragraph(lines)


def head(form: QueryDict) -> dict[str, str]:
    """What stands around the text."""
    return {name: form.get(name, "") for name in (*HEAD, "date") if name in form}
