"""Contracts of deep dives: which lines of returns are of a theme, and what each body spends on it.

Belongs here: `ref` and `mart` tables of themes. Does not belong here: the count (spend.py). A pound may be in several themes: no table
sums over themes, and none holds a theme's total.
"""

from totalplace.contracts._base import Column, Contract, Rule

THEMES = ("alcohol and drugs", "young people not in education or work", "property")
STANCES = ("prevent", "treat", "neither")
THEME_BASES = ("direct", "attributable fraction", "apportioned")
_THEME = Column("theme", "text", "The theme", values=THEMES)

THEME_LINE = Contract(
    table="ref.theme_line",
    grain="theme, return and phrase in the name of a line",
    question="Which lines of returns are spending on a theme, how much of them, and do they prevent or treat?",
    audience="public",
    primary_key=("theme", "source_return", "phrase"),
    columns=(
        _THEME,
        Column("source_return", "text", "The return in which the phrase tells"),
        Column("phrase", "text", "Words in capitals; a star stands for any ending; of several in one name the longest tells"),
        Column("first_fy", "integer", "First financial year of the line", required=True),
        Column("last_fy", "integer", "Last financial year of it", required=True),
        Column("stance", "text", "Prevents the problem, treats it, or does neither", required=True, values=STANCES),
        Column("is_stance_told", "boolean", "The line tells which; where not, 'neither' stands for not known", required=True),
        Column("share_assumption", "text", "The assumption that gives the share; empty where the whole line is of the theme", references="ref.assumption.assumption_id"),
        Column("theme_basis", "text", "How the share is known", required=True, values=THEME_BASES),
        Column("family", "text", "Lines that state the same money: a summary and the detailed lines under it"),
        Column("family_rank", "integer", "Of one family the lines of rank 1 stand for the money, where enough of them are there", required=True),
        Column("family_lines", "integer", "So many lines of rank 1 are enough", required=True),
        Column("source", "text", "Where this stands, or whose judgement it is", required=True),
    ),
    rules=(Rule("a line that is wholly of the theme has no assumption, any other has one", "(theme_basis = 'direct') = (share_assumption is null)"),),
)

SPEND_THEME = Contract(
    table="mart.spend_theme",
    grain="line of a body's return, or kind of cost of its buildings, that is of a theme",
    question="What does each body spend on a theme, and does it prevent or treat?",
    primary_key=("body_id", "fy", "source_return", "line", "theme", "stance"),
    columns=(
        Column("body_id", "text", "The body", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column("source_return", "text", "The return; 'costs of buildings' where bodies state them building by building"),
        Column("line", "text", "The line of the return, in the publisher's own words"),
        Column("theme", "text", "The theme. A pound may be in several themes: themes are never summed", values=THEMES),
        Column("stance", "text", "Prevents the problem, treats it, or does neither", values=STANCES),
        Column("is_stance_told", "boolean", "The line tells which; where not, nobody knows what the money does, and 'neither' says only that", required=True),
        Column("theme_share", "number", "Share of the line that is of the theme", required=True),
        Column("theme_basis", "text", "How the share is known: the line is the theme's, a fraction that the theme gives rise to, or a share of a wider line", required=True, values=THEME_BASES),
        Column("share_assumption", "text", "The row of ref.assumption that gives the share; empty where it is the whole line", references="ref.assumption.assumption_id"),
        Column("count_id", "integer", "The row of mart.spend_count; empty for a line outside the count or in several rows of it", references="mart.spend_count.count_id"),
        Column("measure", "text", "What kind of figure it is: spent (outturn), planned (budget), allotted, or by programme of care", required=True),
        Column("net_gbp", "money", "The line in the place's count, after transfers; empty where it is not counted"),
        Column("line_gbp", "money", "The line as its return states it", required=True),
        Column("theme_gbp", "money", "The theme's share of it: of net where it is counted, else of the line as stated", required=True),
        Column("is_best", "boolean", "Of lines that state the same money (a summary, and the detailed lines under it) the finer ones: only these may be added, within one theme", required=True),
        Column("source", "text", "Why the line is of the theme, or whose judgement it is", required=True),
    ),
    rules=(Rule("a share is a share", "theme_share > 0 and theme_share <= 1"),),
)

ALL = (THEME_LINE, SPEND_THEME)
