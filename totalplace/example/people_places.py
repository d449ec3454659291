"""Where the example's people live and drink: each small area with its deprivation, its town centre and its licensed premises.

Belongs here: areas, premises, and the planted effects of both on incidents and on cost. Does not belong here: people. What hangs together is
planted on purpose: premises stand where it is poor and in town centres, and both raise incidents by themselves, so that a count of premises
beside incidents says too much of every kind of licence. The effects are a known multiple for each one more.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from totalplace.example.geography import Floats, Geography, Ints, district_code
from totalplace.example.reference import deprivation_scores

PREMISES_A_THOUSAND = 1.3
# kind of premises as a register words it, share of the premises, sales ("on", "off", "both", "none": late-night food only)
KINDS: tuple[tuple[str, float, tuple[tuple[str, float], ...]], ...] = (
    ("Public house", 0.24, (("on", 0.35), ("both", 0.65))),
    ("Restaurant", 0.20, (("on", 0.75), ("both", 0.25))),
    ("Supermarket", 0.08, (("off", 1.0),)),
    ("Convenience store", 0.20, (("off", 1.0),)),
    ("Off licence", 0.08, (("off", 1.0),)),
    ("Members' club", 0.07, (("on", 0.8), ("both", 0.2))),
    ("Hotel", 0.05, (("both", 1.0),)),
    ("Hot food takeaway", 0.08, (("none", 1.0),)),
)
# times as many incidents by place of occurrence, or as much cost by residence, for each one more (deprivation: for one standard deviation)
INCIDENT_RATIOS = {"on": 1.03, "off": 1.14, "both": 1.08, "deprivation": 1.35, "town centre": 2.0}
COST_RATIOS = {"on": 1.00, "off": 1.05, "both": 1.02, "deprivation": 1.40, "town centre": 1.10}
_TOWN_STREETS = 0.2  # share of high street among the postcodes of a small area that make it a town centre


@dataclass(frozen=True)
class Places:
    """Small areas (`areas`: a row each, in the order of the geography), the premises in them, and the postcodes of the county by area."""

    areas: pl.DataFrame
    premises: pl.DataFrame
    postcodes: tuple[str, ...]
    postcode_order: Ints  # numbers of postcodes, area by area
    postcode_start: Ints  # where those of each area begin in the order; one more at the end

    @property
    def town_centres(self) -> list[str]:
        """Codes of the small areas that are town centres, as the team states them in place.toml."""
        return self.areas.filter("is_town_centre")["lsoa_code"].to_list()

    def drawn_postcodes(self, area: Ints, rng: np.random.Generator) -> Ints:
        """A postcode's number in each of these areas, by lot."""
        first, after = self.postcode_start[area], self.postcode_start[area + 1]
        place = first + np.floor(rng.random(len(area)) * (after - first)).astype(np.int64)
        return np.asarray(self.postcode_order[place], dtype=np.int64)

    def weights(self, ratios: dict[str, float]) -> Floats:
        """How much of an outcome each area has beside the others: by residents and the planted effects. None where no postcode lies."""
        log = np.zeros(len(self.areas))
        for name, column in (("on", "on"), ("off", "off"), ("both", "both"), ("deprivation", "deprivation_sd"), ("town centre", "is_town_centre")):
            log += np.log(ratios[name]) * self.areas[column].cast(pl.Float64).to_numpy()
        held = self.areas["postcodes"].to_numpy() > 0
        weight = self.areas["residents"].to_numpy() * np.exp(log) * held
        return np.asarray(weight / weight.sum(), dtype=np.float64)


def make_places(geography: Geography, seed: int) -> Places:
    """The same for the same seed, whatever the number of people."""
    rng = np.random.default_rng([seed, 61])
    postcodes = geography.postcodes
    area = geography.lsoa_of_cell[postcodes.cell]
    count = len(geography.lsoas.codes)
    held = np.bincount(area, minlength=count)
    high = np.bincount(area[postcodes.is_high_street], minlength=count)
    score = deprivation_scores(geography, seed)
    deprivation = (score - score.mean()) / score.std()
    town = high >= _TOWN_STREETS * np.maximum(held, 1)
    order = np.argsort(area, kind="stable")
    start = np.concatenate([[0], np.cumsum(held)])
    msoa = np.zeros(count, dtype=np.int64)
    msoa[geography.lsoa_of_cell] = geography.msoa_of_cell
    areas = pl.DataFrame(
        {
            "lsoa_code": geography.lsoas.codes,
            "msoa_code": [geography.msoas.codes[number] for number in msoa.tolist()],
            "lad_code": [district_code(number) for number in geography.lsoas.district.tolist()],
            "district": geography.lsoas.district,
            "residents": geography.lsoa_population,
            "postcodes": held,
            "deprivation_score": score,
            "deprivation_sd": deprivation,
            "is_town_centre": town,
        }
    )
    bare = Places(areas, pl.DataFrame(), tuple(postcodes.code), order, start)
    premises = _premises(bare, rng)
    counts = premises.group_by("area").agg((pl.col("sales") == kind).sum().cast(pl.Int64).alias(kind) for kind in ("on", "off", "both"))
    areas = (
        areas.with_row_index("area").with_columns(pl.col("area").cast(pl.Int64)).join(counts, on="area", how="left", maintain_order="left")
        .with_columns(pl.col("on", "off", "both").fill_null(0))
    )  # fmt: skip
    return Places(areas, premises, bare.postcodes, order, start)


def _premises(places: Places, rng: np.random.Generator) -> pl.DataFrame:
    """Premises by area: more in town centres and where it is poor, which is what confounds them."""
    areas = places.areas
    held = areas["postcodes"].to_numpy() > 0
    lean = 0.25 * areas["deprivation_sd"].to_numpy() + 1.3 * areas["is_town_centre"].cast(pl.Float64).to_numpy()
    mean = areas["residents"].to_numpy() / 1000 * PREMISES_A_THOUSAND * np.exp(lean) * held * rng.gamma(3.0, 1 / 3.0, len(areas))
    area = np.repeat(np.arange(len(areas)), rng.poisson(mean))
    # shops that sell to take away stand in estates as much as in the centre
    at_home = ~areas["is_town_centre"].to_numpy()[area]
    share = np.array([kind[1] for kind in KINDS])
    away = np.array([kind[2][0][0] == "off" for kind in KINDS])
    chosen = _one_of(np.where(at_home[:, None] & away[None, :], 1.7, 1.0) * share[None, :], rng)
    draw = rng.random(len(area))
    sales, kinds = [], []
    for kind, luck in zip(chosen.tolist(), draw.tolist(), strict=True):
        name, _, ways = KINDS[kind]
        kinds.append(name)
        sales.append(next((way for way, upto in zip((w for w, _ in ways), np.cumsum([s for _, s in ways]), strict=True) if luck < upto), ways[-1][0]))
    postcode = places.drawn_postcodes(area, rng)
    return pl.DataFrame(
        {
            "area": area,
            "district": areas["district"].to_numpy()[area],
            "postcode_number": postcode,
            "postcode": [places.postcodes[number] for number in postcode.tolist()],
            "kind": kinds,
            "sales": sales,
            "is_late": rng.random(len(area)) < np.where(np.array(sales) == "none", 1.0, 0.25),
        }
    )


def _one_of(weights: Floats, rng: np.random.Generator) -> Ints:
    """A column by lot for each row, by its weights."""
    upto = np.cumsum(weights, axis=1)
    return np.asarray((rng.random(len(weights))[:, None] * upto[:, -1:] > upto).sum(axis=1), dtype=np.int64)
