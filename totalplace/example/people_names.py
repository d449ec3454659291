"""Names of the example's people: ordinary first names with their short forms, and surnames that nobody bears.

Belongs here: the lists and how a name is misspelt. Does not belong here: who is called what. A surname is put together from syllables
that make no English surname, so that no full name is a real person's.
"""

import numpy as np

from totalplace.example.geography import Ints

# A first name and what the same person is called elsewhere ("" where nothing else is usual).
FEMALE: tuple[tuple[str, str], ...] = (
    ("Margaret", "Maggie"), ("Susan", "Sue"), ("Elizabeth", "Liz"), ("Patricia", "Pat"), ("Christine", "Chris"), ("Jennifer", "Jenny"),
    ("Deborah", "Debbie"), ("Katherine", "Kate"), ("Rebecca", "Becky"), ("Victoria", "Vicky"), ("Samantha", "Sam"), ("Amanda", "Mandy"),
    ("Jacqueline", "Jackie"), ("Pamela", "Pam"), ("Josephine", "Jo"), ("Abigail", "Abby"), ("Charlotte", "Lottie"), ("Alexandra", "Alex"),
    ("Barbara", "Babs"), ("Dorothy", "Dot"), ("Frances", "Fran"), ("Gillian", "Gill"), ("Theresa", "Tess"), ("Valerie", "Val"),
    ("Sandra", ""), ("Julie", ""), ("Karen", ""), ("Linda", ""), ("Tracey", ""), ("Sarah", ""), ("Emma", ""), ("Claire", ""), ("Laura", ""),
    ("Chloe", ""), ("Sophie", ""), ("Olivia", ""), ("Grace", ""), ("Ruby", ""), ("Amelia", ""), ("Lily", ""), ("Joan", ""), ("Jean", ""),
    ("Maureen", ""), ("Brenda", ""), ("Sheila", ""), ("Carol", ""), ("Angela", ""), ("Helen", ""), ("Diane", ""), ("Alison", ""),
    ("Fatima", ""), ("Ayesha", ""), ("Priya", ""), ("Zainab", ""), ("Agnieszka", ""), ("Ngozi", ""), ("Mei", ""), ("Ioana", ""),
)  # fmt: skip
MALE: tuple[tuple[str, str], ...] = (
    ("William", "Bill"), ("Robert", "Bob"), ("Richard", "Rick"), ("James", "Jim"), ("Michael", "Mike"), ("Thomas", "Tom"), ("Edward", "Ted"),
    ("Anthony", "Tony"), ("Andrew", "Andy"), ("David", "Dave"), ("Daniel", "Dan"), ("Matthew", "Matt"), ("Christopher", "Chris"),
    ("Nicholas", "Nick"), ("Stephen", "Steve"), ("Joseph", "Joe"), ("Benjamin", "Ben"), ("Samuel", "Sam"), ("Alexander", "Alex"),
    ("Gregory", "Greg"), ("Kenneth", "Ken"), ("Ronald", "Ron"), ("Peter", "Pete"), ("Timothy", "Tim"), ("Jonathan", "Jon"), ("Frederick", "Fred"),
    ("Charles", "Charlie"), ("Philip", "Phil"), ("Leonard", "Len"), ("Raymond", "Ray"),
    ("John", ""), ("Paul", ""), ("Mark", ""), ("Alan", ""), ("Brian", ""), ("Keith", ""), ("Kevin", ""), ("Gary", ""), ("Ian", ""), ("Neil", ""),
    ("Simon", ""), ("Jason", ""), ("Lee", ""), ("Craig", ""), ("Adam", ""), ("Ryan", ""), ("Jack", ""), ("Harry", ""), ("Oliver", ""),
    ("George", ""), ("Noah", ""), ("Liam", ""), ("Mohammed", ""), ("Yusuf", ""), ("Amir", ""), ("Arjun", ""), ("Piotr", ""), ("Chidi", ""),
)  # fmt: skip
_STARTS = (
    "Fenwri", "Quillo", "Tarnab", "Ollervi", "Broste", "Haverda", "Pindra", "Wimple", "Crathu", "Dunnava", "Yaxen", "Merribla", "Sprotta",
    "Vexeni", "Zellera", "Wystri", "Yarrelo", "Pellamu", "Ruskeli", "Sorrinda", "Tavvela", "Umbrela", "Jessamo", "Ottreli", "Havvina",
    "Creddelo", "Bexilo", "Fennoqui", "Gorrelu", "Illicka", "Mazzeli", "Nuttrela", "Pruddo", "Skerreli", "Threnni", "Brindle", "Corvanti",
    "Dapplemo", "Elmorri", "Fernaqui", "Hollinvra", "Inkervo", "Jorvanda", "Kettlefa", "Larkova", "Mossenvi", "Nettleva", "Orrisda",
    "Pennifra", "Quorndi", "Rivelsi", "Saltova", "Tarnvri", "Ullverda", "Vantro", "Wexmo", "Yeldra", "Zephra", "Ambertru", "Bellovi",
)  # fmt: skip
_ENDS = (
    "quill", "drake", "vane", "dash", "mander", "bolt", "sprake", "lowne", "tarn", "combe", "hurn", "ravel", "stang", "thwick", "ply",
    "grist", "noll", "weft", "skell", "brock", "fane", "dorrit", "mulk", "pryde", "sterne", "vick", "yarrow", "zeal", "kemble", "finch",
)  # fmt: skip
_EVERY = tuple(start + end for start in _STARTS for end in _ENDS if start[-1] != end[0])
SURNAMES = tuple(_EVERY[at * 761 % len(_EVERY)] for at in range(len(_EVERY)))  # so that the usual ones do not all begin alike
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def drawn(rng: np.random.Generator, choices: int, count: int) -> Ints:
    """Numbers of names, the first ones more often than the last, as names are spread."""
    weight = 1 / (np.arange(choices) + 6.0)
    return np.asarray(np.searchsorted(np.cumsum(weight / weight.sum()), rng.random(count)).clip(0, choices - 1), dtype=np.int64)


def misspelt(word: str, rng: np.random.Generator) -> str:
    """The word with one slip of the keyboard: a letter left out, put in, put for another, or two changed round."""
    at = int(rng.integers(1, max(2, len(word) - 1)))
    letter = _LETTERS[int(rng.integers(26))]
    slip = int(rng.integers(4))
    if slip == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if slip == 1:
        return word[:at] + letter + word[at:]
    if slip == 2 or at + 1 >= len(word):
        return word[:at] + letter + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
