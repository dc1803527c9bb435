"""A real identity provider and a real directory, started for the tests that need them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
MODULES = Path(os.environ.get("DUBAN_OIDC_PROVIDER", ""))
PLACES = ("/etc/ldap/schema", "/etc/openldap/schema")


def absent(why: str) -> NoReturn:
    """Skip at a desk, fail in CI."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.time() + seconds
    while time.time() < until:
        if process.poll() is not None:
            break
        with socket.socket() as tried:
            tried.settimeout(1)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    message = f"the server on port {port} did not start"
    raise RuntimeError(message)


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def openid_provider(redirect: str, **options: object) -> Iterator[str]:
    """The issuer of a running provider that may send visitors back to `redirect`."""
    node = shutil.which("node")
    if node is None or not (MODULES / "oidc-provider").is_dir():
        absent("needs node, and the npm package oidc-provider in DUBAN_OIDC_PROVIDER")
    port = free_port()
    script, told = str(HERE / "oidc_provider.mjs"), json.dumps(options)
    with running([node, script, str(port), redirect, str(MODULES), told], port):
        yield f"http://127.0.0.1:{port}"


DIRECTORY = """\
dn: dc=qinglan,dc=example
objectClass: dcObject
objectClass: organization
dc: qinglan
o: Qinglan

dn: cn=reader,dc=qinglan,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: reader-of-the-test

dn: uid=shen,dc=qinglan,dc=example
objectClass: inetOrgPerson
uid: shen
cn: Shen
sn: Shen
employeeNumber: 20310007
userPassword: Kuaile-2031-Hai

dn: uid=twin,dc=qinglan,dc=example
objectClass: inetOrgPerson
uid: twin
cn: Twin
sn: Twin
employeeNumber: 20310008
userPassword: Kuaile-2031-Hai

dn: uid=twin2,dc=qinglan,dc=example
objectClass: inetOrgPerson
uid: twin
uid: twin2
cn: Twin
sn: Twin
employeeNumber: 20310009
userPassword: Kuaile-2031-Hai
"""


@contextmanager
def directory(folder: Path) -> Iterator[str]:
    """The address of a running slapd with the people of `DIRECTORY`."""
    slapd, slapadd = (shutil.which(n, path="/usr/sbin:/usr/bin") for n in ("slapd", "slapadd"))
    schema = next((place for place in PLACES if Path(place).is_dir()), None)
    if slapd is None or slapadd is None or schema is None:
        absent("needs slapd")
    port = free_port()
    data, config = folder / "data", folder / "slapd.conf"
    data.mkdir()
    names = ("core", "cosine", "inetorgperson")
    config.write_text(
        "".join(f"include {schema}/{name}.schema\n" for name in names)
        + "modulepath /usr/lib/ldap\nmoduleload back_mdb\n"
        + f"pidfile {folder}/slapd.pid\nallow bind_anon_cred bind_anon_dn\n"
        + 'database mdb\nsuffix "dc=qinglan,dc=example"\n'
        + f"directory {data}\naccess to attrs=userPassword by anonymous auth\n"
        + "access to * by users read\n"
    )
    (folder / "people.ldif").write_text(DIRECTORY)
    people = str(folder / "people.ldif")
    subprocess.run([slapadd, "-f", str(config), "-l", people], check=True, capture_output=True)
    url = f"ldap://127.0.0.1:{port}"
    with running([slapd, "-d", "0", "-h", url, "-f", str(config)], port):
        yield url
