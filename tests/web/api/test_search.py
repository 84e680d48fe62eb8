"""What `/api/v1/search` answers is what it promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from castalia.web.api.schemas import SearchAnswer

if TYPE_CHECKING:
    import httpx2

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "asked",
    [
        "q=kettle.boil",
        "q=how+to+heat+water&explain=true",
        "q=kettel",
        'q=-lid+"heat"+in:library',
        "q=water&version=all&lane=reference",
        "q=%2A%2Akwargs",
        "q=nothingofthekind",
    ],
)
async def test_an_answer_is_written_as_it_is_promised(client: httpx2.AsyncClient, asked: str) -> None:
    answer = await client.get(f"/api/v1/search?{asked}")

    assert answer.status_code == 200
    # What is promised neither lacks anything of it, nor says it in another way.
    assert SearchAnswer.model_validate_json(answer.content, strict=True).model_dump_json().encode() == answer.content
