"""The table of services."""

from __future__ import annotations

import pytest

from gallica_export.ark import Ark
from gallica_export.gallica import services
from gallica_export.gallica.services import Service, service_at

ARK = Ark.parse("bpt6k9612399b")
GIVEN: dict[str, str | int] = {
    "view": 12,
    "size": ",400",
    "year": 1879,
    "query": "x",
    "start": 1,
    "most": 50,
}
SERVICES = [value for value in vars(services).values() if isinstance(value, Service)]


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.title)
def test_one_word_for_a_service_and_its_place(service: Service) -> None:
    """What is fetched and what a person saved bear the same word, which the place tells."""
    places = service.request(ARK, **GIVEN).places
    if service is services.OAI:
        assert places == services.OAIRECORD.request(ARK).places
    else:
        assert {service_at(place) for place in places} <= {service.name}


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("alto/f12.xml", "alto"),
        ("annotations/f1.json", "annotations"),
        ("texteBrut.html", "texteBrut"),
        ("issues/1879.xml", "issues"),
    ],
)
def test_places_without_a_question_have_a_word_too(place: str, word: str) -> None:
    """Answers that only people can fetch are named by their places."""
    assert service_at(place) == word
