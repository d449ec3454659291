"""`python -m totalplace`: the same as the `totalplace` command, for an environment whose commands are not on the path.

Belongs here: nothing else.
"""

from totalplace.cli import main

main()
