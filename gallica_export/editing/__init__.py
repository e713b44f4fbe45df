"""A Markdown edition as the working copy of a person: what was written, and what is in it now.

working_copy   the folder: a person's files, and the record of what was written into it
written        the blocks of the reading text as the Markdown writer puts them down
marks          every page mark once, and in its order
tokens         words, page marks and calls, of the OCR and of a file alike
alignment      the words of a file beside those of the OCR, view by view
assembly       blocks into sections again, notes into their places
reader         all of it: a document with the corrected reading text
"""

from __future__ import annotations
