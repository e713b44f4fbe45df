"""Readers: all that is known of the BnF's services, one file or folder a service.

A reader takes an answer's bytes as they were received and returns parts of the model. It raises
DamagedAnswer for bytes that are not what the service promises, and tells of every repair that
might have changed something with a Notice.
"""
