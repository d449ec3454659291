"""Everything between a received file about people and disclosure control: the only modules that see a person.

Belongs here: agreements, the key, reading, the encrypted store, forgetting, and making an edition. Does not belong here: what is worked
out (analysis/), what may leave (analysis/disclosure/), or anything that publishes.
"""
