"""A function that chooses a database comes in; a ``Database`` that calls it no earlier than ``setup()`` goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from castalia.database.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL

    from castalia.database.engines import Engines, Role


class DeferredDatabase(Database):
    """A database that is chosen when it is set up, and anew when it is set up again.

    A module may so hold the one database of an application without reading its configuration.

    Args:
        choose: Gives the database that does the work.
    """

    def __init__(self, choose: Callable[[], Database]) -> None:
        super().__init__()
        self._choose = choose
        self._chosen: Database | None = None

    @property
    def chosen(self) -> Database:
        """The database that does the work."""
        if self._chosen is None:
            raise self._not_set_up()
        return self._chosen

    @property
    def snapshot_isolation(self) -> str | None:
        """The chosen database's."""
        return self.chosen.snapshot_isolation

    @property
    def connections_wanted(self) -> int | None:
        """The chosen database's."""
        return self.chosen.connections_wanted

    def get_connection_string(self, driver: str | None = None) -> URL:
        """Give the chosen database's address."""
        return self.chosen.get_connection_string(driver)

    def engine_options(self, role: Role) -> dict[str, Any]:
        """Give the chosen database's options."""
        return self.chosen.engine_options(role)

    def create_engines(self) -> Engines:
        """Make the chosen database's engines."""
        return self.chosen.create_engines()

    def setup(self) -> None:
        """Choose, and make the database usable; no I/O beyond what the choice takes."""
        if self._chosen is None:
            self._chosen = self._choose()
        super().setup()

    async def aclose(self, timeout: float = 5) -> None:  # noqa: ASYNC109 - As in the class above.
        """Close every connection and forget the choice."""
        await super().aclose(timeout)
        self._chosen = None
