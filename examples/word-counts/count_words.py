"""Prints the commonest long words of an edition with the printed pages on which they stand.

Reads NAME.json, which `gallica-export --format json` makes, with nothing but the standard library.
"""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

SHORTEST = 7
MOST = 5


def main() -> None:
    """Count the words of the edition that the command line names."""
    edition = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    places = defaultdict(list)
    for view in edition["views"]:
        page = view.get("label") or f"view {view['order']}"
        for block in view["blocks"]:
            for line in block["lines"]:
                for word in line["words"]:
                    for letters in re.findall(r"\w+", word["text"].casefold()):
                        places[letters].append(page)
    words = [(len(pages), word) for word, pages in places.items() if len(word) >= SHORTEST]
    for count, word in sorted(words, key=lambda row: (-row[0], row[1]))[:MOST]:
        print(f"{count:3} {word}: {', '.join(dict.fromkeys(places[word]))}")


if __name__ == "__main__":
    main()
