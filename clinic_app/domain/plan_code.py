"""The code of a plan: the only thing a torn-off diary strip carries. Short, readable aloud, with a check character."""

import random

# 23 characters, a prime, so that the check finds every wrong character and every pair typed in the wrong order.
# Left out is what looks like another on paper: 0 1 B D G I L O Q S U V Z.
ALPHABET = "23456789ACEFHJKMNPRTWXY"
_WEIGHTS = (2, 3, 4, 5, 6, 7)


def new_plan_code(source: random.Random) -> str:
    """A random code such as `K7A-24M-8`."""
    body = "".join(source.choice(ALPHABET) for _ in range(6))
    return f"{body[:3]}-{body[3:]}-{_check(body)}"


def read_plan_code(typed: str) -> str | None:
    """The code a person typed, in its written form; None when it cannot be right."""
    code = "".join(character for character in typed.upper() if character.isalnum())
    if len(code) != 7 or any(character not in ALPHABET for character in code) or _check(code[:6]) != code[6]:
        return None
    return f"{code[:3]}-{code[3:6]}-{code[6]}"


def _check(body: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in zip(_WEIGHTS, body, strict=True))
    return ALPHABET[total % len(ALPHABET)]
