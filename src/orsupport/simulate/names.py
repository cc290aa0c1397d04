"""Made-up names: of words that no place of the State it follows has, so that nobody takes a school for a real one."""

from __future__ import annotations

import numpy as np

FIRST = (
    "Abber Alder Amble Anvil Barrow Birken Blather Bramble Brindle Bracken Cobble Corrin Crumble Dapple Dimmer Dorrin "
    "Drizzle Ember Fallow Farrin Fennel Fiddle Fimble Gabble Ginder Gorrel Grindle Hagger Hobble Hollin Humber Jasper "
    "Jingle Kettle Kindle Lanner Larkin Lindle Lumber Marrow Merrin Mimble Mottle Nettle Nimble Norrin Otter Padder "
    "Pebble Pimmer Quarrel Quiver Ramble Rindle Ruddle Saddle Sorrel Spindle Tallow Tamber Thimble Timmer Tumble Umber "
    "Velvet Wabber Wander Whistle Wimble Yarrow"
)
SECOND = (
    "barton beck bourne brack combe cote croft dell fell firth garth gill grove hatch hollow holt hurst keld leigh "
    "mere minster moss nook pike rigg scar shaw shire sough stead stoke thorpe thwaite toft tor warren wath wick "
    "wold worth"
)
BEFORE = ("", "Upper ", "Lower ", "Old ", "Far ", "Little ", "Great ", "High ", "Nether ", "Over ", "Under ")


def made_up_names(draw: np.random.Generator, count: int) -> list[str]:
    """So many different names of places, in a random order; numbered from where the words run out."""
    plain = [first + second for first in FIRST.split() for second in SECOND.split()]
    mixed = [plain[place] for place in draw.permutation(len(plain))]
    names: list[str] = []
    for number in range(count):
        turn, place = divmod(number, len(plain))
        word = BEFORE[turn] if turn < len(BEFORE) else f"Number {turn} "
        names.append(word + mixed[place])
    return names
