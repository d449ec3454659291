"""The steps of what is made of payments and of the count that are not SQL.

Belongs here: thin steps around plain functions. Does not belong here: the functions (reference.py, analysis/), suppliers (money.py).
"""

from totalplace import reference
from totalplace.assets.places import from_declaration

STEPS = (from_declaration("ref.payment_word", lambda bench: reference.payment_word_table()),)
