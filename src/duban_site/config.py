"""The settings file `duban.toml`: searching, reading and writing it.

Its keys are the names of the environment variables that docs/explanation/service.md lists. A
variable that is set in the environment takes precedence over the file's.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import tomllib
from pathlib import Path
from typing import Any

from duban_site import env

NAME = "duban.toml"
VARIABLE = "DUBAN_CONFIG"
FOR_OTHERS = stat.S_IRWXO
loaded: dict[str, str] = {}
"""The values that `load_settings_file` put into this process's environment."""


def find() -> Path | None:
    """The settings file, or None where there is none.

    `DUBAN_CONFIG` names it (empty: no file is read); else `duban.toml` in the current folder, in
    `~/.config/duban` and in `/etc/duban`, in this order. Raises ImproperlyConfigured where
    `DUBAN_CONFIG` names a file that does not exist.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        if not given:
            return None
        path = Path(given).absolute()
        if not path.is_file():
            raise env.wrong(
                f"没有设置文件 {path}。请核对 --config 或 {VARIABLE}，或先运行 duban setup。",
                f"There is no settings file {path}. Check --config or {VARIABLE}, or run"
                " duban setup.",
            )
        return path
    return next((path for path in places() if _stands(path)), None)


def _stands(path: Path) -> bool:
    """Whether the file exists, readable or not: reading an unreadable one raises a clear error."""
    try:
        return path.is_file()
    except PermissionError:
        return True


def places() -> list[Path]:
    """The paths where the file is searched for, in order."""
    base = os.environ.get("XDG_CONFIG_HOME")
    user = Path(base) if base else Path("~/.config").expanduser()
    return [Path.cwd() / NAME, user / "duban" / NAME, Path("/etc/duban") / NAME]


def load() -> Path | None:
    """Put the file's settings into the environment, except those that it already sets."""
    path = find()
    if path is None:
        return None
    for name, value in read(path).items():
        base = name.removesuffix("_FILE")
        if not {base, f"{base}_FILE"} & set(os.environ):
            os.environ[name] = loaded[name] = value
    return path


def read(path: Path) -> dict[str, str]:
    """The settings in a file, as text. Relative paths in it are relative to its folder.

    Raises ImproperlyConfigured for a file that other users may read, or that is invalid.
    """
    try:
        mode, content = path.stat().st_mode, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise env.wrong(f"设置文件 {path} 读不了：{error}。", f"{path}: {error}.") from error
    if mode & FOR_OTHERS and os.name != "nt":
        raise env.wrong(
            f"设置文件 {path} 里有密钥，别的用户却可以读写它。请运行 chmod 600 {path}。",
            f"{path} holds keys, and other users may open it. Run chmod 600 {path}.",
        )
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise env.wrong(
            f'设置文件 {path} 写得不对：{error}。每行写成 名称 = "值"。',
            f'{path} is not TOML: {error}. Write each line as NAME = "value".',
        ) from error
    return {name: _absolute(name, _text(path, name, value), path) for name, value in table.items()}


def _text(path: Path, name: str, value: Any) -> str:
    if name != "DATABASE_URL" and not name.startswith("DUBAN_"):
        raise env.wrong(
            f"设置文件 {path} 里的 {name} 不是设置项。",
            f"{name} in {path} is not a setting.",
        )
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return ",".join(map(str, value))
    if isinstance(value, str | int):
        return str(value)
    raise env.wrong(
        f"设置文件 {path} 里 {name} 的值应当是文字、整数、true/false 或它们的列表。",
        f"{name} in {path} must be a text, a whole number, true or false, or a list of texts.",
    )


def _absolute(name: str, value: str, path: Path) -> str:
    if name == "DUBAN_DATA" or (name.endswith("_FILE") and value):
        return str(path.parent / value)
    return value


def write(path: Path, values: dict[str, str], comment: str = "") -> None:
    """Write a new file of mode 0600. Raises FileExistsError where one exists."""
    lines = [f"# {line}\n" for line in comment.splitlines()]
    lines += [f"{name} = {_quoted(value)}\n" for name, value in values.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)  # never overwrites an existing file
    finally:
        beside.unlink()


def _quoted(value: str) -> str:
    """A basic string of TOML; its escapes are those of JSON, but DEL must be escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def unread() -> list[str]:
    """Names in the file that no setting reads: misspelt, or of another version."""
    return sorted(name for name in loaded if name.removesuffix("_FILE") not in env.read_names)
