"""Files of scrutiny and of self-assessment: what is read, what is not answered, and each fault in a sentence that says what to do."""

from datetime import date
from pathlib import Path

import pytest

from totalplace.paths import PlacePaths
from totalplace.place import Body, Place
from totalplace.scrutiny_files import Written, read_written

PLACE = Place(name="Somewhere", first_fy=2024, last_fy=2024, body=(Body(id="council", name="The Council", kind="council"), Body(id="trust", name="The Trust", kind="nhs")))
POT = 'decision = "Whether to pool"\ndecided_by = "The board"\ndue_on = 2026-01-20\n'


def read(tmp_path: Path, **files: str) -> Written:
    """`files`: by folder and name, with two underscores between."""
    (tmp_path / "scenarios").mkdir(exist_ok=True)
    (tmp_path / "scenarios" / "pot.toml").write_text("", "utf-8")
    for name, text in files.items():
        folder, stem = name.split("__")
        (tmp_path / folder.replace("_", "-")).mkdir(exist_ok=True)
        (tmp_path / folder.replace("_", "-") / f"{stem.replace('_', '-')}.toml").write_text(text, "utf-8")
    return read_written(PlacePaths(tmp_path), PLACE)


def test_what_is_said_of_a_decision(tmp_path: Path) -> None:
    dissent = '[[dissent]]\nbody = "trust"\nsays = "We pay twice."\nby = "Trust board"\non = 2025-06-12\n[[question]]\nasks = "Who ends it?"\n'
    found = read(tmp_path, scrutiny__pot=POT + dissent, scrutiny__together_today='[[dissent]]\nbody = "council"\nsays = "No."\n')
    assert found.faults == ()
    assert [tuple(row[name] for name in ("subject_id", "entry", "subject_kind", "body_id", "words", "said_by", "said_on")) for row in found.notes.to_dicts()] == [
        ("pot", "decision", "pooled budget", None, "Whether to pool", "The board", date(2026, 1, 20)),
        ("pot", "dissent", "pooled budget", "trust", "We pay twice.", "Trust board", date(2025, 6, 12)),
        ("pot", "question", "pooled budget", None, "Who ends it?", None, None),
        ("together-today", "dissent", "plan for one estate", "council", "No.", None, None),
    ]


def test_what_a_checklist_leaves_out_is_not_answered_and_not_no(tmp_path: Path) -> None:
    found = read(tmp_path, self_assessment__board='partnership = "The board"\nfilled_by = "Manager"\nfilled_on = 2026-01-31\n[[answer]]\nquestion = "full-cost-recovery"\nanswer = "no"\nnext_step = "By May"\n')
    rows = {row["question_id"]: row for row in found.answers.to_dicts()}
    assert (rows["full-cost-recovery"]["answer"], rows["full-cost-recovery"]["next_step"]) == ("no", "By May")
    assert {row["answer"] for key, row in rows.items() if key != "full-cost-recovery"} == {"not answered"} and len(rows) > 10
    assert "not in hand" in rows["full-cost-recovery"]["source"], "the wording is the project's, and the row says so"


FILLED = 'partnership = "B"\nfilled_by = "Manager"\nfilled_on = 2026-01-31\n'
ANSWER = '[[answer]]\nquestion = "same-objectives"\nanswer = "yes"\n'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("scrutiny__pit", POT, "scrutiny/pit.toml is about nothing that is known. Name the file after a pooled budget (scenarios/<name>.toml) or an option of the plan for one estate: alone-target, alone-today, fair-target, fair-today, pot, together-target, together-today."),
        ("scrutiny__pot", POT + '[[dissent]]\nbody = "police"\nsays = "No."', "scrutiny/pot.toml: [[dissent]] number 1, line 4: 'police' is no [[body]] of place.toml, which has council, trust."),
        ("scrutiny__pot", POT + '[[dissent]]\nbody = "trust"\nsays = "No."\nby = "Mrs Ann Specimen"', "scrutiny/pot.toml: [[dissent]] number 1, line 4: 'by' looks like a person's name. Give the board, post or meeting."),
        ("scrutiny__pot", POT + '[[dissent]]\nbody = "trust"', "scrutiny/pot.toml: [[dissent]] number 1, line 4: 'says' is missing: it must be given."),
        ("scrutiny__pot", 'due_on = 2026-01-20', "scrutiny/pot.toml: 'due_on', line 1: it is that of a decision, and decision does not say what is decided. Give it."),
        ("scrutiny__pot", 'disent = "x"', "scrutiny/pot.toml: 'disent', line 1: 'disent' is not known here. Known are: decision, decided_by, due_on, dissent, question."),
        ("self_assessment__b", FILLED, "self-assessment/b.toml: 'answer': there is no [[answer]], and at least one is needed."),
        ("self_assessment__b", FILLED + ANSWER.replace("yes", "mostly"), "self-assessment/b.toml: [[answer]] number 1, line 4: 'answer' is 'mostly', which is not one of yes, partly, no. A question that is not answered is left out."),
        ("self_assessment__b", FILLED + ANSWER + ANSWER, "self-assessment/b.toml: [[answer]] number 2, line 7: 'same-objectives' is answered already, in [[answer]] number 1. Take one of them out."),
        ("self_assessment__b", FILLED.replace("Manager", "Mr John Sample") + ANSWER, "self-assessment/b.toml: 'filled_by', line 2: it looks like a person's name. Give the board, post or team."),
        ("self_assessment__b", "partnership = ", "self-assessment/b.toml is not valid TOML: Invalid value (at end of document)."),
    ],
)  # fmt: skip
def test_a_fault_leaves_the_file_out_and_says_what_to_do(tmp_path: Path, name: str, text: str, said: str) -> None:
    found = read(tmp_path, **{name: text})
    assert found.faults == (said,)
    assert found.notes.is_empty() and found.answers.is_empty()


def test_an_answer_to_no_question_lists_the_questions(tmp_path: Path) -> None:
    [fault] = read(tmp_path, self_assessment__b=FILLED + ANSWER.replace("same-objectives", "x")).faults
    assert fault.startswith("self-assessment/b.toml: [[answer]] number 1, line 4: 'x' is no question of the checklist. They are: sound-reasons, same-objectives,")
