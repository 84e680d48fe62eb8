"""Every address the pages link to, relative to the server's root and under the prefix a proxy serves us at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urlencode

from castalia.web.pages.static_files import fingerprint

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

    from castalia.web.edition import Edition

PATH_CHARACTERS = "/:@!$&'()*+,;=~"
"""What may stand in a path as it is, by RFC 3986; a fragment may hold a question mark besides."""


class Place(Protocol):
    """A place of the documentation with its published address, such as a result."""

    @property
    def path(self) -> str:
        """The page relative to the documentation's root, with or without ``#anchor``."""

    @property
    def url(self) -> str:
        """The published original's address, or a root-relative one."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes addresses under one root.

    Args:
        root: The prefix a proxy serves us at, without a final slash; empty at the top.
    """

    root: str = ""

    @property
    def home(self) -> str:
        """Give the address of the home page."""
        return f"{self.root}/"

    @property
    def suggest(self) -> str:
        """Give the address that answers with suggestions."""
        return f"{self.root}/api/v1/suggest"

    @property
    def lucky(self) -> str:
        """Give the address that leads straight to the best result."""
        return f"{self.root}/lucky"

    @property
    def help(self) -> str:
        """Give the address of the page that says what can be asked."""
        return f"{self.root}/help"

    def search(
        self, query: str = "", *, edition: str = "", lane: str | None = None, page: int = 1, exact: bool = False
    ) -> str:
        """Give the address of one page of results.

        Args:
            query: What is searched for.
            edition: The segment that names project and version; empty for the newest.
            lane: The lane to search; all when there is none.
            page: The page, counted from one.
            exact: Whether the query is meant as it is spelt.
        """
        parameters = {
            "q": query,
            "version": edition,
            "lane": lane or "",
            "page": str(page) if page > 1 else "",
            "exact": "1" if exact else "",
        }
        asked = urlencode({name: value for name, value in parameters.items() if value})
        return f"{self.root}/search?{asked}" if asked else f"{self.root}/search"

    def reader(self, edition: str, path: str = "", *, marked: str = "") -> str:
        """Give the address of a stored page.

        Args:
            edition: The segment that names project and version.
            path: The page relative to the documentation's root, with or without ``#anchor``.
            marked: The query whose terms are to be marked in it.
        """
        page, _, anchor = path.partition("#")
        asked = f"?{urlencode({'highlight': marked})}" if marked else ""
        fragment = f"#{quote(anchor, safe=PATH_CHARACTERS + '?')}" if anchor else ""
        return f"{self.root}/docs/{quote(edition, safe='@')}/{quote(page, safe=PATH_CHARACTERS)}{asked}{fragment}"

    def counterpart(self, edition: str, path: str, *, origin: str) -> str:
        """Give the address that leads to what another edition has at the place of a page, wherever it lies there.

        Args:
            edition: The other edition's segment.
            path: The page in the edition it is read in.
            origin: The segment of that edition.
        """
        return f"{self.reader(edition, path)}?{urlencode({'from': origin})}"

    def static(self, name: str) -> str:
        """Give the address of one of our own files; it changes with the file, so that it can be kept for good."""
        return f"{self.root}/static/{name}?v={fingerprint(name)}"

    def description(self, edition: str = "") -> str:
        """Give the address of the description that adds an edition to a browser's search engines."""
        return f"{self.root}/opensearch/{quote(edition, safe='@')}.xml" if edition else f"{self.root}/opensearch.xml"

    def search_template(self, edition: str = "") -> str:
        """Give the address of results as a browser fills it in."""
        return self._template("search", edition)

    def suggestions_template(self, edition: str = "") -> str:
        """Give the address of completions as a browser fills it in."""
        return self._template("suggestions", edition)

    def _template(self, page: str, edition: str) -> str:
        chosen = f"&version={quote(edition, safe='@')}" if edition else ""
        return f"{self.root}/{page}?q={{searchTerms}}{chosen}"

    def published(self, place: Place, edition: Edition) -> str:
        """Give the address of the original, or of our copy when the original's is not known or not on the web."""
        if place.url.startswith(("https://", "http://")):
            return place.url
        return self.reader(edition.segment, place.path)


def addresses_of(request: Request) -> Addresses:
    """Give the addresses as this request must see them."""
    return Addresses(quote(root_of(request), safe=PATH_CHARACTERS))


def route_path(request: Request) -> str:
    """Give the path that was asked for, without the prefix a proxy serves us at."""
    path: str = request.scope["path"]
    root = root_of(request)
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


def root_of(request: Request) -> str:
    """Give the prefix a proxy serves us at, without a final slash; empty at the top."""
    # Inside a mount ``root_path`` grows by the mount's own path; the application's stays beside it.
    root: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return root.rstrip("/")


def route_pattern(scope: Scope) -> str:
    """Give the pattern of an answered path, such as ``/docs/{edition}/{path:path}``; it holds nothing asked."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    # A mount leaves no route behind, but the prefix that it took away.
    mount = scope.get("root_path", "")[len(scope.get("app_root_path", "")) :]
    return str(mount) if scope.get("endpoint") is not None else "none"
