"""What a collection says to machines once it is known where it will stand."""

from __future__ import annotations

import json
from typing import Any

import iiif_prezi3
import pytest
from lxml import etree

from gallica_export.writers import PUBLISHED_COLLECTION
from tests.links import broken_links
from tests.test_collection import BOOKS, DATES, ISSUES, files_of, page

URL = "https://lib.example.org/livres/"


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    return files_of(BOOKS, url=URL)


@pytest.fixture(scope="module")
def weekly() -> dict[str, bytes]:
    return files_of(ISSUES, "fr", DATES, url=URL)


@pytest.fixture(scope="module", params=["books", "weekly"])
def files(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def locations(sitemap: bytes) -> list[str]:
    return [str(found.text) for found in etree.fromstring(sitemap).iter("{*}loc")]


def test_all_that_is_told_is_there(files: dict[str, bytes]) -> None:
    """Every address of its own that a published collection names leads somewhere."""
    assert broken_links(files, URL) == []


def test_the_sitemaps_name_each_page_once(files: dict[str, bytes]) -> None:
    """The sitemap leads to one of each site and one of the collection's own pages."""
    maps = [one.removeprefix(URL) for one in locations(files["sitemap.xml"])]
    sites = sorted(path for path in files if path.endswith("-html/sitemap.xml"))
    assert sorted(maps) == sorted([*sites, "sitemap-pages.xml"])
    told = [one for path in maps for one in locations(files[path])]
    assert len(told) == len(set(told))
    own = [path for path in files if path.endswith(".html") and "-html/" not in path]
    addresses = {page(files[path]).xpath("string(//link[@rel='canonical']/@href)") for path in own}
    assert set(locations(files["sitemap-pages.xml"])) == addresses - {""}
    assert [path for path in own if "canonical" not in files[path].decode()] == [
        path for path in own if path in ("404.html", "search.html")
    ]


def test_the_feed_tells_of_each_document(files: dict[str, bytes]) -> None:
    """The feed has an entry a document, with the moment of its own edition."""
    feed = etree.fromstring(files["feed.atom"])
    entries = feed.findall("{*}entry")
    moments = [entry.findtext("{*}updated") for entry in entries]
    links = [entry.find("{*}link").get("href") for entry in entries]  # type: ignore[union-attr] # each has one
    sites = json.loads(files["collection.json"])["documents"]
    assert links == [URL + one["site"].removesuffix("index.html") for one in sites]
    assert moments == [one["retrieved"] for one in sites]
    assert feed.findtext("{*}updated") == max(filter(None, moments))
    assert len({entry.findtext("{*}id") for entry in entries}) == len(entries)


def test_viewers_find_every_manifest(files: dict[str, bytes]) -> None:
    """The IIIF collection is valid, and names the manifest of each site by its own id."""
    collection = json.loads(files["iiif.json"])
    iiif_prezi3.Collection(**collection)
    manifests = [item["id"] for item in collection["items"]]
    named = (json.loads(file) for path, file in files.items() if path.endswith("/manifest.json"))
    assert sorted(manifests) == sorted(one["id"] for one in named)
    for item in collection["items"]:
        for thumbnail in item.get("thumbnail", ()):
            assert thumbnail["id"].removeprefix(URL) in files
            assert thumbnail["format"].startswith("image/")


def test_issues_have_their_days_in_viewers(weekly: dict[str, bytes]) -> None:
    """A viewer can make a calendar of the issues: those of a day have it, others have none."""
    days = [item.get("navDate") for item in json.loads(weekly["iiif.json"])["items"]]
    full = sorted(f"{one.date}T00:00:00Z" for one in DATES.issues[:-1] if len(one.date) == 10)
    assert sorted(filter(None, days)) == full
    assert None in days


def test_a_missing_page_leads_back_from_any_depth(files: dict[str, bytes]) -> None:
    """404.html loads and links from the root of the server."""
    links = page(files["404.html"]).xpath("//@href | //@src")
    assert links
    assert all(link.startswith(("/livres/", "#", "data:,")) for link in links)


def test_without_an_address_nothing_claims_one() -> None:
    """A collection for a disk has none of the files that must name addresses."""
    files = files_of(BOOKS[:2])
    assert not set(PUBLISHED_COLLECTION) & set(files)
    assert b"canonical" not in files["index.html"]
