"""Ages at which the law of England and Wales draws a line, in whole years."""

from __future__ import annotations

ADULT = 18  # childhood ends: Children Act 1989, section 105
RESPONSIBLE = 10  # criminal responsibility begins: Children and Young Persons Act 1933, section 50
