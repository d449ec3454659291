"""Which ways of writing a name are one supplier: links with reason, score and verdict.

Belongs here: finding the pairs worth a look among hundreds of thousands of names, and judging each. Does not belong here: taking a
name apart (supplier_names.py), or joining links into suppliers (suppliers.py).

Registration numbers come first; then names that differ in nothing that counts; then slips of a letter. A slip is believed where one
of the two words is written nowhere else, so is no word of its own. Whatever might as well be another firm is a person's to decide.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from totalplace.analysis.supplier_names import SupplierWords, forms, generic_stems
from totalplace.contracts import analysis
from totalplace.values import COMPANY_WORDS

_NUMBERS = (("company_number", "same company number", 0.99), ("charity_number", "same charity number", 0.98))
_SHORTEST_WHOLE = 5  # letters: below, two names are alike by chance
_SHORTEST_CUT = 20  # letters that a ledger leaves of a name that it cuts
_SHORTEST_SLIP = 5  # letters of a word in which a slip is told from another word
_LIKE_WORDS = 60.0  # of 100: words less alike than this are two words
_HABIT_TIMES = 8  # a word so many times rarer than the one that its exchanged letters make is a slip, met in several names
_VOWELS = frozenset("AEIOUY")


@dataclass(frozen=True)
class LinkLimits:
    """Rows of ref.assumption."""

    sure_score: float  # from here a link is followed
    doubt_share: float  # names of which less agrees are not even doubtful
    rare_word_names: float  # a word of more names than this finds nobody
    names_a_number: float  # more names than this under one number: the number is a filler


def link_table(names: pl.DataFrame, words: SupplierWords, limits: LinkLimits) -> pl.DataFrame:
    """analysis.supplier_link from rows of analysis.supplier_name: each pair once, with its surest reason."""
    names = names.sort("supplier_key")
    formed = forms(names["supplier_key"], words).with_columns(names["line_count"])
    found = pl.concat(
        [
            _by_number(names, limits),
            _same(formed, "whole", "same name but for spacing, abbreviations and words that say nothing", 0.97),
            _same(formed.with_columns(pl.col("key").str.replace_all(" ", "").alias("bare")), "bare", "same name but for spacing", 0.97),
            _same(formed, "stem", "same name but for a plural", 0.94),
            _in_another_order(formed),
            _cut_off(formed),
            _slips(formed),
            _trading(names),
            _alike(formed, limits),
        ]
    )
    found = found.filter(pl.col("left_key") != pl.col("right_key")).with_columns(
        pl.min_horizontal("left_key", "right_key").alias("left_key"), pl.max_horizontal("left_key", "right_key").alias("right_key")
    )
    found = found.sort("left_key", "right_key", "score", "reason", descending=[False, False, True, False])
    found = found.unique(["left_key", "right_key"], keep="first", maintain_order=True)
    verdict = pl.when(pl.col("score") >= limits.sure_score).then(pl.lit("certain")).otherwise(pl.lit("doubtful"))
    return analysis.SUPPLIER_LINK.conform(found.with_columns(verdict.alias("verdict"))).collect()


_PAIR = {"left_key": pl.String, "right_key": pl.String, "reason": pl.String, "score": pl.Float64}


def _stars(groups: pl.DataFrame, by: list[str], reason: str, score: pl.Expr) -> pl.DataFrame:
    """Every row of a group linked with its most used one: groups of any size cost no more than their rows."""
    rows = groups.sort(*by, pl.col("line_count").neg(), "key")
    first = pl.col("key").first().over(by)
    return rows.with_columns(first.alias("left_key")).filter(pl.col("left_key") != pl.col("key")).select(
        "left_key", pl.col("key").alias("right_key"), pl.lit(reason).alias("reason"), score.cast(pl.Float64).alias("score")
    )


def _by_number(names: pl.DataFrame, limits: LinkLimits) -> pl.DataFrame:
    found = []
    rows = names.rename({"supplier_key": "key"})
    for column, reason, score in _NUMBERS:
        given = rows.filter(pl.col(column).is_not_null()).filter(pl.len().over(column) <= limits.names_a_number)
        found.append(_stars(given, [column], reason, pl.lit(score)))
    # a group of companies may share one VAT registration: by itself it is a question
    given = rows.filter(pl.col("vat_number").is_not_null()).filter(pl.len().over("vat_number") <= limits.names_a_number)
    vat = _stars(given, ["vat_number"], "same VAT number", pl.lit(0.8))
    alike = [fuzz.token_set_ratio(left, right) / 100 for left, right in vat.select("left_key", "right_key").iter_rows()]
    is_alike = pl.Series("alike", alike, dtype=pl.Float64) >= limits.doubt_share
    reason_alike = pl.when(is_alike).then(pl.lit("same VAT number and like name")).otherwise("reason")
    found.append(vat.with_columns(reason_alike.alias("reason"), pl.when(is_alike).then(0.96).otherwise("score").alias("score")))
    return pl.concat(found)


def _same(formed: pl.DataFrame, column: str, reason: str, score: float) -> pl.DataFrame:
    """Equal in the column. A short name, or one of common words only where there is but one of them, is a question."""
    rows = formed.filter(pl.col(column) != "").filter(pl.len().over("numbers", column) > 1)
    is_name = (pl.col(column).str.len_chars() >= _SHORTEST_WHOLE) & (pl.col("is_distinct") | (pl.col("words").list.len() > 1))
    return _stars(rows, ["numbers", column], reason, pl.when(is_name).then(score).otherwise(0.8))


def _in_another_order(formed: pl.DataFrame) -> pl.DataFrame:
    rows = formed.filter(pl.col("stems").list.len() > 1).with_columns(pl.col("stems").list.sort().list.join(" ").alias("sorted"))
    rows = rows.filter(pl.len().over("numbers", "sorted") > 1)
    is_name = pl.col("is_distinct") & (pl.col("stem").str.len_chars() >= _SHORTEST_WHOLE)
    return _stars(rows, ["numbers", "sorted"], "same words in another order", pl.when(is_name).then(0.93).otherwise(0.8))


def _word_counts(formed: pl.DataFrame) -> dict[str, int]:
    """In how many names each stem stands."""
    counted = formed.select("key", pl.col("stems").list.unique().alias("stem")).explode("stem").drop_nulls("stem").group_by("stem").len()
    return dict(counted.iter_rows())


def _cut_off(formed: pl.DataFrame) -> pl.DataFrame:
    """A name that ends in the middle of a word where one longer name goes on."""
    rows = formed.with_columns(pl.col("words").list.join(" ").alias("text")).sort("text", "key")
    inside = formed.select(pl.col("words").list.head(pl.col("words").list.len() - 1).alias("word")).explode("word")["word"].drop_nulls()
    known = COMPANY_WORDS | set(inside)  # a cut word stands at the end only
    texts, keys, numbers = rows["text"].to_list(), rows["key"].to_list(), rows["numbers"].to_list()
    begins = rows.select((pl.col("text") + "").shift(-1).str.starts_with(pl.col("text")).fill_null(False))["text"]
    found = []
    for row in begins.arg_true().to_list():
        text = texts[row]
        if len(text) < _SHORTEST_CUT:
            continue
        longer = row + 1
        while longer < len(texts) and texts[longer] == text:
            longer += 1
        last = text.rsplit(" ", 1)[-1]
        if longer >= len(texts) or not texts[longer].startswith(text) or texts[longer][len(text)] == " ":
            continue
        end = longer
        while end < len(texts) and texts[end].startswith(text):
            end += 1
        continued = {(texts[place], numbers[place]) for place in range(longer, end)}
        score = 0.93 if len({name for name, _ in continued}) == 1 and last not in known else 0.8
        found += [
            (keys[row], keys[place], "the one is the other cut off", score)
            for place in range(longer, min(end, longer + 3))
            if numbers[place] == numbers[row]
        ]
    return pl.DataFrame(found, schema=_PAIR, orient="row")


def _slips(formed: pl.DataFrame) -> pl.DataFrame:
    """Names one letter apart: found by what both are without one letter, which costs a row a letter and no comparison."""
    rows = formed.with_row_index("row").filter(pl.col("stem").str.len_chars() >= _SHORTEST_WHOLE)
    firsts = rows.sort(pl.col("line_count").neg(), "key").unique(["numbers", "stem"], keep="first", maintain_order=True)
    longest = firsts["stem"].str.len_chars().max()
    variants = [firsts.select("row", pl.concat_str("numbers", pl.lit("/"), "stem").hash(7).alias("variant"))]
    for place in range(int(longest) if isinstance(longest, int) else 0):
        long = firsts.filter(pl.col("stem").str.len_chars() > place)
        without = pl.concat_str("numbers", pl.lit("/"), pl.col("stem").str.slice(0, place), pl.col("stem").str.slice(place + 1))
        variants.append(long.select("row", without.hash(7).alias("variant")))
    spread = pl.concat(variants).unique()
    spread = spread.filter(pl.len().over("variant") > 1)
    pairs = spread.join(spread, on="variant").filter(pl.col("row") < pl.col("row_right")).select("row", "row_right").unique()
    if pairs.is_empty():
        return pl.DataFrame(schema=_PAIR)
    counts = _word_counts(formed)
    sides = formed.select("key", "stems", "numbers").rows()
    found = []
    for left, right in pairs.sort("row", "row_right").iter_rows():
        one, other = sides[left], sides[right]
        if one[2] == other[2] and (score := _slip_score(one[1], other[1], counts)) > 0:
            found.append((one[0], other[0], "same name but for a slip of a letter", score))
    return pl.DataFrame(found, schema=_PAIR, orient="row")


def _slip_score(one: list[str], other: list[str], counts: dict[str, int]) -> float:
    """How surely two names are one with a slip in one word; 0 if they differ in more than one word.

    Both words in other names too: two words (Marten, Martin). A known word beside one met nowhere else: a slip. Neither
    known: it depends on the slip; letters doubled, dropped or exchanged inside a word are slips, other initials other names.
    """
    if len(one) != len(other):
        return 0.75 if "".join(one) != "".join(other) else 0.9
    differing = [(left, right) for left, right in zip(one, other, strict=True) if left != right]
    if len(differing) != 1:
        return 0.0
    left, right = differing[0]
    if max(len(left), len(right)) < _SHORTEST_SLIP or _figures(left) != _figures(right):
        return 0.0
    rest = [word for word in one if word not in differing[0]]
    few, many = sorted((counts.get(left, 0), counts.get(right, 0)))
    kind = _kind_of_slip(left, right)
    if not kind:
        return 0.0
    # a clerk who exchanges letters of a town does so in each name that has it
    is_habit = kind == "exchanged" and many >= _HABIT_TIMES * few
    if few > 1 and not is_habit:
        return 0.6
    if many > 3 and rest:
        return {"doubled": 0.95, "exchanged": 0.95, "dropped": 0.94, "vowel": 0.93, "ending": 0.88, "other": 0.92, "initial": 0.8}[kind]
    base = {"doubled": 0.93, "exchanged": 0.93, "dropped": 0.88, "vowel": 0.86, "ending": 0.78, "other": 0.8, "initial": 0.65}[kind]
    own = len(left) >= 8 or any(counts.get(word, 0) <= 3 and len(word) > 3 for word in rest)
    return round(min(base + (0.03 if own else -0.02), 0.95), 3)


def _figures(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


def _kind_of_slip(left: str, right: str) -> str:
    if len(left) == len(right):
        places = [place for place, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
        place = places[0]
        if len(places) > 1:
            # one letter lost here and another gained there is another word (Attenborough, Attleborough)
            is_exchange = len(places) == 2 and places[1] == place + 1 and left[place] == right[place + 1] and left[place + 1] == right[place]
            return ("exchanged" if place else "initial") if is_exchange else ""
        if place == 0:
            return "initial"
        return "vowel" if {left[place], right[place]} <= _VOWELS else "other"
    short, long = sorted((left, right), key=len)
    place = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if place > 0 and long[place] in (long[place - 1], long[place + 1 : place + 2]):
        return "doubled"
    if place == 0:
        return "initial"
    return "ending" if place == len(short) else "dropped"


def _trading(names: pl.DataFrame) -> pl.DataFrame:
    """'Alpha Ltd t/a Beta Cabs' and 'Beta Cabs': one trader, if only one trades so."""
    trading = names.filter(pl.col("traded_as").is_not_null()).select("supplier_key", "traded_as")
    found = trading.join(names.select(pl.col("supplier_key").alias("traded_as")), on="traded_as").filter(
        pl.len().over("traded_as") == 1, pl.col("traded_as").str.len_chars() >= _SHORTEST_WHOLE
    )
    return found.select(
        pl.col("supplier_key").alias("left_key"), pl.col("traded_as").alias("right_key"),
        pl.lit("the one trades as the other").alias("reason"),
        pl.when(pl.col("traded_as").str.contains(" ", literal=True)).then(0.92).otherwise(0.8).alias("score"),
    )  # fmt: skip


def _alike(formed: pl.DataFrame, limits: LinkLimits) -> pl.DataFrame:
    """Names that share a rare word and most letters: never certain."""
    rows = formed.with_row_index("row").filter("is_distinct")
    spread = rows.select("row", pl.col("stems").list.unique().alias("stem")).explode("stem")
    spread = spread.filter((pl.col("stem").str.len_chars() > 2) & pl.len().over("stem").is_between(2, int(limits.rare_word_names)))
    pairs = spread.join(spread, on="stem").filter(pl.col("row") < pl.col("row_right")).select("row", "row_right").unique().sort("row", "row_right")
    if pairs.is_empty():
        return pl.DataFrame(schema=_PAIR)
    text = formed.select(pl.concat_str(pl.col("stems").list.join(" "), pl.lit(" "), "numbers").str.strip_chars().alias("text"))["text"]
    left, right = text.gather(pairs["row"]), text.gather(pairs["row_right"])
    shares = process.cpdist(left.to_list(), right.to_list(), scorer=fuzz.ratio, score_cutoff=limits.doubt_share * 100, dtype=np.float32)
    keys, stems = formed["key"], formed["stems"]
    found = pl.DataFrame(
        {
            "left_key": keys.gather(pairs["row"]), "right_key": keys.gather(pairs["row_right"]),
            "numbers": formed["numbers"].gather(pairs["row"]), "other_numbers": formed["numbers"].gather(pairs["row_right"]),
            "score": pl.Series(shares / 100).cast(pl.Float64).round(3),
        }
    )  # fmt: skip
    # two numbers that differ are two sites or two flats; a number against none may be a slip
    may_be = (pl.col("numbers") == pl.col("other_numbers")) | (pl.col("numbers") == "") | (pl.col("other_numbers") == "")
    found = found.with_columns(stems.gather(pairs["row"]).alias("stems"), stems.gather(pairs["row_right"]).alias("other_stems"))
    found = found.filter((pl.col("score") >= limits.doubt_share) & may_be)
    left_only, right_only = pl.col("stems").list.set_difference("other_stems"), pl.col("other_stems").list.set_difference("stems")
    found = found.with_columns(left_only.list.sort().list.join(" ").alias("left_only"), right_only.list.sort().list.join(" ").alias("right_only"))
    trades = frozenset(generic_stems(frozenset()))
    differ = [_may_be_one(one, other, trades) for one, other in found.select("left_only", "right_only").iter_rows()]
    found = found.filter(pl.Series("differ", differ, dtype=pl.Boolean))
    return found.select(
        "left_key", "right_key", pl.lit("names that share a rare word and most letters").alias("reason"), (pl.col("score").clip(0, 0.89) * 0.9).round(3)
    )


def _may_be_one(left: str, right: str, trades: frozenset[str]) -> bool:
    """Whether words that only the one and only the other name has leave it open. Care and Homecare, Bolton and Wigan do not."""
    if not left or not right:
        return True
    return fuzz.ratio(left, right) >= _LIKE_WORDS and not trades >= {*left.split(), *right.split()}
