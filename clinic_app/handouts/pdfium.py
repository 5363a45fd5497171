"""A finished PDF opened with PDFium, which works for one thread of a process at a time.

Two that use it at once, such as a preview that is painted and a reprint that is marked, take the program down.
"""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pypdfium2

_one_at_a_time = threading.RLock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, and PDFium for this thread alone until it is closed: what is made of it ends within."""
    with _one_at_a_time, closing(pypdfium2.PdfDocument(pdf)) as document:
        yield document
