"""The English translation of the pages: finding missing messages, compiling the catalogues.

    python -m duban_site.translations          list messages without English, and compile the rest

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

PACKAGE_ROOT = Path(__file__).resolve().parent
CATALOGUES = sorted(PACKAGE_ROOT.rglob("locale/en/LC_MESSAGES/django.po"))
GETTEXT_FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext"}
TRANSLATE_TAG = re.compile(r"""\{%-?\s*(?:translate|trans)\s+(?:"([^"]*)"|'([^']*)')""")
BLOCKTRANSLATE_TAG = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
TEMPLATE_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def collect_messages() -> set[str]:
    """Every message that code and templates mark for translation."""
    collected: set[str] = set()
    for path in PACKAGE_ROOT.rglob("*.py"):
        collected.update(_find_in_python(path))
    for path in PACKAGE_ROOT.rglob("*.html"):
        collected.update(_find_in_template(path.read_text(encoding="utf-8")))
    return collected


def _find_in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first_argument = node.args[0]
        is_marked = node.func.id in GETTEXT_FUNCTIONS
        if is_marked and isinstance(first_argument, ast.Constant) and isinstance(first_argument.value, str):
            yield first_argument.value


def _find_in_template(text: str) -> Iterator[str]:
    for match in TRANSLATE_TAG.finditer(text):
        yield match[1] or match[2]
    for match in BLOCKTRANSLATE_TAG.finditer(text):
        yield TEMPLATE_VARIABLE.sub(r"%(\1)s", match[1])


def list_missing_messages() -> list[str]:
    """The messages without an English translation."""
    import polib

    entries = (entry for path in CATALOGUES for entry in polib.pofile(str(path)))
    translated = {entry.msgid for entry in entries if entry.msgstr or entry.msgstr_plural}
    return sorted(collect_messages() - translated)


def compile_catalogue(catalogue: Path) -> bytes:
    """The catalogue in the binary form that Django reads."""
    import polib

    data: bytes = polib.pofile(str(catalogue)).to_binary()
    return data


def main() -> int:
    """Compile the catalogues; exit code 1 where a translation is missing."""
    for catalogue in CATALOGUES:
        catalogue.with_suffix(".mo").write_bytes(compile_catalogue(catalogue))
    missing_messages = list_missing_messages()
    for message in missing_messages:
        sys.stdout.write(f"no English for: {message}\n")
    return 1 if missing_messages else 0


if __name__ == "__main__":
    sys.exit(main())
