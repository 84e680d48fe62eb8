"""What opens a session comes in; a server of the Model Context Protocol with our tools goes out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mcp import types
from mcp.server.lowlevel import Server
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from castalia import __version__
from castalia.errors import CastaliaError
from castalia.mcp import get_section, list_versions, lookup_symbol, search_docs

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from mcp.server.context import ServerRequestContext
    from sqlalchemy.ext.asyncio import AsyncSession

    from castalia.mcp.tool import Tool

    OpenSession = Callable[[], AbstractAsyncContextManager[AsyncSession]]

logger = logging.getLogger(__name__)

TOOLS = {tool.name: tool for tool in (search_docs.TOOL, get_section.TOOL, lookup_symbol.TOOL, list_versions.TOOL)}

INSTRUCTIONS = (
    "Python's official documentation, indexed on this machine or in this network. Look names up with lookup_symbol, "
    "search for anything else with search_docs, and read what was found with get_section. Say a version when the "
    "answer is for one; each answer says which release it was read from."
)

AWAY = "The database does not answer at the moment. Try again in a few seconds."


def create_server(open_session: OpenSession) -> Server[Any]:
    """Make a server; nothing is opened before a tool is called.

    Args:
        open_session: Opens a session that reads, for one call.
    """

    async def list_tools(_: ServerRequestContext[Any], __: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[tool.listed() for tool in TOOLS.values()])

    async def call_tool(_: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        tool = TOOLS.get(asked.name)
        if tool is None:
            return refused(f"There is no tool {asked.name[:100]!r}; there is {', '.join(TOOLS)}.")
        return await called(tool, asked.arguments or {}, open_session)

    server: Server[Any] = Server(
        "castalia",
        version=__version__,
        title="Castalia",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    # What is asked stays here: the SDK would otherwise report each call to whatever collector the process has.
    server.middleware.clear()
    return server


async def called(tool: Tool, given: dict[str, Any], open_session: OpenSession) -> types.CallToolResult:
    """Call a tool; what goes wrong is said in words that help a model to ask better."""
    try:
        arguments = tool.arguments.model_validate(given)
        async with open_session() as session:
            return await tool.use(session, arguments)
    except ValidationError as error:
        return refused(explain(error))
    except CastaliaError as error:
        return refused(f"{error}.")
    except (SQLAlchemyError, OSError) as error:
        # The whole text of a database's error holds the parameters of its statement, which are not ours to log.
        logger.error("%s was not answered: %s", tool.name, getattr(error, "orig", None) or type(error).__name__)  # noqa: TRY400
        return refused(AWAY)


def refused(reason: str) -> types.CallToolResult:
    """Give the answer to a call that has none."""
    return types.CallToolResult(content=[types.TextContent(type="text", text=reason)], is_error=True)


def explain(error: ValidationError) -> str:
    """Say which arguments are wrong and why, without what they were."""
    wrong = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors(include_input=False)]
    return f"{'; '.join(wrong)}."
