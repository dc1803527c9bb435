"""The steps of a release that a program does; docs/contributing/release.md says when.

`python tools/release.py cut 0.2.0` writes the version and cuts the changelog; `dist` puts what is
published into dist/: the wheel, the lock, deploy.tar.gz, the bill of materials, the check sums.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION_FILE = ROOT / "src" / "duban" / "__init__.py"
CHANGELOG = ROOT / "CHANGELOG.md"
CITATION = ROOT / "CITATION.cff"
LOCK = "requirements.lock"
VERSION = re.compile(r'^__version__ = "(\d+)\.(\d+)\.(\d+)"$', re.MULTILINE)
UNRELEASED = "## [Unreleased]\n"
FIXED = 1_577_836_800
"""A time for the members of the archive, so that it is the same whenever it is made."""


def current(text: str) -> tuple[int, ...]:
    """The version that the sources say."""
    found = VERSION.search(text)
    if found is None:
        raise SystemExit(f"{VERSION_FILE} has no __version__ of three numbers")
    return tuple(map(int, found.groups()))


def cut(version: str, day: dt.date) -> None:
    """Write the version, also where it is cited, and give the unreleased changes its heading and day.

    Raises SystemExit for a version that is not newer, or where nothing changed.
    """
    source, changes = VERSION_FILE.read_text(encoding="utf-8"), CHANGELOG.read_text("utf-8")
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise SystemExit(f"{version}: write three numbers, such as 0.2.0")
    if tuple(map(int, version.split("."))) <= current(source):
        raise SystemExit(f"{version} is not newer than {'.'.join(map(str, current(source)))}")
    head, found, rest = changes.partition(UNRELEASED)
    body = rest.partition("\n## ")[0]
    if not found or not body.strip():
        raise SystemExit(f"{CHANGELOG.name} has nothing under {UNRELEASED.strip()}")
    VERSION_FILE.write_text(VERSION.sub(f'__version__ = "{version}"', source), encoding="utf-8")
    cut_off = f"{head}{UNRELEASED}\n## [{version}] - {day.isoformat()}\n{rest}"
    CHANGELOG.write_text(cut_off, encoding="utf-8")
    citation = re.sub(r"^version: .*$", f"version: {version}", CITATION.read_text(encoding="utf-8"), flags=re.MULTILINE)
    citation = re.sub(r"^date-released: .*\n", "", citation, flags=re.MULTILINE)
    CITATION.write_text(citation.replace("license:", f"date-released: {day}\nlicense:", 1), encoding="utf-8")


def dist(folder: Path) -> None:
    """Build everything that is published, from the sources as they are."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    shutil.copy(ROOT / LOCK, folder)
    _archive(ROOT / "deploy", folder / "deploy.tar.gz")
    _bill_of_materials(folder)
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def _archive(source: Path, target: Path) -> None:
    """A folder as a tar that is the same whoever makes it."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            info = tarfile.TarInfo(path.relative_to(source.parent).as_posix())
            info.size, info.mode, info.mtime = path.stat().st_size, 0o644, FIXED
            with path.open("rb") as file:
                tar.addfile(info, file)
    import gzip

    target.write_bytes(gzip.compress(plain.getvalue(), mtime=FIXED))


def _bill_of_materials(folder: Path) -> None:
    """What an environment holds into which only the lock and the wheel were installed."""
    environment = folder / ".environment"
    _run(sys.executable, "-m", "venv", str(environment))
    python = environment / "bin" / "python"
    install = (str(python), "-m", "pip", "install", "--quiet", "--no-compile")
    _run(*install, "--require-hashes", "--requirement", str(ROOT / LOCK))
    _run(*install, "--no-deps", str(next(folder.glob("*.whl"))))
    _run(str(python), "-m", "pip", "check")
    _run(str(python), "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools")
    program = Path(sys.executable).with_name("cyclonedx-py")
    _run(
        *(str(program), "environment", str(python), "--output-reproducible"),
        *("--output-format", "JSON", "--output-file", str(folder / "sbom.cdx.json")),
    )
    shutil.rmtree(environment)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _run(*words: str) -> None:
    subprocess.run(words, check=True, cwd=ROOT)  # noqa: S603


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    cutting = commands.add_parser("cut")
    cutting.add_argument("version")
    cutting.add_argument("--day", type=dt.date.fromisoformat, default=None)
    commands.add_parser("dist")
    given = parser.parse_args()
    if given.command == "cut":
        cut(given.version, given.day or dt.datetime.now(dt.UTC).date())
    else:
        dist(ROOT / "dist")


if __name__ == "__main__":
    main()
