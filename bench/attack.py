"""What readers of a public page wait while the service is attacked: 50 slow senders, ten bodies of 600 MB.

As it is run: production mode behind the shipped nginx, beside the same page when nobody attacks.
Needs nginx and openssl.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
PUBLIC, SECONDS, BAR_P95 = "/public/", 6, 0.3


def main() -> int:
    """Print the figures; 1 when the bar is missed, 0 with the reason where it cannot run."""
    if not all(shutil.which(program, path="/usr/sbin:/usr/bin") for program in ("nginx", "openssl")):
        print("attack: not measured: no nginx or no openssl (apt install nginx openssl)")
        return 0
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        Path(folder).chmod(0o755)  # nginx's workers are another user
        return _measure(Path(folder))


def _measure(folder: Path) -> int:
    from attacking import Target, p95, times, under_attack
    from journey.stage import Proxy
    from machine import HOST, Machine

    machine = Machine(folder / "machine")
    machine.run("setup", "--host", HOST)
    proxy = Proxy(folder / "nginx", machine.port)
    proxy.choose_port()
    proxy.start()
    served = machine.serve("--no-worker")
    try:
        target = Target(proxy.port, HOST, tls=True)
        before = p95(times(target, PUBLIC, seconds=SECONDS))
        attacked = p95(under_attack(target, PUBLIC, slow=PUBLIC, seconds=SECONDS)[0])
    finally:
        served.stop()
        proxy.stop()
    print(f"attack: p95 {attacked * 1e3:.0f} ms beside 50 slow senders and ten bodies of 600 MB,", end="")
    print(f" {attacked / before:.1f}× of {before * 1e3:.0f} ms without (bar {BAR_P95 * 1e3:.0f} ms)")
    return int(attacked >= BAR_P95)


if __name__ == "__main__":
    sys.exit(main())
