"""Read the posted form of a bulletin's text.

On the page a bound number stands in brackets, 欠进度⟦17⟧项; its key stays with the stored text.
What stands in brackets when the form comes back is bound again: to the key of the same value, else
to one whose value stands nowhere any more; ⟦12号⟧ takes the twelfth of the values to quote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from duban_site.bulletins.blocks import TextBlock, heading, paragraph
from duban_site.bulletins.rendering import HEAD
from duban_site.bulletins.tokens import TOKEN, clean

KINDS = ("p", "h1", "h2", "h3")
MOST = 400
BRACKETS = re.compile(r"⟦([^⟦⟧]*)⟧")
NUMBERED = re.compile(r"([0-9]{1,5})号")


def written(text: str) -> str:
    """A stored text as the page shows it: bound values in brackets, without their keys."""
    return TOKEN.sub(lambda match: f"⟦{match[2]}⟧", text)


def bound(text: str, stored: str, values: Mapping[str, str]) -> str:
    """Turn text from the page into stored text: each bracketed value becomes a token again."""
    left = [(match[1], match[2]) for match in TOKEN.finditer(stored)]
    numbered = sorted(values.items())
    shown = [match[1] for match in BRACKETS.finditer(text)]

    def keyed(match: re.Match[str]) -> str:
        said = match[1]
        number = NUMBERED.fullmatch(said)
        if number and 0 < int(number[1]) <= len(numbered):
            key, value = numbered[int(number[1]) - 1]
            return f"{{{{{key}={value}}}}}"
        same = next((one for one in left if one[1] == said), None)
        # A changed value takes over the key of a value that left the page.
        gone = next((one for one in left if one[1] not in shown), None)
        found = same or gone
        if found is None:
            return said
        left.remove(found)
        return f"{{{{{found[0]}={clean(said)}}}}}"

    return BRACKETS.sub(keyed, text)


def posted(
    form: QueryDict, stored: Sequence[Mapping[str, Any]], values: Mapping[str, str]
) -> list[TextBlock]:
    """Return the blocks in page order; empty ones are dropped, `text-new-N` adds one after N."""
    found = []
    for n in range(MOST):
        if f"text-{n}" not in form:
            break
        before = str(stored[n]["text"]) if n < len(stored) else ""
        found += [_block(form, f"{n}", before, values), _block(form, f"new-{n}", "", values)]
    return [block for block in found if block is not None and block.text]


def _block(form: QueryDict, name: str, stored: str, values: Mapping[str, str]) -> TextBlock | None:
    text = bound(form.get(f"text-{name}", "").strip(), stored, values)
    if not text:
        return None
    kind = form.get(f"kind-{name}", "p")
    lines = " ".join(text.split())
    return heading(lines, int(kind[1])) if kind in KINDS[1:] else paragraph(lines)


def head(form: QueryDict) -> dict[str, str]:
    """Read the fields around the text: authority, addressee, signer and so on."""
    return {name: form.get(name, "") for name in (*HEAD, "date") if name in form}
