"""What every test may use."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from index.encoder import Encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

# A busy machine must fail no test.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

PATIENCE = 120.0  # seconds

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def founding_page() -> Path:
    """The page that this project began from."""
    (page,) = (REPOSITORY / "samples").glob("*.txt")
    return page


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Development data: ``POLICY_QA_DATA``, then ``../shared/data``; skipped where there is none."""
    folder = Path(os.environ.get("POLICY_QA_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no development data: {folder} is not a folder; set POLICY_QA_DATA")
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The bundled model, loaded once for all tests (built into the user's cache if need be)."""
    shared = Encoder("")
    assert shared.dimension == 384
    return shared


@pytest.fixture(scope="session")
def wait_until() -> Callable[[Callable[[], bool]], None]:
    """Waits for a condition to come true, and fails the test where it does not."""

    def wait(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "it did not happen"
            time.sleep(0.02)

    return wait


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser that asks nothing of its own; skipped where none is installed."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no browser: install Debian's chromium (and fonts-noto-cjk)")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()
