"""scrutiny/*.toml and self-assessment/*.toml: what people say of a decision, and how a partnership answers the checklist.

Belongs here: the schema of both, every fault in a sentence with file, entry, line and what to do, and the two tables. Does not belong
here: what a decision comes to, or pages (mapping/). A file with a fault is left out and told; it stops neither the others nor a publication.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

import polars as pl
from pydantic import BaseModel, ValidationError

from totalplace import values as v
from totalplace.contracts import scrutiny
from totalplace.errors import PlaceError
from totalplace.paths import PlacePaths
from totalplace.place import Place
from totalplace.reference import checklist_question_table
from totalplace.written_files import Fault, Strict, Words, faults_told, toml_of, where_in

PLAN_OPTIONS = tuple(f"{partners}-{standard}" for partners in ("together", "fair", "alone") for standard in ("today", "target"))
_NAMES_LISTED = 8


class Dissent(Strict):
    """A partner that does not agree, in its own words."""

    body: Words
    says: Words
    by: Words | None = None
    on: date | None = None


class Question(Strict):
    """A question that somebody wants answered before the decision."""

    asks: Words
    body: Words | None = None
    by: Words | None = None
    on: date | None = None


class Scrutiny(Strict):
    """The whole of scrutiny/<pooled budget or option>.toml."""

    decision: Words | None = None
    decided_by: Words | None = None
    due_on: date | None = None
    dissent: tuple[Dissent, ...] = ()
    question: tuple[Question, ...] = ()


class Answer(Strict):
    """The answer to one question of the checklist."""

    question: Words
    answer: Literal["yes", "partly", "no"]
    evidence: Words | None = None
    next_step: Words | None = None


class SelfAssessment(Strict):
    """The whole of self-assessment/<partnership>.toml."""

    partnership: Words
    filled_by: Words
    filled_on: date
    answer: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Written:
    """What the two folders say: the rows of both tables, and what is wrong, a sentence each."""

    notes: pl.DataFrame
    answers: pl.DataFrame
    faults: tuple[str, ...]


_Read = TypeVar("_Read", bound=BaseModel)


def read_written(paths: PlacePaths, place: Place) -> Written:
    """Everything of both folders."""
    known = {path.stem: "pooled budget" for path in sorted(paths.scenarios.glob("*.toml"))} | dict.fromkeys(PLAN_OPTIONS, "plan for one estate")
    questions = checklist_question_table().sort("position")
    notes: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    faults: list[str] = []
    for path in sorted(paths.scrutiny.glob("*.toml")):
        told = f"scrutiny/{path.name}"
        if path.stem not in known:
            faults.append(f"{told} is about nothing that is known. Name the file after a pooled budget (scenarios/<name>.toml) or an option of the plan for one estate: {', '.join(sorted(known))}.")
            continue
        said, wrong = parse(path.read_bytes(), told, Scrutiny, lambda read: _scrutiny_faults(read, place))
        faults += wrong
        if said is not None:
            notes += _notes(said, path.stem, known[path.stem], told)
    for path in sorted(paths.self_assessment.glob("*.toml")):
        filled, wrong = parse(path.read_bytes(), f"self-assessment/{path.name}", SelfAssessment, lambda read: _answer_faults(read, questions["question_id"].to_list()))
        faults += wrong
        if filled is not None:
            answers += _answers(filled, path.stem, questions)
    return Written(_frame(notes, scrutiny.NOTE), _frame(answers, scrutiny.SELF_ASSESSMENT), tuple(faults))


def fingerprint_of(paths: PlacePaths) -> list[tuple[str, bytes]]:
    """Names and bytes of all that is read: both folders, and which pooled budgets there are."""
    files = [*paths.scrutiny.glob("*.toml"), *paths.self_assessment.glob("*.toml")]
    return [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in sorted(files)] + [(path.name, b"") for path in sorted(paths.scenarios.glob("*.toml"))]


def parse(content: bytes, told: str, model: type[_Read], judge: Callable[[_Read], Iterator[Fault]]) -> tuple[_Read | None, list[str]]:
    """The file, or each of its faults in a sentence."""
    try:
        read = model.model_validate(toml_of(content, told))
    except PlaceError as error:
        return None, [str(error)]
    except ValidationError as error:
        return None, [f"{told}: {fault}" for fault in faults_told(error, model, content, _explained)]
    faults = [f"{told}: {where_in(where, content)}: {sentence}" for where, sentence in judge(read)]
    return (None, faults) if faults else (read, [])


def _explained(problem: Any) -> str:
    at, kind = problem["loc"], problem["type"]
    if kind == "literal_error":
        return f"'{at[-1]}' is '{problem['input']}', which is not one of yes, partly, no. A question that is not answered is left out."
    if kind == "tuple_type":
        return f"write each as a block of its own, that begins with [[{at[0]}]]."
    return f"'{at[-1]}': {problem['msg']}."


def _scrutiny_faults(read: Scrutiny, place: Place) -> Iterator[Fault]:
    if read.decision is None and (read.decided_by is not None or read.due_on is not None):
        yield ("decided_by" if read.decided_by is not None else "due_on",), "it is that of a decision, and decision does not say what is decided. Give it."
    ids = sorted(body.id for body in place.body)
    listed = ", ".join(ids[:_NAMES_LISTED]) + (f" and {len(ids) - _NAMES_LISTED} more" if len(ids) > _NAMES_LISTED else "")
    said: tuple[tuple[str, tuple[Dissent | Question, ...]], ...] = (("dissent", read.dissent), ("question", read.question))
    for table, entries in said:
        for number, entry in enumerate(entries):
            if entry.body is not None and entry.body not in ids:
                yield (table, number), f"'{entry.body}' is no [[body]] of place.toml, which has {listed}."
            if entry.by is not None and _is_person(entry.by):
                yield (table, number), "'by' looks like a person's name. Give the board, post or meeting."


def _answer_faults(read: SelfAssessment, questions: list[str]) -> Iterator[Fault]:
    if not read.answer:
        yield ("answer",), "there is no [[answer]], and at least one is needed."
    if _is_person(read.filled_by):
        yield ("filled_by",), "it looks like a person's name. Give the board, post or team."
    first: dict[str, int] = {}
    for number, entry in enumerate(read.answer):
        if entry.question not in questions:
            yield ("answer", number), f"'{entry.question}' is no question of the checklist. They are: {', '.join(questions)}."
        elif entry.question in first:
            yield ("answer", number), f"'{entry.question}' is answered already, in [[answer]] number {first[entry.question] + 1}. Take one of them out."
        else:
            first[entry.question] = number


def _is_person(words: str) -> bool:
    return bool(pl.select(v.payee_is_private(pl.lit(words))).to_series()[0])


def _notes(said: Scrutiny, subject: str, kind: str, told: str) -> Iterator[dict[str, Any]]:
    of = {"subject_id": subject, "subject_kind": kind, "path": told}
    if said.decision is not None:
        yield {**of, "entry": "decision", "entry_number": 1, "words": said.decision, "said_by": said.decided_by, "said_on": said.due_on}
    for number, dissent in enumerate(said.dissent, 1):
        yield {**of, "entry": "dissent", "entry_number": number, "body_id": dissent.body, "words": dissent.says, "said_by": dissent.by, "said_on": dissent.on}
    for number, question in enumerate(said.question, 1):
        yield {**of, "entry": "question", "entry_number": number, "body_id": question.body, "words": question.asks, "said_by": question.by, "said_on": question.on}


def _answers(filled: SelfAssessment, partnership_id: str, questions: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """One row a question: what the file does not answer is told as that."""
    said = {entry.question: entry for entry in filled.answer}
    for row in questions.iter_rows(named=True):
        entry = said.get(row["question_id"])
        yield {
            "partnership_id": partnership_id, "partnership": filled.partnership, "filled_by": filled.filled_by, "filled_on": filled.filled_on, **row,
            "answer": "not answered" if entry is None else entry.answer, "evidence": entry and entry.evidence, "next_step": entry and entry.next_step,
        }  # fmt: skip


def _frame(rows: list[dict[str, Any]], contract: Any) -> pl.DataFrame:
    return contract.conform(pl.DataFrame(rows, schema=contract.polars_schema())).collect().sort(contract.primary_key)  # type: ignore[no-any-return]
