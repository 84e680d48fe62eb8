"""A search's results come in, the JSON object that every interface answers with goes out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from castalia.query.query import Understood
    from castalia.search.results import Result, Results


def answer(results: Results) -> dict[str, Any]:
    """Give the results as plain values, the way ``GET /api/v1/search`` promises them."""
    return {
        "query": results.query,
        "corrected": results.corrected,
        "understood": _understood(results.understood),
        "took_ms": results.took_ms,
        "total": {"value": results.total.value, "relation": results.total.relation},
        "elsewhere": list(results.elsewhere),
        "lanes": [asdict(lane) for lane in results.lanes],
        "results": [_flat(result) for result in results.results],
    }


def _understood(understood: Understood) -> dict[str, Any]:
    return {
        "intent": understood.intent.value,
        "names": list(understood.names),
        "phrases": list(understood.phrases),
        "excluded": list(understood.excluded),
        "filters": asdict(understood.filters),
        "ignored": list(understood.ignored),
    }


def _flat(result: Result) -> dict[str, Any]:
    return {
        "path": result.path,
        "url": result.url,
        "title": result.title,
        "kind": result.kind,
        "name": result.name,
        "breadcrumb": list(result.breadcrumb),
        "folder": result.folder,
        "project": result.project,
        "version": result.version,
        "snippet": result.snippet,
        "score": result.score,
        "versions": list(result.versions),
        "explanation": None if result.explanation is None else [asdict(part) for part in result.explanation],
    }
