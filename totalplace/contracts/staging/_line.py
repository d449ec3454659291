"""What every staging table has: where the line stands. Does not belong here: any kind of file."""

from totalplace.contracts._base import Column

LINE = (
    Column("source_file_id", "text", "The file", references="ops.source_file.source_file_id"),
    Column("source_part", "text", "The table in the file"),
    Column("source_row", "integer", "The line (text) or row (sheet) where the record starts"),
    Column("part_number", "integer", "Number of the table: the upper digits of line ids", required=True),
    Column("path", "text", "The file, from the place's folder", required=True),
    Column("sender", "text", "Who sent it: the folder of the inbox, or the body that the team said it is of", required=True),
)
STATUS = "row_status"  # beside the contract in staged lines: what became of the row
LINE_KEY = ("source_file_id", "source_part", "source_row")
