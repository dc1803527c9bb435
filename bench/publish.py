"""Writing the public site of a plan of a thousand commitments, in four modes.

Beside it stands the least that any generator must do: one `str.replace` and one file a page.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench.service import measured

BAR, COMMITMENTS = 20.0, 1000


def main() -> int:
    """Print the figures; 1 when the bar is missed, 0 with the reason where it cannot run."""
    return measured("publish", _measure, postgres=False)


def _measure(folder: Path) -> int:
    import big_plan

    from duban_site.public.publishing import publish_site
    from duban_site.public.publishing.select_editions import select_editions

    big_plan.published(COMMITMENTS)
    began, cpu = time.perf_counter(), time.process_time()
    written = publish_site(folder / "site", select_editions(()))
    took, spent = time.perf_counter() - began, time.process_time() - cpu
    bare = _bare(folder / "site", folder / "copy")
    pages = written.pages
    print(f"publish: {written.commitments:,} commitments, {pages:,} pages, {written.files:,} files")
    each = 1e3 * took / pages
    print(f"  {took:.1f} s ({spent:.1f} s of processor; bar {BAR:.0f} s), {each:.1f} ms a page")
    print(f"  copying the same files: {bare:.1f} s, ratio {took / bare:.1f}×")
    return 0 if took < BAR else 1


def _bare(site: Path, copy: Path) -> float:
    files = [(path, path.read_bytes()) for path in site.rglob("*") if path.is_file()]
    began = time.perf_counter()
    for path, content in files:
        target = copy / path.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.replace(b"\xee\x83\x91", b""))
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
