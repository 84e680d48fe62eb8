"""What is indexed comes in; for each version of Python's documentation goes out which release docs.python.org has."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from castalia.cli.connection import opened
from castalia.cli.documentation import index_documentation
from castalia.database.schema import check_format
from castalia.database.sets import live_sets
from castalia.errors import CastaliaError
from castalia.source.locate import LocateOptions
from castalia.source.published import find_release
from castalia.source.release import PYTHON, PYTHON_HOME, version_key

if TYPE_CHECKING:
    from castalia.config import Config
    from castalia.database.models import DocumentationSet
    from castalia.indexing.summary import Summary


@dataclass(frozen=True, slots=True)
class Update:
    """What is known of a version that is indexed.

    Args:
        version: The version's key.
        release: The release that is indexed.
        published: The release that is published; empty where that is not known.
        url: Where its archive is.
        error: Why nothing could be found out, or why the update failed.
    """

    version: str
    release: str
    published: str = ""
    url: str = ""
    error: str = ""

    @property
    def is_newer(self) -> bool:
        """Whether something newer is published, or may be: not every page says what it offers."""
        if not self.url:
            return False
        try:
            published, release = Version(self.published), Version(self.release)
        except InvalidVersion:
            return True
        return published > release or self.published == version_key(self.published)


def find_updates(config: Config, *, base: str = PYTHON_HOME) -> list[Update]:
    """Ask for each version of Python's documentation that is indexed what is published of it.

    Args:
        config: Where the index is.
        base: The address of the site.

    Raises:
        IndexStateError: Nothing is indexed, or the database does not answer.
    """
    return [_find(each, base) for each in asyncio.run(_sets(config)) if each.project == PYTHON]


def fetch(config: Config, update: Update, *, quiet: bool) -> Summary:
    """Download and index a release.

    Raises:
        CastaliaError: It could not be.
    """
    options = LocateOptions(workspace=config.CASTALIA_HOME)
    return index_documentation(config, update.url, options=options, quiet=quiet)


async def _sets(config: Config) -> list[DocumentationSet]:
    async with opened(config) as database, database.read_session() as session:
        await check_format(session)
        return await live_sets(session)


def _find(each: DocumentationSet, base: str) -> Update:
    site = base.rstrip("/") if each.language == "en" else f"{base.rstrip('/')}/{each.language}"
    try:
        found = find_release(each.version, base=site)
    except CastaliaError as error:
        return Update(each.version, each.release, error=str(error))
    return Update(each.version, each.release, published=found.version, url=found.url)
