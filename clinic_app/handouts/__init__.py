"""The papers that go home, the only place that knows ReportLab: content in, finished PDF bytes out.

What is proposed and decided is not here. `sheet_content` and `memo_content` choose words, `render_sheet` and
`render_memo` set them; checks before printing are `missing_glyphs`, `missing_pictures` and `forbidden_words`.
"""

from clinic_app.handouts.checks import Check, check_sheet
from clinic_app.handouts.content import MemoContent, RetestChange, SheetContent
from clinic_app.handouts.fonts import missing_glyphs
from clinic_app.handouts.memo_content import memo_content
from clinic_app.handouts.paper import Paper, PictureMissing, make_paper
from clinic_app.handouts.pictures import missing_pictures
from clinic_app.handouts.sheet import Overflow, render_memo, render_papers, render_sheet
from clinic_app.handouts.sheet_content import sheet_content
from clinic_app.handouts.words import forbidden_words

__all__ = [
    "Check",
    "MemoContent",
    "Overflow",
    "Paper",
    "PictureMissing",
    "RetestChange",
    "SheetContent",
    "check_sheet",
    "forbidden_words",
    "make_paper",
    "memo_content",
    "missing_glyphs",
    "missing_pictures",
    "render_memo",
    "render_papers",
    "render_sheet",
    "sheet_content",
]
