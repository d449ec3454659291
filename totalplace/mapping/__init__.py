"""Maps and the pages they stand on: the only callers of folium.

Belongs here: how a page looks and speaks. Does not belong here: what is in the figures (sql/, analysis/), or when a
page is made and where it is put (assets/).
"""
