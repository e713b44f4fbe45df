"""Options and fixtures that all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.validators import absent

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden folders with what is made"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether the golden folders are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def shared() -> Path:
    """The folder of recorded answers, snapshots and schemas that stands beside the project."""
    return SHARED if SHARED.is_dir() else absent("../shared")
