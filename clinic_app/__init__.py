"""A conditioning studio's record of movement tendencies, and the sheets that go home.

This package holds the program. Its data (findings, rules, exercises, poses, texts, fonts) lies in
`resources/` beside it and is reached through `bundle` only.
"""

__version__ = "0.1.0"
