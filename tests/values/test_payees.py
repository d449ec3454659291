"""Names: people are withheld, firms are not, and the same firm has one key. The names are invented."""

import polars as pl
import pytest

from totalplace import values as v

PEOPLE = [
    "Mr A Nother", "MRS EXAMPLE", "Miss Jane Sample", "Dr P Specimen", "Mr & Mrs B Sample", "Smith, J", "SMITH, JOHN", "J A Sample", "J & R Sample", "A. B. Sample", "Sample J", "Sample J Mr", "John Sample", "Susan B Sample-Other", "MR PETER J CHURCH",
    "David Hall", "John Paul Sample", "STEPHANIE ELIZABETH SAMPLE", "Professor Jane Sample", "O'Sample, P.",
    "Jane Samplejane Sample", "J A SAMPLEJ A SAMPLE", "Elizabeth Sample", "Elizabeth Lodge", "M J Sample", "HALL, DAVID", "Lane, J A",
]  # fmt: skip
REDACTED = [
    "Redacted", "REDACTED PERSONAL DATA", "PERSONAL DETAILS REDACTED", "Redact", "REDACTED - Personal Information", "Name withheld", "Individual", "Private individual", "Foster Carer", "Service User", "Personal", "***",
    "Redacted Ltd", "REDACTEDSAMPLE", "Redaction", "REDACTED PERSONAL DATA LIMITED", "Redacted - Personal Information Ltd", "REDACTED PERSONAL DATA Sample Travel",
]  # fmt: skip
FIRMS = [
    "J Sainsbury plc", "Dr Challoner's School", "Dr Sample & Partners", "Total Gas & Power", "Hays Personnel", "Teaching Personnel Ltd", "Foster Care Associates Ltd", "A Sample Transport", "MS Minibuses Ltd", "Sample Private Hire", "L B OF EXAMPLE", "L B EXAMPLE",
    "Smith & Sons (Builders)", "Mr Sample Limited", "Sir Frederick Sample & Partners Ltd", "John Sample Associates", "T/A Sample", "Mrs K Sample T/A Moving Memories", "PERSON CENTRED CARE SERVICES LIMITED", "Peter Anthony Sample Estates", "John Paul Taxis", "Mary Seacole House",
    "Redactive Sample Limited", "REDACTIVE", "REDACTED PERSONAL DATA TC Sample Svs Ltd", "G.V.A Grimley", "A & J MOTORSPARES", "S & B Refrigeration", "ELIZABETH HOUSE", "E ON", "Sample LtdSample Ltd",
]  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE + REDACTED)
def test_withheld(name: str) -> None:
    assert pl.DataFrame({"n": [name]}).select(v.payee_is_private(pl.col("n"))).item() is True


@pytest.mark.parametrize("name", FIRMS)
def test_not_withheld(name: str) -> None:
    assert pl.DataFrame({"n": [name]}).select(v.payee_is_private(pl.col("n"))).item() is False


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Wood Co. Ltd t/a Woody's", "WOOD CO"),
        ("WOOD CO LIMITED", "WOOD CO"),
        ("A & B Limited", "A AND B"),
        ("A and B Ltd.", "A AND B"),
        ("Sample Solutions Ltd#2", "SAMPLE SOLUTIONS"),
        ("W.F.Sample Ltd", "W F SAMPLE"),
        ("Sample C.I.C.", "SAMPLE"),
        ("Sample Disposables Limi", "SAMPLE DISPOSABLES"),
        ("King's College", "KINGS COLLEGE"),
        ("LIMITED", "LIMITED"),
        ("Café Sample", "CAFÉ SAMPLE"),
    ],
)
def test_key(name: str, key: str) -> None:
    assert pl.DataFrame({"n": [name]}).select(v.supplier_key(pl.col("n"))).item() == key


@pytest.mark.parametrize(
    ("published", "name", "company", "ledger"),
    [
        ("SAMPLE COLLEGE:01234567", "SAMPLE COLLEGE", "01234567", None),
        ("SAMPLE COLLEGE:SC123456", "SAMPLE COLLEGE", "SC123456", None),
        ("NHS0000RX901 : Sample Healthcare", "Sample Healthcare", None, "NHS0000RX901"),
        ("Ratio: Design", "Ratio: Design", None, None),
        ("2022:05D Batch", "2022:05D Batch", None, None),
    ],
)
def test_references_glued_to_a_name(published: str, name: str, company: str | None, ledger: str | None) -> None:
    said = pl.DataFrame({"n": [published]}).select(v.payee(pl.col("n")).alias("p")).unnest("p").row(0, named=True)
    assert (said["name"], said["company_number"], said["ledger_code"]) == (name, company, ledger)


def test_order_and_nulls_are_kept_when_names_repeat() -> None:
    frame = pl.DataFrame({"n": ["Beta Ltd", None, "Alpha Ltd", "Beta Ltd", "Mr A Nother"]})
    assert frame.select(v.supplier_key(pl.col("n"))).to_series().to_list() == ["BETA", None, "ALPHA", "BETA", "MR A NOTHER"]


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Mr J Sample", "Direct payment SAMPLE", "(withheld)"),
        ("SAMPLE, JANE", "Rent for Jane S", "(withheld)"),
        ("J Ng", "Ng fees", "(withheld)"),
        ("Mr J Sample", "Samples of soil", "Samples of soil"),  # another word
        ("J A Sample", "A grant", "A grant"),  # letters are no name
        ("REDACTED PERSONAL DATA", "Foster care", "Foster care"),
        ("Foster Carer", "Foster carer payments", "Foster carer payments"),
        ("Redacted", "Taxi for Mrs Sample", "(withheld)"),
        (None, "Mr Sample Limited", "Mr Sample Limited"),  # nobody is withheld
        ("Mr J Sample", None, None),
    ],
)
def test_what_repeats_a_withheld_name_is_withheld(name: str | None, text: str | None, shown: str | None) -> None:
    given = pl.DataFrame({"name": [name], "text": [text]}, schema={"name": pl.String, "text": pl.String})
    assert given.select(v.naming_masked(pl.col("text"), pl.col("name"))).item() == shown


@pytest.mark.parametrize(("cell", "is_personal"), [("Mrs J Sample", True), ("Supplier Name", False), ("Amount", False), ("12.50", False), ("***", False)])
def test_a_single_cell_that_looks_like_a_person(cell: str, is_personal: bool) -> None:
    assert v.looks_personal(cell) is is_personal
