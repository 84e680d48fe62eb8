"""Documentation in other languages: its words are found in the forms that people type."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from castalia.database.schema import create_schema
from castalia.indexing.index import index_source
from castalia.search.search import search
from tests.fakes import PYTHON, FakeSource

if TYPE_CHECKING:
    from castalia.database.database import Database

pytestmark = pytest.mark.anyio

PAGE = '<div class="body" role="main"><section id="{0}"><h1>{1}</h1><p>{2}</p></section></div>'
SENTENCES = {
    "fr": (
        ("Les maisons de thé", "Nous versions l'eau chaude dans les théières élégantes."),
        ("Les tasses", "Elles refroidissent."),
    ),
    "ja": (
        ("リスト内包表記", "リストを簡潔に作る方法で、関数list.appendを呼び出す必要がありません。"),
        ("辞書", "キーと値の対応です。"),
    ),
    "zh-cn": (
        ("列表推导式", "列表推导式可以用更简洁的方式创建一个新的列表而不必调用list.append方法。"),
        ("字典", "键与值的对应。"),
    ),
    "ko": (("리스트", "리스트를 만드는 방법입니다."), ("사전", "키와 값입니다.")),
    "ru": (("Чайники", "Вода кипит в больших чайниках."), ("Чашки", "Остывают.")),
}
QUERIES = (
    ("fr", "maison"),
    ("fr", "théière élégante"),
    ("ja", "リスト"),
    ("ja", "内包表記"),
    ("ja", "簡潔"),
    ("ja", "list.append"),
    ("zh-cn", "推导"),
    ("zh-cn", "列表推导式"),
    ("zh-cn", "创建新的列表"),
    ("zh-cn", "list.append"),
    ("ko", "리스트"),
    ("ko", "방법"),
    ("ru", "чайник"),
    ("ru", "большой чайник"),
)


async def test_words_are_found_in_the_language_of_the_documentation(database: Database) -> None:
    await create_schema(database)
    for language, pages in SENTENCES.items():
        html = {f"library/{number}.html": PAGE.format(f"place-{number}", *texts) for number, texts in enumerate(pages)}
        release = replace(PYTHON, project=f"python-{language}", language=language)
        await index_source(database, FakeSource(html, release=release))

    found = {}
    for language, query in QUERIES:
        async with database.read_session() as session:
            answer = await search(session, query, project=f"python-{language}")
        found[language, query] = [result.path for result in answer.results[:1]]

    assert found == {asked: ["library/0.html#place-0"] for asked in QUERIES}
