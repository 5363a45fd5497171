"""Qt's own numbers for what the first window needs, so that it is painted without PySide's namespace `Qt`.

Asking for that namespace once builds all of its 93 enumerations, which takes a third of the time that an empty
window takes. Qt's properties take the plain numbers; a test holds these against the real names.
"""

PLAIN_TEXT = 0
NO_FOCUS = 0
BAR_ALWAYS_OFF = 1
SECRET_INPUT = 0x1 | 0x2 | 0x40  # hidden, sensitive, and nothing learnt from it
WRAPPED = 0x1000 | 0x1  # words broken into lines, from the left
WRAPPED_IN_THE_MIDDLE = 0x1000 | 0x4
IN_THE_MIDDLE = 0x4 | 0x80
