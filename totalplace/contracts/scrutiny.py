"""Contracts of scrutiny: what people write of a decision (dissent, questions), and how a partnership answers for itself.

Belongs here: tables made from scrutiny/*.toml and self-assessment/*.toml. Does not belong here: what a decision comes to (pooling.py,
appraisal.py, plan.py).
"""

from totalplace.contracts._base import Column, Contract, Rule

SUBJECTS = ("pooled budget", "plan for one estate")
ENTRIES = ("decision", "dissent", "question")
ANSWERS = ("yes", "partly", "no", "not answered")

QUESTION = Contract(
    table="ref.checklist_question",
    grain="question of the checklist",
    question="What does a partnership ask itself?",
    audience="public",
    primary_key=("question_id",),
    columns=(
        Column("question_id", "text", "Short name, as files name it"),
        Column("part", "text", "Part of the checklist", required=True),
        Column("position", "integer", "Its place in the order", required=True),
        Column("question", "text", "The question", required=True),
        Column("source", "text", "Where it is from, and whether these are the words of the original", required=True),
    ),
)

SELF_ASSESSMENT = Contract(
    table="mart.self_assessment",
    grain="partnership that sent a checklist, and question",
    question="How does each partnership answer the checklist, and what did nobody answer?",
    primary_key=("partnership_id", "question_id"),
    columns=(
        Column("partnership_id", "text", "The file's name without .toml"),
        Column("question_id", "text", "The question, as in ref.checklist_question", references="ref.checklist_question.question_id"),
        Column("partnership", "text", "What the partnership is called", required=True),
        Column("part", "text", "Part of the checklist", required=True),
        Column("position", "integer", "Place of the question in the order", required=True),
        Column("question", "text", "The question in words", required=True),
        Column("answer", "text", "The answer; what stands in no file is not answered, and is neither yes nor no", required=True, values=ANSWERS),
        Column("evidence", "text", "What shows that the answer is right"),
        Column("next_step", "text", "What is to be done, by whom and when"),
        Column("filled_by", "text", "The post, board or team that answered", required=True),
        Column("filled_on", "date", "The day on which it was answered", required=True),
        Column("source", "text", "Where the question is from", required=True),
    ),
    rules=(Rule("what is not answered shows nothing", "answer <> 'not answered' or (evidence is null and next_step is null)"),),
)

NOTE = Contract(
    table="mart.scrutiny_note",
    grain="what somebody wrote of a decision: what is decided, who does not agree, what is asked",
    question="What is to be decided by whom, which partner does not agree and why, and what is asked?",
    primary_key=("subject_id", "entry", "entry_number"),
    columns=(
        Column("subject_id", "text", "The pooled budget (scenario_id) or the option of the plan for one estate (option_id)"),
        Column("entry", "text", "Whether it is a decision, a dissent or a question", values=ENTRIES),
        Column("entry_number", "integer", "Its number among those of the file"),
        Column("subject_kind", "text", "What the decision is about", required=True, values=SUBJECTS),
        Column("body_id", "text", "The partner that does not agree, or asks", references="ref.body.body_id"),
        Column("words", "text", "What it says, in the words of who said it", required=True),
        Column("said_by", "text", "The board, post or meeting that says it, or that decides"),
        Column("said_on", "date", "The day; of the decision the day by which it is due"),
        Column("path", "text", "The file", required=True),
    ),
    rules=(Rule("who does not agree is somebody", "entry <> 'dissent' or body_id is not null"),),
)

ALL = (QUESTION, SELF_ASSESSMENT, NOTE)
