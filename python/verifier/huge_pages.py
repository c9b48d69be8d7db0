"""Joins the heap's 4 KiB pages into 2 MiB ones: a fork then copies one table entry where it copied 512."""

import gc
import sys

from .linux import HUGE_PAGE_BITS, IS_LINUX, collapse_huge_page


def collapse_heap() -> int:
    """Collapses every huge page that holds a Python object; returns how many could be (0 before Linux 6.1)."""
    if not IS_LINUX:
        return 0
    pages = {id(item) >> HUGE_PAGE_BITS for item in gc.get_objects()}
    for module in list(sys.modules.values()):
        pages.update(id(value) >> HUGE_PAGE_BITS for value in vars(module).values())
    return sum(collapse_huge_page(page) for page in sorted(pages))
