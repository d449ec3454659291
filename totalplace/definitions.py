"""The only module-level Dagster object."""

from totalplace.build import build_definitions

defs = build_definitions()
