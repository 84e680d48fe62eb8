"""What is shown comes in; links to the same in the other versions and projects go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from castalia.web.pages.search_box import label_of, segment_of, together_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from castalia.database.models import DocumentationSet


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the same thing in another documentation.

    Args:
        label: Its version, with the project's name where that is another one.
        title: Its whole name, such as ``Python 3.13``.
        address: Where it leads.
    """

    label: str
    title: str
    address: str


def ways(
    sets: Sequence[DocumentationSet],
    address: Callable[[str], str],
    *,
    chosen: str,
    project: str,
    with_together: bool = False,
) -> tuple[Way, ...]:
    """Give the ways to every documentation but the chosen one.

    Args:
        sets: What is indexed.
        address: Gives the address of the same thing in an edition, by its segment.
        chosen: The segment of what is shown.
        project: The project of what is shown.
        with_together: Whether several can be asked at once, as in a search.
    """
    single = [
        (segment_of(each), each.version if each.project == project else label_of(each), label_of(each)) for each in sets
    ]
    together = [(segment, label, label) for segment, label in (together_of(sets) if with_together else ())]
    return tuple(
        Way(label, title, address(segment)) for segment, label, title in single + together if segment != chosen
    )
