"""All contracts by table name."""

from collections.abc import Mapping
from functools import cache

from totalplace.contracts import (
    access,
    analysis,
    appraisal,
    clusters,
    core,
    core_evidence,
    core_plain,
    customers,
    grant_gateway,
    grants,
    licensing,
    mart,
    ops,
    outcomes,
    payments,
    plan,
    pooling,
    provision,
    question,
    raw,
    ref,
    release,
    scrutiny,
    sector,
    spend,
    staging,
    staging_plain,
    staging_provision,
    staging_sector,
    successors,
    suppliers,
    themes,
    utilisation,
)
from totalplace.contracts._base import Contract

_MODULES = (  # in the order of the dictionary; one a line, so that two additions do not meet
    raw,
    staging,
    staging_plain,
    staging_provision,
    staging_sector,
    ref,
    core,
    core_evidence,
    core_plain,
    analysis,
    mart,
    spend,
    payments,
    suppliers,
    grants,
    grant_gateway,
    sector,
    licensing,
    themes,
    outcomes,
    utilisation,
    clusters,
    plan,
    pooling,
    appraisal,
    provision,
    access,
    release,
    successors,
    scrutiny,
    customers,
    question,
    ops,
)


@cache
def all_contracts() -> Mapping[str, Contract]:
    """Every contract by its table."""
    return {entry.table: entry for module in _MODULES for entry in module.ALL}


def contract(table: str) -> Contract:
    """The contract of a table. KeyError if there is none."""
    return all_contracts()[table]


PUBLISHED_LAYERS = ("ops", "ref", "mart", "question")


def views() -> tuple[Contract, ...]:
    """Of what is published the views: the lineage, and the questions."""
    return (ops.LINEAGE, *question.ALL)


def by_module() -> Mapping[str, tuple[Contract, ...]]:
    """The contracts of each module, by its name: tables of one subject stand in one module."""
    return {module.__name__.rsplit(".", 1)[1]: module.ALL for module in _MODULES}


def published() -> tuple[Contract, ...]:
    """The contracts of what is published, by layer and in the order of their modules."""
    return tuple(entry for entry in all_contracts().values() if entry.layer in PUBLISHED_LAYERS)
