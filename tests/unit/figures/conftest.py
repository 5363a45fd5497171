"""Qt without a screen for the painter tests; must be set before the application is made."""

import os


def pytest_configure() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
