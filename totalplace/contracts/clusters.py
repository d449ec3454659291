"""Contracts of what stands side by side: clusters of public buildings, and pairs that provide the same.

Belongs here: tables of `mart` on sharing between buildings. Does not belong here: the estate itself (mart.py), how well it is used
(utilisation.py).
"""

from totalplace.analysis.clusters import PARTS
from totalplace.contracts._base import Column, Contract, Rule

BASES = ("spare area", "floor area", "buildings", "places of service")
OUTCOMES = ("candidate", "ruled out", "not assessed")
CONSTRAINTS = (
    "none",
    "use not known",
    "vacant",
    "not under-used",
    "peak not known",
    "floor area not known",
    "does not fit at the peak",
    "condition poor",
    "condition not known",
)

MEMBER = Contract(
    table="mart.cluster_member",
    grain="building that stands in a cluster; one that stands in none has no row",
    question="Which public buildings stand together?",
    primary_key=("asset_id",),
    columns=(
        Column("asset_id", "text", "The building, as in mart.estate", references="mart.estate.asset_id"),
        Column("cluster_id", "text", "The cluster it stands in", required=True, references="mart.cluster.cluster_id"),
        Column("hub_asset_id", "text", "The hub of the cluster", required=True, references="mart.estate.asset_id"),
        Column("part", "text", "The hub; a building whose use may share one with the hub's (ref.function); or one that only stands near", required=True, values=PARTS),
        Column("distance_m", "number", "Metres to the hub in a straight line", required=True),
        Column(
            "duplicated_m2",
            "number",
            "Kept twice: the smaller of the areas in use of this building and the hub, where two bodies hold them and their uses may share; "
            "area in use is floor area less spare area, and all of it where that is not known; empty if a floor area is not known",
        ),
    ),
    rules=(
        Rule("the hub stands at the hub", "(part = 'hub') = (asset_id = hub_asset_id) and (part <> 'hub' or distance_m = 0)"),
        Rule("nothing less than nothing is kept twice", "duplicated_m2 >= 0"),
    ),
)

CLUSTER = Contract(
    table="mart.cluster",
    grain="cluster: a hub and the buildings within walking distance of it, of at least two bodies",
    question="Where do public bodies keep buildings side by side, and what could co-location release?",
    primary_key=("cluster_id",),
    columns=(
        Column("cluster_id", "text", "Our id of the cluster: that of its hub"),
        Column("rank", "integer", "Place in the list: most that could be released first, then most kept twice, then most buildings", required=True),
        Column("hub_asset_id", "text", "The hub: the building whose surroundings within walking distance hold most", required=True, references="mart.estate.asset_id"),
        Column("asset_count", "integer", "Buildings in it, places of service among them", required=True),
        Column("held_count", "integer", "Of them those that a register or a title shows to be held", required=True),
        Column("body_count", "integer", "Bodies that have a building or a place of service in it", required=True),
        Column("held_body_count", "integer", "Bodies that hold a building in it", required=True),
        Column("gia_m2", "number", "Gross internal area of the held buildings of which it is known; empty if of none"),
        Column("gia_known_count", "integer", "Held buildings whose floor area is known", required=True),
        Column(
            "spare_m2",
            "number",
            "Spare area of the held buildings of which it is known, each by its one measure; empty if of none: not known is not nought",
        ),
        Column("spare_known_count", "integer", "Held buildings whose spare area is known", required=True),
        Column("spare_basis", "text", "Gross (GIA) or net (NIA) internal area; both are added where both stand, which understates gross area", values=("GIA", "NIA", "GIA and NIA")),
        Column("duplicated_m2", "number", "Floor area in use that the hub and another body's building nearby keep twice; empty if known of no such pair"),
        Column(
            "releasable_m2",
            "number",
            "What co-location could release at most, of what is known, among the hub and the buildings whose use may share with the hub's: no "
            "more than is spare in them, since what is in use has to go somewhere, and no more than the floor area of those but the hub; a "
            "bound and no plan",
        ),
        Column("running_cost_gbp", "money", "Running cost a year of the held buildings of which it is known; not what would be saved"),
        Column("running_cost_known_count", "integer", "Held buildings whose running cost is known", required=True),
        Column("radius_m", "number", "Metres in a straight line from the hub to the farthest building", required=True),
        Column("area_code", "text", "District that the hub stands in", references="ref.area.area_code"),
        Column("basis", "text", "The best that is known of it: spare area, floor area, that bodies hold buildings, or only that services are there", required=True, values=BASES),
    ),
    rules=(
        Rule("a cluster is of at least two bodies", "body_count >= 2 and asset_count >= body_count"),
        Rule("no more is released than is spare", "releasable_m2 <= spare_m2"),
        Rule("what is not known is not nought", "(spare_known_count = 0) = (spare_m2 is null)"),
    ),
)

OVERLAP = Contract(
    table="mart.service_overlap",
    grain="pair of held buildings of two bodies within walking distance of each other, whose uses are the same or may share a building",
    question="Which pairs of buildings provide the same and could be one, and what stands against the others?",
    primary_key=("pair_id",),
    columns=(
        Column("pair_id", "text", "Our id of the pair: those of its two buildings"),
        Column("left_asset_id", "text", "The building with the smaller id", required=True, references="mart.estate.asset_id"),
        Column("right_asset_id", "text", "The building with the greater id", required=True, references="mart.estate.asset_id"),
        Column("service", "text", "The use of both, or their two uses that may share a building", required=True),
        Column("is_same_service", "boolean", "Both are of one use", required=True),
        Column("distance_m", "number", "Metres between them in a straight line", required=True),
        Column("walk_m", "number", "Estimated walk: the straight line times the detour factor of ref.assumption", required=True),
        Column("survivor_asset_id", "text", "The building that could take both, or came nearest to it; empty where none was weighed", references="mart.estate.asset_id"),
        Column("area_basis", "text", "Gross or net internal area: what demand and room are measured in", values=("GIA", "NIA")),
        Column("demand_m2", "number", "What both need together at their peaks, added in full"),
        Column("capacity_m2", "number", "What the survivor has room for, its headroom kept free"),
        Column("spare", "number", "Square metres that the survivor would have left at the peak, beyond the headroom; below nought is lacking"),
        Column("binding_constraint", "text", "The first thing that stands against it, in the order of the screen; none if nothing does", required=True, values=CONSTRAINTS),
        Column("outcome", "text", "Candidate to look at, ruled out, or not assessed because something is not known", required=True, values=OUTCOMES),
    ),
    rules=(
        Rule("the smaller id stands left", "left_asset_id < right_asset_id"),
        Rule("a candidate has nothing against it, and nothing else is one", "(outcome = 'candidate') = (binding_constraint = 'none')"),
        Rule("a survivor is one of the two", "survivor_asset_id in (left_asset_id, right_asset_id)"),
        Rule("a candidate fits", "outcome <> 'candidate' or spare >= 0"),
    ),
)

ALL = (CLUSTER, MEMBER, OVERLAP)
