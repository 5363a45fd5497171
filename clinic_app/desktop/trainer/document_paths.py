"""Values of a plain assessment document by their path, as `tests.hip_hinge.left.lean`."""

from typing import Any


def value_at(plain: dict[str, Any], path: str) -> Any:
    """The value at a path, or None when nothing was recorded there."""
    found: Any = plain
    for part in path.split("."):
        if not isinstance(found, dict) or part not in found:
            return None
        found = found[part]
    return found


def put_at(plain: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path, making the parts on the way; None removes it and every part left empty."""
    *parents, last = path.split(".")
    way: list[dict[str, Any]] = [plain]
    for part in parents:
        below = way[-1].get(part)
        if not isinstance(below, dict):
            if value is None:
                return
            below = {}
            way[-1][part] = below
        way.append(below)
    if value is not None:
        way[-1][last] = value
        return
    way[-1].pop(last, None)
    for depth in range(len(parents), 0, -1):
        if way[depth]:
            break
        way[depth - 1].pop(parents[depth - 1], None)
