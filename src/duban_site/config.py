"""The settings file `duban.toml`: searching, reading and writing it.

Its keys are the names of the environment variables that `options.toml` declares. A variable that is
set in the environment takes precedence over the file's.
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

FILE_NAME = "duban.toml"
PATH_VARIABLE = "DUBAN_CONFIG"
WORLD_PERMISSIONS = stat.S_IRWXO
loaded_values: dict[str, str] = {}
"""The values that `load_settings_file` put into this process's environment."""


def find_settings_file() -> Path | None:
    """The settings file, or None where there is none.

    `DUBAN_CONFIG` names it (empty: no file is read); else `duban.toml` in the current folder, in
    `~/.config/duban` and in `/etc/duban`, in this order. Raises ImproperlyConfigured where
    `DUBAN_CONFIG` names a file that does not exist.
    """
    configured_path = os.environ.get(PATH_VARIABLE)
    if configured_path is not None:
        if not configured_path:
            return None
        path = Path(configured_path).absolute()
        if not path.is_file():
            raise env.make_settings_error(
                f"没有设置文件 {path}。请核对 --config 或 {PATH_VARIABLE}，或先运行 duban setup。",
                f"There is no settings file {path}. Check --config or {PATH_VARIABLE}, or run duban setup.",
            )
        return path
    return next((path for path in list_settings_paths() if _file_exists(path)), None)


def _file_exists(path: Path) -> bool:
    """Whether the file exists, readable or not: reading an unreadable one raises a clear error."""
    try:
        return path.is_file()
    except PermissionError:
        return True


def list_settings_paths() -> list[Path]:
    """The paths where the file is searched for, in order."""
    config_home = os.environ.get("XDG_CONFIG_HOME")
    user_config = Path(config_home) if config_home else Path("~/.config").expanduser()
    return [Path.cwd() / FILE_NAME, user_config / "duban" / FILE_NAME, Path("/etc/duban") / FILE_NAME]


def load_settings_file() -> Path | None:
    """Put the file's settings into the environment, except those that it already sets."""
    path = find_settings_file()
    if path is None:
        return None
    for setting_name, value in read_settings_file(path).items():
        variable_name = setting_name.removesuffix("_FILE")
        if not {variable_name, f"{variable_name}_FILE"} & set(os.environ):
            os.environ[setting_name] = loaded_values[setting_name] = value
    return path


def read_settings_file(path: Path) -> dict[str, str]:
    """The settings in a file, as text. Relative paths in it are relative to its folder.

    Raises ImproperlyConfigured for a file that other users may read, or that is invalid.
    """
    try:
        file_mode, content = path.stat().st_mode, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise env.make_settings_error(f"设置文件 {path} 读不了：{error}。", f"{path}: {error}.") from error
    if file_mode & WORLD_PERMISSIONS and os.name != "nt":
        raise env.make_settings_error(
            f"设置文件 {path} 里有密钥，别的用户却可以读写它。请运行 chmod 600 {path}。",
            f"{path} holds keys, and other users may open it. Run chmod 600 {path}.",
        )
    try:
        toml_table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise env.make_settings_error(
            f'设置文件 {path} 写得不对：{error}。每行写成 名称 = "值"。',
            f'{path} is not TOML: {error}. Write each line as NAME = "value".',
        ) from error
    return {
        name: _make_path_absolute(name, _format_value(path, name, value), path) for name, value in toml_table.items()
    }


def _format_value(path: Path, name: str, value: Any) -> str:
    if name != "DATABASE_URL" and not name.startswith("DUBAN_"):
        raise env.make_settings_error(
            f"设置文件 {path} 里的 {name} 不是设置项。", f"{name} in {path} is not a setting."
        )
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return ",".join(map(str, value))
    if isinstance(value, str | int):
        return str(value)
    raise env.make_settings_error(
        f"设置文件 {path} 里 {name} 的值应当是文字、整数、true/false 或它们的列表。",
        f"{name} in {path} must be a text, a whole number, true or false, or a list of texts.",
    )


def _make_path_absolute(name: str, value: str, path: Path) -> str:
    if name == "DUBAN_DATA" or (name.endswith("_FILE") and value):
        return str(path.parent / value)
    return value


def write_settings_file(path: Path, values: dict[str, str], comment: str = "") -> None:
    """Write a new file of mode 0600, each setting with its label. Raises FileExistsError where one exists."""
    lines = [f"# {line}\n" for line in comment.splitlines()]
    for name, value in values.items():
        lines.append(f"\n# {' · '.join(env.OPTIONS[name].label)}\n{name} = {_quote_toml(value)}\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary_path = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    file_descriptor = os.open(temporary_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file_descriptor, "w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary_path, path)  # never overwrites an existing file
    finally:
        temporary_path.unlink()


def _quote_toml(value: str) -> str:
    """A basic string of TOML; its escapes are those of JSON, but DEL must be escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def list_unused_names() -> list[str]:
    """Names in the file that are not declared: misspelt, or of another version."""
    return sorted(name for name in loaded_values if name.removesuffix("_FILE") not in env.OPTIONS)
