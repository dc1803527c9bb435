"""Somebody at a browser, who clicks and types only what a page shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from journey.effort import Effort

PATIENCE = 60_000
JOB = 180
"""Seconds that somebody waits for a job that runs beside the requests."""


class Visitor:
    """One person's window. It is never given an address but the service's own."""

    def __init__(self, browser: Any, address: str, name: str, effort: Effort) -> None:
        self.name = name
        self.effort = effort
        self._context = browser.new_context(ignore_https_errors=True, reduced_motion="reduce")
        self._context.set_default_timeout(PATIENCE)
        self.page = self._context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.address = address
        self.page.goto(address)

    def close(self) -> None:
        self._context.close()

    @property
    def text(self) -> str:
        """What the page says."""
        return str(self.page.locator("body").inner_text())

    def go(self, section: str) -> None:
        """An entry of the main navigation."""
        entry = self.page.locator(".top nav a", has_text=re.compile(rf"^\s*{section}\s*$")).first
        heading = entry.locator("xpath=ancestor::details/summary")
        if not entry.is_visible() and heading.count():
            self.click(heading.first)
        self.arrive(entry)

    def follow(self, name: str | re.Pattern[str], number: int = 0) -> None:
        """A link in the page."""
        link = self.page.get_by_role("main").get_by_role("link", name=name)
        self.arrive(link.nth(number))

    def links(self, name: str | re.Pattern[str]) -> int:
        """How many links of that name the page has."""
        return int(self.page.get_by_role("main").get_by_role("link", name=name).count())

    def press(self, name: str) -> None:
        """A button of the page, and what comes of it."""
        self.arrive(self.button(name))

    def button(self, name: str) -> Any:
        """The first button of that name in the page."""
        return self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first

    def click(self, target: Any) -> None:
        """What changes the page in place."""
        self.effort.clicks += 1
        target.click()

    def buttons(self, name: str) -> int:
        """How many buttons of that name the page has."""
        main = self.page.get_by_role("main")
        return int(main.get_by_role("button", name=name, exact=True).count())

    def fill(self, label: str, value: str, within: Any = None) -> None:
        """A field by its label."""
        self.effort.fields += 1
        (within or self.page).get_by_label(label, exact=True).first.fill(value)

    def type(self, field: Any, value: str) -> None:
        """Into a field that the page shows."""
        self.effort.fields += 1
        field.fill(value)

    def choose(self, label: str, value: str) -> None:
        """An entry of a list."""
        self.effort.clicks += 1
        self.page.get_by_label(label, exact=True).first.select_option(label=value)

    def tick(self, label: str | re.Pattern[str]) -> None:
        """A box."""
        self.effort.clicks += 1
        self.page.get_by_label(label).first.check()

    def upload(self, label: str, file: Path) -> None:
        """A file into a field."""
        self.effort.clicks += 1
        self.page.get_by_label(label).first.set_input_files(file)

    def download(self, name: str, folder: Path) -> Path:
        """The file behind a link."""
        with self.page.expect_download() as waiting:
            self.click(self.page.get_by_role("main").get_by_role("link", name=name).first)
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def finish_job(self) -> None:
        """Where work goes on beside: wait until it is done, and open what came of it."""
        card = self.page.locator("#job")
        if not card.count():
            return
        result = card.get_by_role("link", name="查看结果")
        for _ in range(JOB):
            if result.count():
                self.arrive(result.first)
                return
            assert "出错" not in card.inner_text(), card.inner_text()
            self.page.wait_for_timeout(500)
        raise AssertionError(f"the job does not end: {card.inner_text()}")

    def wait_for_button(self, name: str) -> None:
        """A button that work beside the requests brings, such as the one that confirms it."""
        main = self.page.get_by_role("main")
        main.get_by_role("button", name=name, exact=True).first.wait_for(timeout=JOB * 1000)

    def wait_for(self, words: str) -> None:
        """Words that come by themselves, or when one looks again, once a job is done."""
        for _ in range(JOB):
            if words in self.text:
                return
            self.page.wait_for_timeout(1000)
            if self.page.url.rstrip("/").rpartition("/")[2] not in {"import", "new"}:
                self.page.reload()
        raise AssertionError(f"{words!r} does not come; the page says:\n{self.text[:3000]}")

    def arrive(self, target: Any) -> None:
        """Click, and wait for the page that comes of it."""
        with self.page.expect_navigation():
            self.click(target)
        self.effort.pages += 1
