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

from duban_site.bulletins.blocks import TextBlock, make_heading, make_paragraph
from duban_site.bulletins.rendering import HEAD_FIELDS
from duban_site.bulletins.tokens import TOKEN_PATTERN, clean_value

BLOCK_KINDS = ("p", "h1", "h2", "h3")
MAX_BLOCKS = 400
BRACKET_PATTERN = re.compile(r"⟦([^⟦⟧]*)⟧")
VALUE_NUMBER_PATTERN = re.compile(r"([0-9]{1,5})号")


def bracket_values(text: str) -> str:
    """A stored text as the page shows it: bound values in brackets, without their keys."""
    return TOKEN_PATTERN.sub(lambda match: f"⟦{match[2]}⟧", text)


def bind_brackets(text: str, stored: str, values: Mapping[str, str]) -> str:
    """Turn text from the page into stored text: each bracketed value becomes a token again."""
    unused_bindings = [(match[1], match[2]) for match in TOKEN_PATTERN.finditer(stored)]
    numbered_values = sorted(values.items())
    bracket_texts = [match[1] for match in BRACKET_PATTERN.finditer(text)]

    def bind_match(match: re.Match[str]) -> str:
        bracket_text = match[1]
        number = VALUE_NUMBER_PATTERN.fullmatch(bracket_text)
        if number and 0 < int(number[1]) <= len(numbered_values):
            key, value = numbered_values[int(number[1]) - 1]
            return f"{{{{{key}={value}}}}}"
        unchanged = next((candidate for candidate in unused_bindings if candidate[1] == bracket_text), None)
        # A changed value takes over the key of a value that left the page.
        dropped = next((candidate for candidate in unused_bindings if candidate[1] not in bracket_texts), None)
        binding = unchanged or dropped
        if binding is None:
            return bracket_text
        unused_bindings.remove(binding)
        return f"{{{{{binding[0]}={clean_value(bracket_text)}}}}}"

    return BRACKET_PATTERN.sub(bind_match, text)


def parse_blocks(form: QueryDict, stored: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> list[TextBlock]:
    """Return the blocks in page order; empty ones are dropped, `text-new-N` adds one after N."""
    blocks = []
    for index in range(MAX_BLOCKS):
        if f"text-{index}" not in form:
            break
        stored_text = str(stored[index]["text"]) if index < len(stored) else ""
        blocks += [_parse_block(form, f"{index}", stored_text, values), _parse_block(form, f"new-{index}", "", values)]
    return [block for block in blocks if block is not None and block.text]


def _parse_block(form: QueryDict, suffix: str, stored: str, values: Mapping[str, str]) -> TextBlock | None:
    text = bind_brackets(form.get(f"text-{suffix}", "").strip(), stored, values)
    if not text:
        return None
    kind = form.get(f"kind-{suffix}", "p")
    single_line = " ".join(text.split())
    return make_heading(single_line, int(kind[1])) if kind in BLOCK_KINDS[1:] else make_paragraph(single_line)


def parse_head(form: QueryDict) -> dict[str, str]:
    """Read the fields around the text: authority, addressee, signer and so on."""
    return {name: form.get(name, "") for name in (*HEAD_FIELDS, "date") if name in form}
