"""An analyst's own paragraphs: Markdown files beside the profile, marked as theirs, and as old when they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup


@dataclass(frozen=True)
class Note:
    """One paragraph or more of an analyst's words."""

    html: Markup  # a small part of Markdown, everything else escaped
    author: str
    updated: date
    stale: bool
