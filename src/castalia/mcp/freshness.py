"""What an answer was read from: a documentation set comes in, what an agent should know of it goes out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from castalia.database.models import DocumentationSet


class Edition(BaseModel):
    """The documentation that an answer was read from, and when that was indexed."""

    model_config = ConfigDict(frozen=True)

    project: str
    version: str
    release: Annotated[str, Field(description="The full release, such as 3.13.5.")]
    indexed_at: datetime

    @property
    def text(self) -> str:
        """One line for a model to read."""
        return f"Read from {self.project} {self.release} (version {self.version}), indexed {self.indexed_at:%Y-%m-%d}."


def edition_of(each: DocumentationSet) -> Edition:
    """Tell what was read from."""
    # SQLite keeps times without a zone, and they are meant in UTC.
    indexed_at = each.indexed_at if each.indexed_at.tzinfo else each.indexed_at.replace(tzinfo=UTC)
    return Edition(project=each.project, version=each.version, release=each.release, indexed_at=indexed_at)
