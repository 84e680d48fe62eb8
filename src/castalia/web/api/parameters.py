"""What many routes are asked with: which documentation, and of which version."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

LONGEST = 100
"""Characters; no project and no version is called by more."""


def _project(description: str) -> Any:  # noqa: ANN401 - FastAPI's own.
    return Query(max_length=LONGEST, description=description, examples=["python"])


def _version(description: str) -> Any:  # noqa: ANN401 - FastAPI's own.
    return Query(max_length=LONGEST, description=description, examples=["3.13"])


Project = Annotated[str, _project("The project whose documentation is asked.")]
Version = Annotated[
    str | None, _version("A version (`3.13`) or a full release (`3.13.5`); the newest stable one if absent.")
]
SearchedProject = Annotated[str, _project("The project to search; `all`: every one.")]
SearchedVersion = Annotated[
    str | None, _version("A version (`3.13`), a full release (`3.13.5`) or `all`; the newest stable one if absent.")
]
