"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from index.errors import InvalidSetting
from index.settings import Settings

VARIABLES = ("POLICY_QA_HOME", "POLICY_QA_CACHE", "POLICY_QA_MODEL", "POLICY_QA_THREADS")


@pytest.fixture(autouse=True)
def _no_variable_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_without_variables_the_platforms_folders_and_the_bundled_model_are_used() -> None:
    settings = Settings.from_environment()
    assert settings.home == platformdirs.user_data_path("policy-qa", appauthor=False)
    assert settings.cache == platformdirs.user_cache_path("policy-qa", appauthor=False)
    assert settings.model == ""
    assert settings.threads >= 1


def test_variables_win_over_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POLICY_QA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("POLICY_QA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("POLICY_QA_MODEL", " BAAI/bge-small-zh-v1.5 ")
    monkeypatch.setenv("POLICY_QA_THREADS", "3")
    assert Settings.from_environment() == Settings(
        home=tmp_path / "home",
        cache=tmp_path / "cache",
        model="BAAI/bge-small-zh-v1.5",
        threads=3,
    )


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    default = Settings.from_environment()
    for name in VARIABLES:
        monkeypatch.setenv(name, "  ")
    assert Settings.from_environment() == default


def test_folders_are_made_absolute_and_the_tilde_is_expanded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POLICY_QA_HOME", "here")
    monkeypatch.setenv("POLICY_QA_CACHE", "~/there")
    settings = Settings.from_environment()
    assert settings.home == tmp_path / "here"
    assert settings.cache == Path.home() / "there"


@pytest.mark.parametrize("value", ["0", "-2", "many", "1.5", "²"])
def test_a_thread_count_that_is_none_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("POLICY_QA_THREADS", value)
    with pytest.raises(InvalidSetting, match="POLICY_QA_THREADS"):
        Settings.from_environment()
