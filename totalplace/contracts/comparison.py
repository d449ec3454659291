"""The contract of what stands of places side by side: in a file of its own, not in any place's.

Belongs here: that table. Does not belong here: what a place publishes (the modules beside this one).
"""

from totalplace.contracts._base import Column, Contract

PLACE_COMPARISON = Contract(
    table="mart.place_comparison",
    grain="figure of a place",
    question="How do places stand beside each other, and which figures can be compared at all?",
    audience="public",
    primary_key=("place", "figure"),
    columns=(
        Column("place", "text", "Folder of the place"),
        Column("place_name", "text", "Its name", required=True),
        Column("question", "text", "The question that the figure belongs to", required=True),
        Column("figure", "text", "What is told", required=True),
        Column("position", "integer", "Its place in the order of figures", required=True),
        Column("value", "money", "The figure, with two decimals; empty where the place knows nothing of it"),
        Column("unit", "text", "The unit of the figure", required=True, values=("buildings", "places", "m²", "£", "£ a person", "%")),
        Column("year", "text", "The financial year that it is of, the newest day that it describes, or the months that it is of, with a word where bodies differ in them; 'not known' where nothing says so", required=True),
        Column("coverage", "number", "How much of what it ought to rest on it rests on, from 0 to 1; empty where that is not known"),
        Column("coverage_of", "text", "What that is a share of", required=True),
        Column("is_comparable", "boolean", "All places that have the figure have it of one year, or of the same months for every body, and with the same coverage, to a whole per cent", required=True),
        Column("publication_id", "text", "The publication of the place that it is from", required=True),
        Column("published_on", "date", "Its date", required=True),
    ),
)
