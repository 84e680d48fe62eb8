"""A problem and the request it befell come in; the addresses that would be answered instead go out."""

from __future__ import annotations

import difflib
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from castalia.web.addresses import PATH_CHARACTERS, route_path
from castalia.web.edition import DEFAULT_PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request

    from castalia.web.problems import Problem

MAX_FIXES = 5


def fixes_of(request: Request, problem: Problem) -> list[str]:
    """Give addresses that would work where the one asked for does not, best first; none where none is known.

    Args:
        request: What was asked.
        problem: Why it was not answered.
    """
    match problem.name:
        case "unknown-version" | "unknown-project":
            fixes = _other_versions(request, problem)
        case "unknown-place":
            fixes = (_changed(request, {"path": each, "anchor": ""}) for each in problem.members["candidates"])
        case "unknown-name":
            fixes = _other_names(request, problem)
        case "invalid-request":
            fixes = _within_bounds(request, problem)
        case _ if problem.status == 404 and "route" not in request.scope:  # noqa: PLR2004 - Nothing is there.
            fixes = iter(_similar(request))
        case _:
            fixes = iter(())
    return list(islice(fixes, MAX_FIXES))


def _other_versions(request: Request, problem: Problem) -> Iterator[str]:
    for candidate in problem.members["candidates"]:
        project, _, version = candidate.rpartition(" ")
        other = {"project": project or DEFAULT_PROJECT} if problem.name == "unknown-project" else {}
        yield _changed(request, {"version": version, **other})


def _other_names(request: Request, problem: Problem) -> Iterator[str]:
    """Ask for the names that may be meant, and for this one in the versions that have it."""
    for candidate in problem.members["candidates"]:
        yield _changed(request, {"name": candidate})
    for version in problem.members["versions"]:
        yield _changed(request, {"version": version})


def _within_bounds(request: Request, problem: Problem) -> Iterator[str]:
    """Take the nearest number that is allowed, when that is all there is to correct."""
    bounds = {each["parameter"]: each["bound"] for each in problem.members["errors"] if "bound" in each}
    if len(bounds) == len(problem.members["errors"]):
        yield _changed(request, {name: str(bound) for name, bound in bounds.items()})


def _similar(request: Request) -> list[str]:
    """Give the addresses of the interface that end almost as the one asked for and need nothing further."""
    known = {name_of(path): path for path in request.app.openapi()["paths"] if "{" not in path}
    meant = difflib.get_close_matches(name_of(route_path(request)), known, MAX_FIXES)
    return [known[name] for name in meant]


def name_of(path: str) -> str:
    """Give the last part of a path."""
    return path.rstrip("/").rpartition("/")[2]


def _changed(request: Request, changes: Mapping[str, str]) -> str:
    """Give the address that was asked for with other values, be they parts of its path or behind the question mark."""
    parts = {name: str(value) for name, value in request.path_params.items()}
    parameters = dict(request.query_params) | {name: value for name, value in changes.items() if name not in parts}
    template = getattr(request.scope.get("route"), "path_format", route_path(request))
    path = template.format_map(parts | dict(changes)) if parts else route_path(request)
    asked = urlencode({name: value for name, value in parameters.items() if value})
    return quote(path, safe=PATH_CHARACTERS) + (f"?{asked}" if asked else "")
