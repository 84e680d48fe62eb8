"""The version in an address of docs.python.org comes in, such as ``3`` or ``dev``; the set it means goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.convertors import StringConvertor

from castalia.database.sets import version_order
from castalia.web.edition import DEFAULT_PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from packaging.version import Version

    from castalia.database.models import DocumentationSet

STABLE = frozenset({"stable", "latest"})


class PublishedVersionConvertor(StringConvertor):
    """What a version looks like at docs.python.org, so that no other address is taken for one."""

    regex = r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}|dev|stable|latest"


class LanguageConvertor(StringConvertor):
    """What a language looks like there: ``fr``, ``pt-br``."""

    regex = r"[a-z]{2,3}(?:-[a-z]{2,4})?"


def published_version(name: str, sets: Sequence[DocumentationSet]) -> str:
    """Give the version that a name stands for, or the name where it stands for none that is indexed.

    Args:
        name: ``3.13``, ``3.13.5``, ``3`` (its newest stable version), ``dev`` (the newest of all), or ``stable``.
        sets: What is indexed, the newest stable version of each project first.
    """
    ours = [each for each in sets if each.project == DEFAULT_PROJECT]
    if not ours:
        return name
    if name in STABLE:
        return ours[0].version
    if name == "dev":
        return max(ours, key=_number).version
    return next((each.version for each in ours if _means(name, each)), name)


def _number(each: DocumentationSet) -> Version:
    return version_order(each.release)[2]


def _means(name: str, each: DocumentationSet) -> bool:
    """Tell whether a name is a set's version, one of its releases, or its first number."""
    parts = name.split(".")
    return each.version.split(".") == parts[:2] or parts == each.version.split(".")[:1]
