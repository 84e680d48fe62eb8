"""The description of the interface is enough to use it by: every parameter and answer is shown with an example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx2


@pytest.fixture
async def description(client: httpx2.AsyncClient) -> dict[str, Any]:
    """The description."""
    document: dict[str, Any] = (await client.get("/api/v1/openapi.json")).json()
    return document


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {path: methods["get"] for path, methods in description["paths"].items()}


async def test_every_parameter_is_explained_with_an_example(description: dict[str, Any]) -> None:
    parameters = {
        f"{path} {parameter['name']}": parameter
        for path, operation in operations(description).items()
        for parameter in operation.get("parameters", ())
    }

    assert [name for name, each in parameters.items() if not each["description"]] == []
    assert [name for name, each in parameters.items() if not each["schema"].get("examples")] == []


async def test_every_part_of_an_answer_has_an_example(description: dict[str, Any]) -> None:
    shapes = description["components"]["schemas"]
    parts = {
        f"{name}.{part}": schema
        for name, shape in shapes.items()
        for part, schema in shape.get("properties", {}).items()
        if "example" not in shape
    }

    plain = {"boolean"}
    assert [
        name
        for name, each in parts.items()
        if not ({"examples", "enum", "const", "$ref", "allOf"} & each.keys() or each.get("type") in plain)
        and "$ref" not in str(each)
    ] == []


async def test_every_answer_can_be_kept_and_every_problem_is_a_document(description: dict[str, Any]) -> None:
    for path, operation in operations(description).items():
        responses = operation["responses"]
        assert "304" in responses, path
        problems = [response for status, response in responses.items() if status >= "400"]
        assert {media for response in problems for media in response["content"]} == {"application/problem+json"}


async def test_every_refusal_is_described_with_its_headers(description: dict[str, Any]) -> None:
    for path, operation in operations(description).items():
        responses = operation["responses"]
        assert {"413", "429", "503"} <= responses.keys(), path
        assert "Retry-After" in responses["429"]["headers"]
        assert "Retry-After" in responses["503"]["headers"]
        for status in ("200", "304", "429"):
            assert responses[status]["headers"].keys() >= {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}
