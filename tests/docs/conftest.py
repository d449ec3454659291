"""The documentation beside the published example place (the same that tests/example_place runs)."""

from tests.example_place.conftest import published

__all__ = ["published"]
