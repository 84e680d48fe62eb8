"""Results of one page stand together, where the best of them stood."""

from __future__ import annotations

from castalia.search.grouping import group_by_page
from castalia.search.results import Result


def result(path: str, *breadcrumb: str) -> Result:
    return Result(
        path=path,
        url="",
        title="Title",
        kind="section",
        name="",
        breadcrumb=breadcrumb,
        folder="",
        project="python",
        version="3.1",
        snippet="",
        score=0.0,
    )


def test_a_page_stands_where_its_best_result_stood() -> None:
    results = [result("a.html#1", "A"), result("b.html", "B", "C"), result("a.html#2", "A"), result("c.html#x")]

    groups = group_by_page(results)

    assert [(group.path, group.title, len(group.results)) for group in groups] == [
        ("a.html", "A", 2),
        ("b.html", "B", 1),
        ("c.html", "Title", 1),
    ]
    assert [each.path for each in groups[0].results] == ["a.html#1", "a.html#2"]


def test_no_results_are_no_pages() -> None:
    assert group_by_page([]) == ()
