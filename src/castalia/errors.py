"""Every error that Castalia raises on purpose; each message says what happened and what to do next.

::

    CastaliaError
    ├── ConfigurationError        a setting has a value that cannot work
    ├── SourceError               documentation could not be obtained or read
    │   ├── ArchiveError          an archive was refused; names the archive and the reason
    │   └── DownloadError         an address did not answer as it should
    ├── DocumentError             one page could not be read; the others can
    ├── QueryError                what was asked cannot be searched (too long, bad page)
    ├── UnknownNameError          the documentation defines no such thing, or several; ``candidates`` may be meant
    └── IndexStateError           the index cannot answer
        ├── EmptyIndexError       nothing has been indexed yet
        ├── IndexFormatError      the index was written by another version of Castalia
        ├── IndexBusyError        another `castalia index` is writing
        ├── UnknownVersionError   the version is not indexed; ``candidates`` are
        │   └── UnknownProjectError   nor is any other of its project; ``candidates`` are `project version`
        └── UnknownPlaceError     a documentation has no such page or anchor; ``candidates`` are places like it
"""

from __future__ import annotations


class CastaliaError(Exception):
    """The root of every expected error; its text is fit to be shown to a user."""


class ConfigurationError(CastaliaError):
    """A setting has a value that cannot work."""


class SourceError(CastaliaError):
    """Documentation could not be obtained or read."""


class ArchiveError(SourceError):
    """An archive was refused, before or while it was unpacked."""


class DownloadError(SourceError):
    """An address could not be reached, or did not answer with what was asked for."""


class DocumentError(CastaliaError):
    """One page could not be read; it is reported and counted, and the others are indexed."""


class QueryError(CastaliaError):
    """What was asked cannot be searched."""


class UnknownNameError(CastaliaError):
    """The documentation defines no such thing, or several.

    Args:
        message: What was asked for, and what to ask for instead.
        candidates: The names that may be meant.
        versions: Other indexed versions that define it, newest first.
    """

    def __init__(self, message: str, candidates: tuple[str, ...] = (), versions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates
        self.versions = versions


class IndexStateError(CastaliaError):
    """The index cannot answer in the state it is in."""


class EmptyIndexError(IndexStateError):
    """Nothing has been indexed yet."""


class IndexFormatError(IndexStateError):
    """The index was written in another format than this version of Castalia reads."""


class IndexBusyError(IndexStateError):
    """Another process is writing the index."""


class UnknownVersionError(IndexStateError):
    """The version asked for is not indexed.

    Args:
        message: What was asked for and what there is.
        candidates: The versions that are indexed, newest first.
    """

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class UnknownProjectError(UnknownVersionError):
    """Nothing of the project asked for is indexed; its candidates say a project before each version but Python's."""


class UnknownPlaceError(IndexStateError):
    """A documentation has no such page, or a page no such anchor.

    Args:
        message: What was asked for and what there is not.
        candidates: Places that may be meant, as ``page#anchor``.
    """

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates
