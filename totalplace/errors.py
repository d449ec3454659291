"""The one exception whose words are for the reader.

Belongs here: the class. A command prints its text and exits; anything else that escapes is a defect of ours.
"""


class PlaceError(Exception):
    """Something the user can put right: says what is wrong, where, and what to do, in whole sentences."""
