"""What people do in a browser, as words."""

from __future__ import annotations

from typing import Any

from cast_of_people import PASSWORD


def sign_in(page: Any, username: str) -> Any:
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def press(page: Any, name: str) -> None:
    """Press the page's button and read what the service says to it."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def said(page: Any) -> str:
    return str(page.locator(".messages").inner_text())


def sections(page: Any) -> list[str]:
    """The words of the main navigation."""
    links = page.locator(".top nav a").all()
    return [(link.text_content() or "").split("\n")[0].strip() for link in links]
