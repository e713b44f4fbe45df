"""The wire: which addresses may be asked, when, for how long, and what is an answer.

`client.py` puts these together; nothing here knows a service or reads an answer's meaning.
"""
