"""Spending of 40 bodies as run.py measures it: lists of payments and extracts of ledgers drawn by seed, and what reads them.

Belongs here: files as councils publish them (four layouts, a file a body and year, names written in several ways, credits, amounts that
cannot be read, totals), and the steps that are measured. Does not belong here: measuring (run.py), or whether the figures are right
(tests/).
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

_BODIES = 40
_YEARS = 10
_NAMES = 300_000
_VARIANTS = 0.15  # of the names: another way of writing one of the others
_CREDITS = 0.04
_TWICE = 0.002  # of a ledger's lines: paid again
_STARTS = ("Ab", "Bel", "Cor", "Dal", "Eld", "Far", "Gris", "Hol", "Ing", "Jar", "Kes", "Lam", "Mer", "Nor", "Or", "Pel", "Quin", "Ras", "Sel", "Tor", "Ul", "Ver", "Wes", "Yar", "Zen", "Bran", "Clo", "Dray", "Fen", "Mos")
_MIDDLES = ("an", "bro", "ca", "der", "e", "fi", "gan", "her", "i", "ka", "lo", "mi", "no", "or", "pe", "ra", "si", "ta", "u", "ven")
_ENDS = ("bury", "cott", "dale", "ford", "gate", "ham", "ington", "kirk", "ley", "mere", "ness", "over", "port", "ridge", "shaw", "ton", "vale", "wick", "worth", "well")
_TRADES = (
    "Care", "Homecare", "Civils", "Coaches", "Cleaning", "Facilities", "Recruitment", "Systems", "Consulting", "Engineering", "Plumbing", "Electrical", "Roofing", "Landscapes", "Catering", "Motors",
    "Nurseries", "Training", "Solicitors", "Print", "Office Supplies", "Fire Protection", "Taxis", "Windows", "Scaffolding", "Security", "Waste Management", "Translation Services", "Foster Care", "Fencing",
)  # fmt: skip
_FORMS = (" Ltd", " Limited", " LLP", " plc", "", " (UK) Ltd", " & Sons Ltd", " Group Limited")
_DIRECTORATES = ("Adult social care", "Children's services", "Highways and transport", "Property services", "Housing", "Public health", "Human resources", "Digital services", "Environment, waste and parks", "Libraries and culture")
_PURPOSES = (
    "Residential care placements", "Home care", "Highways maintenance", "Home to school transport", "Building cleaning", "Repairs and maintenance of buildings", "Agency staff",
    "Computer software and licences", "Consultants' fees", "Electricity", "Gas", "Water and sewerage", "Rent", "Business rates", "Legal fees", "Printing, stationery and office supplies", "Training expenses",
    "Foster care allowances", "Grants to voluntary organisations", "Vehicle hire", "Fuel", "Waste disposal contract", "Grounds maintenance", "Insurance premiums", "Telephones", "Postage", "Catering provisions", "Medical supplies",
    "Furniture, equipment and materials", "Special educational needs placements",
)  # fmt: skip


def supplier_names(draw: np.random.Generator, count: int) -> np.ndarray:
    """So many different names, some of them another clerk's way of writing another."""
    own = count - int(count * _VARIANTS)
    words = [f"{start}{middle}{end}" for start in _STARTS for middle in _MIDDLES for end in _ENDS]
    combined = draw.choice(len(words) * len(_TRADES), own, replace=False)
    word, trade = np.array(words)[combined % len(words)], np.array(_TRADES)[combined // len(words)]
    base = np.char.add(np.char.add(np.char.add(word, " "), trade), np.array(_FORMS)[draw.integers(0, len(_FORMS), own)])
    chosen = base[draw.choice(own, count - own, replace=False)]
    variants = [_another_way(name, number) for number, name in enumerate(chosen)]
    return np.concatenate([base, np.array(variants)])


def _another_way(name: str, number: int) -> str:
    bare = name.split(" (")[0].removesuffix(" Ltd").removesuffix(" Limited")
    match number % 5:
        case 0:
            return f"{bare[:3]}{bare[4]}{bare[3]}{bare[5:]} Ltd"
        case 1:
            return f"{bare} Services Ltd"
        case 2:
            return f"{bare} T/A {name.split()[0]} Direct"
        case 3:
            return f"{bare}s Limited"
        case _:
            return f"{bare} {number % 900 + 100}"


def generate(place: Path, lines: int) -> None:
    """The place's folder: a list of payments a body and year, of 2 million lines one year, of 20 million ten."""
    draw = np.random.default_rng(2009)
    place.mkdir(parents=True)
    (place / "place.toml").write_text(
        'name = "Bench"\n' + "".join(f'[[body]]\nid = "body-{number:02d}"\nname = "{_body(number)}"\nkind = "council"\n' for number in range(_BODIES))
    )
    a_file = 2_000_000 // _BODIES
    years = max(1, min(_YEARS, lines // (_BODIES * a_file)))
    names = supplier_names(draw, _NAMES)
    popularity = np.cumsum(1 / (1 + np.arange(_NAMES)) ** 0.8)
    for body in range(_BODIES):
        order = np.random.default_rng(body // 8).permutation(names)  # neighbours buy from the same firms
        for year in range(years):
            frame = _payments(draw, lines // (_BODIES * years), order, popularity / popularity[-1], 2024 - year)
            _layout(frame, body).write_csv(_folder(place, body) / f"payments-{2024 - year}.csv")


def add_ledgers(place: Path, lines: int) -> None:
    """To the same folder: an extract of each body's ledger, with the names of the lists."""
    draw = np.random.default_rng(2010)
    names = supplier_names(np.random.default_rng(2009), _NAMES)
    popularity = np.cumsum(1 / (1 + np.arange(_NAMES)) ** 0.8)
    for body in range(_BODIES):
        _ledger(draw, lines // _BODIES, names, popularity / popularity[-1]).write_csv(_folder(place, body) / "ledger.csv")


def _body(number: int) -> str:
    return f"{_STARTS[number % len(_STARTS)]}{_ENDS[number // 2]} Council"


def _folder(place: Path, body: int) -> Path:
    folder = place / "inbox" / f"body-{body:02d}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _pounds(draw: np.random.Generator, count: int) -> pl.Series:
    pence = np.round(draw.lognormal(6.5, 1.4, count) * 100) * np.where(draw.random(count) < _CREDITS, -1, 1)
    return pl.Series(pence.astype(np.int64)).cast(pl.Decimal(18, 2)) / 100


def _payments(draw: np.random.Generator, count: int, names: np.ndarray, popularity: np.ndarray, fy: int) -> pl.DataFrame:
    days = np.datetime64(f"{fy}-04-01") + np.sort(draw.integers(0, 365, count))
    amounts = _pounds(draw, count).cast(pl.Decimal(18, 2)).cast(pl.String).to_numpy().astype(object)
    amounts[draw.integers(0, count, 3)] = "see note"
    return pl.DataFrame(
        {
            "directorate": np.array(_DIRECTORATES)[draw.integers(0, len(_DIRECTORATES), count)],
            "supplier": names[np.searchsorted(popularity, draw.random(count))],
            "paid": pl.Series(days.astype("datetime64[ms]")).cast(pl.Date),
            "number": np.arange(count) + fy * 10_000_000,
            "amount": amounts.astype(str),
            "purpose": np.array(_PURPOSES)[draw.integers(0, len(_PURPOSES), count)],
            "centre": draw.integers(10_000, 10_400, count),
        }
    )


def _layout(frame: pl.DataFrame, body: int) -> pl.DataFrame:
    """As one of four kinds of publisher writes it, with the total that two of them put below."""
    british = pl.col("paid").dt.strftime("%d/%m/%Y")
    match body % 4:
        case 0:
            return frame.select(
                pl.lit(_body(body)).alias("Body Name"), pl.col("directorate").alias("Department"), pl.col("supplier").alias("Supplier Name"), british.alias("Payment Date"),
                pl.col("number").alias("Transaction Number"), pl.col("amount").alias("Net Amount"), pl.col("purpose").alias("Expense Type"),
            )  # fmt: skip
        case 1:
            return frame.select(
                pl.col("directorate").alias("Directorate"), (pl.lit("Cost centre ") + pl.col("centre").cast(pl.String)).alias("Service Area"), pl.col("supplier").alias("Supplier"),
                pl.col("paid").dt.to_string().alias("Date Paid"), pl.col("amount").alias("Amount (£)"), pl.col("purpose").alias("Purpose"), pl.col("number").alias("Invoice Number"),
            )  # fmt: skip
        case 2:
            thousands = pl.col("amount").str.replace(r"^(-?\d+)(\d{3}\.)", "$1,$2")
            table = frame.select(
                british.alias("Date"), pl.col("number").alias("Document No"), pl.col("supplier").str.to_uppercase().alias("Beneficiary"), pl.col("directorate").alias("Organisational Unit"),
                pl.col("purpose").alias("Summary of purpose"), thousands.alias("Amount"), pl.when(pl.col("centre") < 10_050).then(pl.lit("Capital")).otherwise(pl.lit("Revenue")).alias("Capital or Revenue"),
            )  # fmt: skip
        case _:
            table = frame.select(
                pl.col("supplier").alias("Vendor Name"), pl.col("centre").alias("Account Code"), pl.col("purpose").alias("Account Description"), pl.col("directorate").alias("Service"),
                pl.col("paid").dt.strftime("%d-%b-%Y").alias("Payment Date"), pl.col("amount").alias("Gross Amount"), pl.col("number").alias("Transaction No"),
            )  # fmt: skip
    total = frame["amount"].replace("see note", None).cast(pl.Decimal(18, 2)).sum()
    last = dict.fromkeys(table.columns) | {"Amount" if body % 4 == 2 else "Gross Amount": str(total)}
    return pl.concat([table.cast(pl.String), pl.DataFrame([last], schema=dict.fromkeys(table.columns, pl.String))])


def _ledger(draw: np.random.Generator, count: int, names: np.ndarray, popularity: np.ndarray) -> pl.DataFrame:
    """An extract with invoice references in which some invoices are paid again, a quarter of these under a reference written otherwise."""
    supplier = np.searchsorted(popularity, draw.random(count))
    invoiced = np.datetime64("2024-04-01") + draw.integers(0, 330, count)
    form = supplier % 4
    number = draw.integers(1_000, 900_000, count)
    reference = np.select(
        [form == 0, form == 1, form == 2], [np.char.add("INV", number.astype(str)), np.char.add("SI-", number.astype(str)), np.char.add("00", number.astype(str))], number.astype(str)
    )
    frame = pl.DataFrame(
        {
            "Supplier Name": names[supplier],
            "Invoice Reference": reference,
            "Invoice Date": pl.Series(invoiced.astype("datetime64[ms]")).cast(pl.Date),
            "Amount": _pounds(draw, count).cast(pl.Decimal(18, 2)),
            "Payment Date": pl.Series((invoiced + draw.integers(5, 35, count)).astype("datetime64[ms]")).cast(pl.Date),
        }
    )
    again = frame[np.sort(draw.choice(count, int(count * _TWICE), replace=False))].filter(pl.col("Amount") > 0)
    reference = pl.col("Invoice Reference")
    written = pl.when(reference.str.contains("^[0-9]")).then(pl.lit("INV ") + reference).otherwise(reference + pl.lit("-COPY"))
    otherwise = pl.when(pl.int_range(pl.len()) % 4 == 0).then(written).otherwise(reference)
    again = again.with_columns(otherwise.alias("Invoice Reference"), (pl.col("Payment Date") + pl.duration(days=14)).alias("Payment Date"))
    both = pl.concat([frame, again]).with_row_index("Transaction Number", 5_100_000).with_columns(pl.lit(None, pl.String).alias("Reversal of"))
    return both.with_columns(pl.col("Invoice Date", "Payment Date").dt.strftime("%d/%m/%Y"))


def baseline(place: Path, target: Path) -> None:
    """What is compared with: DuckDB reads the same lists as text, each layout by itself, into Parquet, and sums each once."""
    import duckdb

    lists = sorted(place.glob("inbox/*/payments-*.csv"))
    asked = (("Net Amount", "Expense Type"), ("Amount (£)", "Purpose"), ("Amount", "Summary of purpose"), ("Gross Amount", "Account Description"))
    with duckdb.connect(config={"threads": "2"}) as connection:
        for layout, (amount, purpose) in enumerate(asked):
            files = [str(path) for path in lists if int(path.parent.name.removeprefix("body-")) % 4 == layout]
            parquet = f"{target}-{layout}.parquet"
            connection.execute(f"copy (from read_csv({files}, all_varchar = true)) to '{parquet}' (format parquet)")
            pounds = f"sum(try_cast(replace(\"{amount}\", ',', '') as decimal(18, 2)))"
            connection.execute(f'select "{purpose}", count(*), {pounds} from \'{parquet}\' group by all').fetchall()


# what each measure makes, with all that it is made from and that the ones before have not made
PARTS = {
    "read": ("core.payment_line",),
    "suppliers": ("core.supplier_identity",),
    "count": ("mart.spend_line",),
    "repeats": ("analysis.repeated_payment", "analysis.payment_to_check"),
}


def make(place: str, part: str) -> None:
    """One part of the way from the inbox to what is counted; says which steps took a second or more."""
    import resource
    from time import process_time

    from totalplace.pipeline import open_workbench, steps

    wanted: set[str] = set()

    def visit(table: str) -> None:
        if table not in wanted:
            wanted.add(table)
            for name in (*steps()[table].inputs, *steps()[table].after):
                visit(name)

    for table in PARTS[part]:
        visit(table)
    with open_workbench(place) as bench:
        for table in (name for name in steps() if name in wanted):
            began = process_time()
            bench.run(table)
            if process_time() - began >= 1:
                sys.stdout.write(f"{table}: {process_time() - began:.1f} s of CPU\n")
        if part == "count":
            counted = bench.scan("mart.spend_line").filter(pl.col("status") == "counted").group_by("body_id", "fy", "cofog").agg(pl.col("amount_gbp").sum(), pl.len())
            sys.stdout.write(f"{counted.collect(engine='streaming')['len'].sum():,} lines counted\n")
        if part == "suppliers":
            found = bench.scan("core.supplier_identity").select(pl.len().alias("names"), pl.col("supplier_id").n_unique().alias("suppliers")).collect()
            sys.stdout.write(f"{found.row(0)} names, suppliers\n")
        if part == "repeats":
            found = bench.scan("analysis.payment_to_check").group_by("type").len().sort("type").collect()
            sys.stdout.write(f"to check: {found.rows()}\n")
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB at most\n")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["generate", folder, lines]:
            generate(Path(folder), int(lines))
        case ["ledgers", folder, lines]:
            add_ledgers(Path(folder), int(lines))
        case ["duckdb", folder, target]:
            baseline(Path(folder), Path(target))
        case ["make", name, part]:
            make(name, part)
