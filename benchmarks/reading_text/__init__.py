"""How good the reading text is: measured on gold data, real documents and specimens, offline.

python -m benchmarks.reading_text            the whole table, and whether a figure fell
python -m benchmarks.reading_text --quick    the part that the tests run
"""
