"""Images and downloads out of an archive that anyone may have packed."""

from __future__ import annotations

import pytest

from castalia.database.models import Asset
from castalia.web.reader.asset_response import asset_response, disposition


@pytest.mark.parametrize("media_type", ["text/html", "text/javascript", "application/xhtml+xml", "nonsense\r\nX: y"])
def test_what_a_browser_could_run_is_offered_for_saving(media_type: str) -> None:
    response = asset_response(Asset(path="_downloads/plan.html", media_type=media_type, content=b"<script>"))

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan.html"'


def test_an_svg_is_shown_without_anything_it_could_run() -> None:
    response = asset_response(Asset(path="_images/bed.svg", media_type="image/svg+xml", content=b"<svg/>"))

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Content-Disposition"] == 'inline; filename="bed.svg"'
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('a".html\r\nX-Y: z', "inline; filename*=UTF-8''a%22.html%0D%0AX-Y%3A%20z"),
        ("über.png", "inline; filename*=UTF-8''%C3%BCber.png"),
        ("rose-1.png", 'inline; filename="rose-1.png"'),
    ],
)
def test_no_name_can_leave_its_header(name: str, expected: str) -> None:
    assert disposition("inline", name) == expected
