"""Asks OSV, the open database of vulnerabilities, about every package that the locks pin, in one question.

Known vulnerabilities are listed and make the exit code 1. Where OSV cannot be reached, that is said, and
nothing fails: a check has to work without a network. Usage: python scripts/audit.py [LOCK ...]
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SERVICE = os.environ.get("OSV_URL", "https://api.osv.dev")
SECONDS = 10
"""How long an answer may take; looking up the name of the service counts, which its own limit would not."""


def pinned(locks: list[str]) -> list[tuple[str, str]]:
    """Give the names and versions that locks pin."""
    text = "\n".join(Path(lock).read_text(encoding="utf-8") for lock in locks)
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, flags=re.MULTILINE)))


def ask(packages: list[tuple[str, str]]) -> list[list[str]]:
    """Give the vulnerabilities of each package."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    request = urllib.request.Request(  # noqa: S310 - The address is ours, or the operator's.
        f"{SERVICE}/v1/querybatch", json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310 - As above.
        answers = json.load(response)["results"]
    return [[found["id"] for found in answer.get("vulns", [])] for answer in answers]


@contextlib.contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Raise ``TimeoutError`` in what takes longer, on systems that can."""
    if sys.platform == "win32":
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise TimeoutError(f"within {seconds} s")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def main(locks: list[str]) -> int:
    """Ask, and say what came out."""
    packages = pinned(locks or [str(path) for path in sorted(Path("requirements").glob("*.txt"))])
    try:
        with at_most(SECONDS):
            answers = ask(packages)
    except (urllib.error.URLError, TimeoutError, ValueError, KeyError) as error:
        skipped = f"SKIPPED: the audit of {len(packages)} dependencies, since {SERVICE} gave no answer: {error}"
        sys.stderr.write(f"{skipped}\n")
        return 0
    vulnerable = [(package, found) for package, found in zip(packages, answers, strict=True) if found]
    for (name, version), found in vulnerable:
        sys.stderr.write(f"{name} {version} has known vulnerabilities: {', '.join(found)}; see https://osv.dev\n")
    sys.stdout.write(f"{len(packages)} dependencies audited, {len(vulnerable)} of them vulnerable\n")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
