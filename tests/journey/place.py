"""A journey's place: a machine that serves behind nginx, a browser, the people and passwords."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journey.effort import Efforts
from journey.stage import Proxy, until_answers
from journey.visitor import Visitor
from machine import HOST, LONGEST, Machine

NEW = "Qinglan-2031-{}"


@dataclass
class Journey:
    """Where the steps take place, and what they remember."""

    machine: Machine
    browser: Any
    folder: Path
    reports: Path
    kept: Path
    """Where a failure leaves the screenshots and the service's log."""
    passwords: dict[str, str] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    efforts: Efforts = field(default_factory=Efforts)

    def start(self, proxy: Proxy) -> None:
        """nginx first, then the service, in production mode."""
        proxy.start()
        self.proxy = proxy
        self.log = self.machine.folder / "service.log"
        self.machine.settings["DUBAN_LOG"] = "INFO"
        with self.log.open("w") as log:
            self._service = self.machine.start("serve", "--port", str(self.machine.port), stdout=log, stderr=log)
        until_answers(self.machine.port)

    def stop(self) -> None:
        """End all of it."""
        for visitor in self.visitors.values():
            visitor.close()
        self.visitors.clear()
        self._service.terminate()
        self._service.wait(LONGEST)
        self.proxy.stop()

    def take(self, step: Callable[[Journey], None]) -> None:
        """A step; its failure leaves what every visitor saw, and what the service said."""
        try:
            step(self)
        except BaseException:
            self._leave(step.__name__)
            raise

    def _leave(self, name: str) -> None:
        self.kept.mkdir(parents=True, exist_ok=True)
        for who, visitor in self.visitors.items():
            try:
                visitor.page.screenshot(path=self.kept / f"{name}-{who}.png", full_page=True)
                (self.kept / f"{name}-{who}.txt").write_text(f"{visitor.page.url}\n{visitor.text}")
            except Exception:  # a window that is gone shows nothing; the others may
                (self.kept / f"{name}-{who}.txt").write_text(traceback.format_exc())
        shutil.copy(self.log, self.kept / f"{name}-service.log")
        for log in self.proxy.folder.glob("*.log"):
            shutil.copy(log, self.kept / f"{name}-nginx-{log.name}")

    def visit(self, name: str) -> Visitor:
        """A new window at the service's address."""
        if name in self.visitors:
            self.visitors[name].close()
        self.visitors[name] = Visitor(self.browser, f"https://{HOST}/", name, self.efforts.of(name))
        return self.visitors[name]

    def sign_in(self, username: str) -> Visitor:
        """A new window, signed in with the password that the person has now."""
        visitor = self.visit(username)
        visitor.fill("账号", username)
        visitor.fill("密码", self.passwords[username])
        visitor.press("登录")
        assert "退出" in visitor.text, visitor.text
        return visitor

    def change_password(self, visitor: Visitor) -> None:
        """The page that a first sign-in leads to."""
        new = NEW.format(visitor.name)
        visitor.fill("当前密码", self.passwords[visitor.name])
        visitor.fill("新密码", new)
        visitor.fill("再输一次新密码", new)
        visitor.press("保存")
        assert "密码已修改" in visitor.text, visitor.text
        self.passwords[visitor.name] = new
