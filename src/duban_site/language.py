"""The English translation of the pages: finding missing messages, compiling the catalogues.

    python -m duban_site.language          list messages without English, and compile the rest

The source is Chinese. The English is in `locale/en/LC_MESSAGES/django.po` of the service and of
each app that has one, edited by hand; the compiled form is committed beside each, because machines
that install Duban have no msgfmt. Needs polib (extra dev).
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
CATALOGUES = sorted(HERE.rglob("locale/en/LC_MESSAGES/django.po"))
MARKED = {"_", "gettext", "gettext_lazy", "ngettext"}
TRANSLATE = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def messages() -> set[str]:
    """Every message that code and templates mark for translation."""
    found: set[str] = set()
    for path in HERE.rglob("*.py"):
        found.update(_in_python(path))
    for path in HERE.rglob("*.html"):
        found.update(_in_template(path.read_text(encoding="utf-8")))
    return found


def _in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first = node.args[0]
        marked = node.func.id in MARKED
        if marked and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def _in_template(text: str) -> Iterator[str]:
    for match in TRANSLATE.finditer(text):
        yield match[1] or match[2]
    for match in BLOCK.finditer(text):
        yield VARIABLE.sub(r"%(\1)s", match[1])


def missing() -> list[str]:
    """The messages without an English translation."""
    import polib

    entries = (entry for path in CATALOGUES for entry in polib.pofile(str(path)))
    known = {entry.msgid for entry in entries if entry.msgstr or entry.msgstr_plural}
    return sorted(messages() - known)


def compiled(catalogue: Path) -> bytes:
    """The catalogue in the binary form that Django reads."""
    import polib

    data: bytes = polib.pofile(str(catalogue)).to_binary()
    return data


def main() -> int:
    """Compile the catalogues; exit code 1 where a translation is missing."""
    for catalogue in CATALOGUES:
        catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
    lacking = missing()
    for text in lacking:
        sys.stdout.write(f"no English for: {text}\n")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
