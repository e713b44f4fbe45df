"""From a Gallica ARK to a digital edition."""

__version__ = "0.1.0"
