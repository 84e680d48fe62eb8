"""A template and its values come in, an HTML response goes out; everything is escaped unless marked safe."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from castalia.web.addresses import addresses_of
from castalia.web.pages.search_box import SearchBox
from castalia.web.pages.wording import FILTERS

if TYPE_CHECKING:
    from starlette.requests import Request

TEMPLATE_FOLDER = Path(__file__).parent / "templates"

templates = Environment(
    loader=FileSystemLoader(TEMPLATE_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(FILTERS)


def render(request: Request, template: str, *, status_code: int = 200, **values: object) -> HTMLResponse:
    """Fill a template.

    Args:
        request: What is being answered; it decides the root of all addresses.
        template: The file name in the template folder.
        status_code: The status of the response.
        values: What the template shows; ``box`` is an empty search box unless given.
    """
    values.setdefault("box", SearchBox())
    content = templates.get_template(template).render(addresses=addresses_of(request), **values)
    return HTMLResponse(content, status_code=status_code)
