"""The wire: which addresses may be asked, when, for how long, and whether what came was promised.

`client.py` puts these together.
"""
