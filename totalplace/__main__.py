"""`python -m totalplace` is the `totalplace` command."""

from totalplace.cli import main

main()
