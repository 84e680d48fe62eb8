"""What a module mainly holds: its other pages where it has some, else what most people look for on its page; pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from castalia.search.address import address_of
from castalia.search.definitions.definition import Link

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet
    from castalia.search.definitions.definition import Definition

MAX_HIGHLIGHTS = 8


def highlights(documentation: DocumentationSet, module: Definition) -> tuple[Link, ...]:
    """Give the main contents of a module.

    Args:
        documentation: The documentation that defines it.
        module: The module.
    """
    if module.contents:
        return module.contents[:MAX_HIGHLIGHTS]
    chosen = sorted(module.members, key=lambda member: -member.weight)[:MAX_HIGHLIGHTS]
    return tuple(Link(member.name, member.path, address_of(documentation, member.path)) for member in chosen)
