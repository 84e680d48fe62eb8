"""A search's results come in, the JSON object that every interface answers with goes out."""

from __future__ import annotations

from dataclasses import asdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from castalia.query.query import Understood
    from castalia.search.results import Result, Results

    Address = Callable[[Result], str]

OWN_ADDRESS: Address = attrgetter("url")


def answer(results: Results, *, address: Address = OWN_ADDRESS) -> dict[str, Any]:
    """Give the results as plain values, the way ``GET /api/v1/search`` promises them.

    They are our own, so that nothing checks them again for every answer; a test holds them to what is promised.

    Args:
        results: What was found.
        address: Gives the address that readers can follow to a result.
    """
    return {
        "query": results.query,
        "corrected": results.corrected,
        "understood": _understood(results.understood),
        "took_ms": results.took_ms,
        "total": {"value": results.total.value, "relation": results.total.relation},
        "elsewhere": results.elsewhere,
        "lanes": [{"lane": each.lane.value, "title": each.title, "count": each.count} for each in results.lanes],
        "results": [_flat(result, address(result)) for result in results.results],
    }


def _understood(understood: Understood) -> dict[str, Any]:
    filters = understood.filters
    return {
        "intent": understood.intent.value,
        "names": understood.names,
        "phrases": understood.phrases,
        "excluded": understood.excluded,
        "filters": {
            "place": filters.place,
            "kind": filters.kind,
            "version": filters.version,
            "project": filters.project,
        },
        "ignored": understood.ignored,
    }


def _flat(result: Result, url: str) -> dict[str, Any]:
    path, _, title, kind, name, breadcrumb, folder, project, version, snippet, score, versions, explanation, _ = result
    return {
        "path": path,
        "url": url,
        "title": title,
        "kind": kind,
        "name": name,
        "breadcrumb": breadcrumb,
        "folder": folder,
        "project": project,
        "version": version,
        "snippet": snippet,
        "score": score,
        "versions": versions,
        "explanation": None if explanation is None else [asdict(part) for part in explanation],
    }
