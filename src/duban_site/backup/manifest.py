"""The manifest, the last member of an archive: it lists all the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from duban_site.backup.errors import BackupError

if TYPE_CHECKING:
    from duban_site.encryption.keys import KeyRing

MANIFEST_NAME = "manifest.json"
FORMAT = 1
SETTINGS_NAME = "settings.toml"
EVIDENCE_PREFIX = "evidence/"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """What the archive's copy of the database holds: kind, rows a table, migrations, log head."""

    kind: str
    tables: dict[str, int]
    migrations: list[str]
    head: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up, when, by which version, and every member's size and SHA-256.

    `missing` are files that the database names and the store did not have. `keys` are the names
    of the key ring's keys with a digest of each, by which a restore knows the right ring.
    """

    version: str
    made: str
    database: DatabaseFacts
    members: list[Member]
    missing: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> bytes:
        """Encode the manifest as it is stored in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def evidence(self) -> list[Member]:
        """The members that are files of evidence."""
        return [member for member in self.members if member.name.startswith(EVIDENCE_PREFIX)]


def parse_manifest(content: bytes) -> Manifest:
    """Read one. Raises BackupError for another format."""
    try:
        payload: dict[str, Any] = json.loads(content)
        if payload["format"] != FORMAT:
            message = f"备份的格式是 {payload['format']}，这个版本的督办只认 {FORMAT}：请先升级督办"
            raise BackupError(message)
        database = DatabaseFacts(**payload.pop("database"))
        members = [Member(**member) for member in payload.pop("members")]
        return Manifest(database=database, members=members, **payload)
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"备份的清单读不了：{error}") from error


def compute_key_digests() -> dict[str, str]:
    """Return a digest of each key of the ring, if there is one: enough to tell keys apart."""
    from duban_site.encryption.keys import has_key_ring, load_key_ring

    return dict(_digests(load_key_ring())) if has_key_ring() else {}


def _digests(ring: KeyRing) -> Iterator[tuple[str, str]]:
    for name, secret in (*((key.name, key.secret) for key in ring.keys), ("lookup", ring.lookup_key)):
        yield name, hashlib.sha256(b"duban key " + secret).hexdigest()
