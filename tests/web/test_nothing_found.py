"""A page without results helps: other versions, near names, lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.shown_page import show

if TYPE_CHECKING:
    import httpx2


async def test_what_another_version_has_is_said_to_be_there(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "gnomes", "version": "3.9"})

    assert page.texts(".corrected") == ["gnomes was not found in Python 3.9: it is in another version. 3.13"]
    assert page.values(".corrected a") == ["/search?q=gnomes&version=3.13"]


async def test_near_names_are_offered(client: httpx2.AsyncClient) -> None:
    page = await show(client, "/search", {"q": "seedz", "exact": "true"})

    assert page.texts("h1") == ["Nothing found for seedz"]
    assert page.texts(".help .name") == ["seeds"]
    assert page.values(".help .name") == ["/search?q=seeds"]
