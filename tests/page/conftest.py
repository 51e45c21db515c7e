"""The pages as a visitor meets them: the real server, the real model, a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index import KnowledgeBase
from tests.page.visitor import DESKTOP, TELEPHONE, Visitor, make_home, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from index.types import Document


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, founding_page: Path) -> Path:
    """What the shared server answers from; a test that changes documents makes its own."""
    return make_home(tmp_path_factory.mktemp("page"), founding_page)


@pytest.fixture(scope="session")
def documents(home: Path) -> dict[str, Document]:
    with KnowledgeBase.open(home) as kb:
        return {row.id: kb.document(row.id) for row in kb.documents()}


@pytest.fixture(scope="session")
def server(home: Path, repository: Path) -> Iterator[str]:
    """The address of pages that all tests here share."""
    with serving(home, repository) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visitor]]:
    """Opens the page for one more visitor."""
    contexts: list[BrowserContext] = []

    def visit(size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Visitor:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            color_scheme="dark" if dark else "light",
            has_touch=size == TELEPHONE,
        )
        contexts.append(context)
        return Visitor(context, server)

    yield visit
    for context in contexts:
        context.close()
