"""Which pictures go into an EPUB, and where they are shown."""

from __future__ import annotations

from msgspec import Struct

from gallica_export.model import Document, Image, View
from gallica_export.writers.epub.plan import Plan


class Pictures(Struct, frozen=True):
    """The picture files of the book, by their places in it: "thumbnails/f1.jpg"."""

    files: dict[str, Image]
    #: The place of the cover; None without one.
    cover: str | None
    #: The place of a figure's picture, by the figure's id. The picture shows the whole view, so
    #: the first figure of a view has it, and the others none.
    of_figures: dict[str, str]
    #: The place of a view's thumbnail, by the view's id.
    thumbnails: dict[str, str]
    #: In a facsimile, the place of a view's picture, by the view's id.
    of_views: dict[str, str] = {}


def choose_pictures(document: Document, plan: Plan) -> Pictures:
    """A thumbnail of every view, and the picture of the cover and of every view with a figure."""
    files: dict[str, Image] = {}
    thumbnails: dict[str, str] = {}
    best: dict[int, str] = {}
    figures = (*plan.figures, *plan.unread)
    wanted = {figure.view for figure in figures} | {view.order for view in document.views[:1]}
    for view in document.views:
        thumbnail = placed("thumbnails", view, view.thumbnail, files)
        if thumbnail:
            thumbnails[view.id] = thumbnail
        image = placed("images", view, view.image, files) if view.order in wanted else None
        picture = image or thumbnail
        if picture:
            best[view.order] = picture
    cover = best.get(document.views[0].order) if document.views else None
    of_figures = {figure.id: best.pop(figure.view) for figure in figures if figure.view in best}
    return Pictures(files, cover, of_figures, thumbnails)


def placed(folder: str, view: View, image: Image | None, files: dict[str, Image]) -> str | None:
    """Where ``image`` stands in the book, and take it in."""
    if image is None:
        return None
    place = f"{folder}/{view.id}.{image.extension}"
    files[place] = image
    return place
