"""The pages behind figures: what they show adds up to the figure, leads there and back, and is only text."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from totalplace import why_pages
from totalplace.answers import Answer, FileLine, Sum, by_file
from totalplace.contracts import spend
from totalplace.contracts.ref import BODY
from totalplace.lineage import of_the_count
from totalplace.mapping.page import PageFacts
from totalplace.mapping.spend_page import spend_page
from totalplace.mapping.walked import MOST_PAGES, WalkedBack, Walks, asking, hint, walked
from totalplace.mapping.why_page import why_page
from totalplace.paths import PlacePaths
from totalplace.publication import Manifest
from totalplace.why_pages import command

FACTS = PageFacts("Northshire", date(2026, 4, 1), "2026-04-01-abcdef12", attributions=("Open Government Licence",))
HOSTILE = "</td><script>alert(1)</script>`${x}"
ASKED = WalkedBack("mart.body_coverage", (("body_id", "fire"),), "Payments of Fire", {"payments_gbp": "Payments counted"})


def lines(*amounts: str, path: str = "inbox/fire/may.csv", says: str = "Acme; ladders", rule: str = "a payment that counts") -> tuple[FileLine, ...]:
    return tuple(FileLine(path, "table", row, says, Decimal(amount), rule, "payments_gbp") for row, amount in enumerate(amounts, 2))


def answer(found: tuple[FileLine, ...], stated: str | None = None) -> Answer:
    summed = sum((line.amount_gbp for line in found if line.amount_gbp is not None), Decimal(0))
    return Answer({}, found, {"payments_gbp": Sum(Decimal(stated) if stated else summed, summed, len(found))}, len(found), by_file(found))


def drawn(found: Answer, lines_shown: int = 30, files_shown: int = 40) -> str:
    return why_page(ASKED, found, lines_shown, files_shown, facts=FACTS, command="totalplace why north mart.body_coverage body_id=fire --lines 0", back=("spend.html", "What we spend"))


def pounds_of(html: str, heading: str) -> tuple[list[Decimal], Decimal]:
    """The amounts of the rows of the table under a heading, and what its last row says they come to."""
    inside = re.search(rf">{heading}</h3>(.*?)</table>", html, re.DOTALL)
    assert inside is not None
    cells = [re.findall(r"<td[^>]*>([^<]*)</td>", row)[-1] for row in re.findall(r"<tr.*?</tr>", inside[1], re.DOTALL) if "<td" in row]
    amounts = [Decimal(cell.replace(",", "").replace("−", "-")) for cell in cells]
    return amounts[:-1], amounts[-1]


def test_what_is_shown_adds_up_by_file_and_by_line_also_where_only_the_largest_are() -> None:
    found = (*lines("10.00", "-3.50", "700.25", "0.25"), *lines("20.00", path="inbox/fire/june.csv"))
    html = drawn(answer(found), lines_shown=3)
    for heading, expected in (("By file", ["707", "20"]), ("The 3 largest lines", ["700.25", "20", "10", "-3.25"])):
        parts, total = pounds_of(html, heading)
        assert parts == [Decimal(each) for each in expected] and sum(parts) == total == Decimal("727.00")
    assert "2 more lines" in html and "Every figure here is the sum of the lines of 2 files, to the penny." in html
    assert '<th scope="row"><bdi>File 1, line 4</bdi></th>' in html  # 700.25, of the file with most
    assert pounds_of(drawn(answer(found)), "Every line")[1] == Decimal("727.00")


def test_of_many_files_those_with_most_are_shown_and_the_others_as_one_row_that_adds_up() -> None:
    found = tuple(line for number in range(1, 8) for line in lines(f"{number}.00", path=f"inbox/fire/{number}.csv"))
    assert pounds_of(drawn(answer(found), files_shown=3), "By file") == ([Decimal(7), Decimal(6), Decimal(5), Decimal(10)], Decimal(28))


def test_lines_that_do_not_add_up_are_told() -> None:
    html = drawn(answer(lines("10.00"), stated="11.00"))
    assert "Stated: £11. The sum of 1 line in 1 file: £10. They do not add up." in html and "That is a defect" in html


def test_rules_stand_beside_lines_where_they_differ_and_once_where_not() -> None:
    alike = drawn(answer(lines("1.00", "2.00")))
    assert alike.count("a payment that counts") == 1
    differ = drawn(answer((*lines("1.00"), *lines("2.00", rule="another rule"))))
    assert "<th scope=\"col\" class=words>Why it is in the figure</th>" in differ and "another rule" in differ


def test_what_stands_in_files_stays_text() -> None:
    html = drawn(answer(lines("5.00", path=f"inbox/{HOSTILE}.csv", says=HOSTILE, rule=HOSTILE)))
    assert "<script>alert" not in html and "`" not in html.split("<body>")[1]
    assert "alert(1)" in html


def test_the_command_asks_for_the_same() -> None:
    assert command("north", ASKED) == "totalplace why north mart.body_coverage body_id=fire --lines 0"
    several = WalkedBack("mart.spend_count", (("body_id", "it's"), ("fy", "2024")), "x")
    assert command("north", several) == "totalplace why north mart.spend_count 'body_id=it'\"'\"'s' fy=2024 --together --lines 0"


def test_a_figure_is_a_link_only_while_pages_of_lines_are_made() -> None:
    def shown() -> str:
        return walked("<b>5</b>", "mart.spend_count", "net_gbp", "Net", "Spending of Fire", body_id="Fire & Rescue", fy=2024, is_counted=True)

    assert shown() == "<b>5</b>" and hint() == ""
    with asking() as walks:
        first, again = shown(), shown()
        walked("6", "mart.spend_count", "gross_gbp", "Gross", "Spending of Fire", body_id="Fire & Rescue", fy=2024, is_counted=True)
        assert "lead to the lines" in hint()
    ((asked),) = walks.pages.values()
    assert first == again == f'<a href="{asked.file}#net_gbp"><b>5</b></a>'
    assert re.fullmatch(r"why-spend-count-fire-rescue-2024-true-[0-9a-f]{6}\.html", asked.file)
    assert (asked.keys, asked.columns) == ((("body_id", "Fire & Rescue"), ("fy", "2024"), ("is_counted", "true")), {"net_gbp": "Net", "gross_gbp": "Gross"})
    assert shown() == "<b>5</b>"


def test_pages_are_as_many_as_a_pack_can_hold() -> None:
    with asking() as walks:
        links = [walked("1", "mart.spend_count", "net_gbp", "Net", "of", body_id=number) for number in range(MOST_PAGES + 1)]
    assert len(walks.pages) == MOST_PAGES and links[-1] == "1" and links[-2].startswith("<a ")


@pytest.fixture
def frames() -> Mapping[str, pl.DataFrame]:
    row = {"account": "general fund", "economic": "revenue", "cofog": "09", "source_return": "RS", "measure": "outturn", "population": "not applicable", "return_status": "final", "basis": "measured",
           "return_total": "net current expenditure", "income_basis": "net of fees and charges", "price_base": "prices of the year", "is_counted": True, "transfer_in_memo_gbp": Decimal(0)}  # fmt: skip
    counted = [
        {**row, "body_id": body, "fy": fy, "line": "Education", "count_id": number, "gross_gbp": Decimal(gbp), "transfer_out_gbp": Decimal(1), "net_gbp": Decimal(gbp) - 1, "funder_gbp": Decimal(gbp)}
        for number, (body, fy, gbp) in enumerate([("a", 2024, 10), ("b", 2024, 20), ("a", 2023, 5)], 1)
    ]
    return {
        "count": spend.SPEND_COUNT.conform(pl.DataFrame(counted)).collect(),
        "bodies": BODY.conform(pl.DataFrame([{"body_id": body, "name": f"Council {body.upper()}", "kind": "council"} for body in "ab"])).collect(),
        "cofog": spend.COFOG.conform(pl.DataFrame([{"cofog": "09", "name": "Education", "division": "09", "division_name": "Education"}])).collect(),
    }


def test_figures_of_the_page_on_spending_lead_to_their_lines(frames: Mapping[str, pl.DataFrame]) -> None:
    def page() -> str:
        made = spend_page(frames["count"], spend.TRANSFER.empty(), spend.SPEND_RECONCILIATION.empty(), frames["bodies"], frames["cofog"], buying=None, facts=FACTS)
        assert made is not None
        return made.html

    plain = page()
    assert "why-" not in plain
    with asking() as walks:
        linked = page()
    asked = {tuple(each.keys): each for each in walks.pages.values()}
    assert {keys[:-2] for keys in asked} == {(("body_id", "a"), ("fy", "2024")), (("body_id", "b"), ("fy", "2024")), (("fy", "2024"),), (("fy", "2023"),)}
    assert all(keys[-2:] == (("economic", "revenue"), ("is_counted", "true")) for keys in asked)
    assert all(list(each.columns) == ["gross_gbp", "transfer_out_gbp", "net_gbp"] for each in asked.values())
    # but for the links and what is said of them the page is the same
    assert re.sub(r'<a href="why-[^"]*">([^<]*)</a>', r"\1", linked).replace('<p class="hint walks">Underlined figures lead to the lines of the files that they are the sum of.</p>', "") == plain


def test_what_is_nought_leads_nowhere() -> None:
    with asking() as walks:
        assert walked("0", "mart.spend_count", "net_gbp", "Net", "of", body_id="a") == "0"
    assert not walks.pages


MANIFEST = Manifest("2026-04-01-abcdef12", "2026-04-01", "north", "Northshire", "", "", {}, [], {}, [], {})


def published(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema mart")
        connection.execute("create table mart.here as select 1 as one")


def walks(*asked: WalkedBack) -> Walks:
    return Walks({(each.table, each.keys): each for each in asked})


def leading(*asked: WalkedBack) -> dict[str, str]:
    """A page of ours that leads to what is asked."""
    return {"spend.html": drawn(answer(lines("1.00"))).replace("<main", "".join(f'<a href="{each.file}#payments_gbp"></a>' for each in asked) + "<main", 1)}


def test_lines_are_found_within_our_limits_of_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTALPLACE_MEMORY_LIMIT", "512MiB")
    paths = PlacePaths(tmp_path)
    published(paths.edition(MANIFEST.publication_id))
    limits = []

    def found(connection: duckdb.DuckDBPyConnection, asked: list[WalkedBack], shown: int) -> list[Answer]:
        limits.extend(connection.execute("select current_setting('memory_limit'), current_setting('temp_directory'), one from mart.here").fetchall())
        return [answer(lines("1.00"))]

    monkeypatch.setattr(why_pages, "_answers", found)
    assert list(why_pages.draw(paths, MANIFEST, walks(ASKED), leading(ASKED), FACTS)) == [ASKED.file]
    assert limits == [("512.0 MiB", str(paths.scratch / "spill"), 1)]


def test_no_link_is_dead_where_the_edition_was_deleted_and_no_page_is_made_that_nothing_leads_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = PlacePaths(tmp_path)
    published(paths.database)
    monkeypatch.setattr(why_pages, "_answers", lambda connection, asked, shown: [answer(lines("1.00")) for _ in asked if connection.execute("from mart.here").fetchall()])
    unread = WalkedBack("mart.body_coverage", (("body_id", "police"),), "Payments of Police", {"payments_gbp": "Payments counted"})
    assert list(why_pages.draw(paths, MANIFEST, walks(unread, ASKED), leading(ASKED), FACTS)) == [ASKED.file]


def test_as_many_figures_as_a_pack_can_have_stay_small_whatever_the_number_of_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack has at most 10 MB: at most 5 MB of them are lines and files behind figures."""
    paths = PlacePaths(tmp_path)
    published(paths.edition(MANIFEST.publication_id))
    columns = [f"c{number}_gbp" for number in range(4)]
    asked = [WalkedBack("mart.body_coverage", (("body_id", f"b{number}"),), "x", dict.fromkeys(columns, "Payments")) for number in range(MOST_PAGES)]
    shown: list[tuple[int, int]] = []

    def noted(each: WalkedBack, found: Answer, lines_shown: int, files_shown: int, **_: object) -> str:
        shown.append((lines_shown * len(each.columns), files_shown * len(each.columns)))
        return ""

    monkeypatch.setattr("totalplace.mapping.why_page.why_page", noted)
    monkeypatch.setattr(why_pages, "_answers", lambda *_: [answer(lines("1.00"))] * len(asked))
    why_pages.draw(paths, MANIFEST, walks(*asked), leading(*asked), FACTS)
    assert len(shown) == MOST_PAGES
    assert sum(of_lines for of_lines, _ in shown) * 400 + sum(of_files for _, of_files in shown) * 200 < 5_000_000


def test_a_sum_over_several_rows_is_of_those_that_count() -> None:
    assert of_the_count("mart.spend_count", {"body_id": "a"}) == {"body_id": "a", "is_counted": "true"}
    assert of_the_count("mart.spend_count", {"is_counted": "false"}) == {"is_counted": "false"}
    assert of_the_count("mart.spend_line", {"body_id": "a"}) == {"body_id": "a"}, "its rows say by their status what counts"
