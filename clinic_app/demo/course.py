"""Made-up measures of the course: what hurts the person to do, how far they run, and the test after the exercise."""

import random

from msgspec.structs import replace

from clinic_app.demo.people import Story
from clinic_app.domain.assessment import DEAD_BUG, HINGE, DeadBug, DeadBugSide, HingeSide, HipHinge, Tests
from clinic_app.domain.follow_up import ACTIVITIES, OutcomeMeasure

_ACTIVITIES: dict[Story, tuple[str, ...]] = {
    "gluteal": ("靴下をはく", "下り坂を走る", "30分立つ"),
    "thoracic": ("車をバックさせる", "10 km走る"),
    "trunk": ("長く座る", "椅子から立ち上がる", "寝返りを打つ"),
}
_ELSE = ("床の物を拾う", "続けて30分走る")


def measures(story: Story, visit: int, recovery: int, chance: random.Random) -> tuple[OutcomeMeasure, ...]:
    """The measures of one visit; the first of them is what later ones are compared with."""
    found = [
        OutcomeMeasure(key, min(10, 3 + place + 2 * recovery + chance.choice((0, 0, 1))), words)
        for place, (key, words) in enumerate(zip(ACTIVITIES, _ACTIVITIES.get(story, _ELSE), strict=False))
    ]
    if visit:
        found.append(OutcomeMeasure("pgic", max(1, 4 - recovery)))
        found.append(OutcomeMeasure("days_missed", max(0, 5 - 2 * recovery)))
        found.append(OutcomeMeasure("longest_run_km", 4 + 3 * recovery))
    return tuple(found)


def after_exercise(tests: Tests) -> tuple[str, Tests] | None:
    """How the test went right after its exercise: what could be corrected by a cue was gone. None without a test."""
    hinge, dead_bug = tests.hip_hinge, tests.dead_bug
    if hinge is not None and any(side is not None and side.faults for side in (hinge.left, hinge.right)):
        return HINGE, Tests(hip_hinge=HipHinge(_hinged(hinge.left), _hinged(hinge.right)))
    if dead_bug is not None and any(side is not None and side.key_faults for side in (dead_bug.left, dead_bug.right)):
        return DEAD_BUG, Tests(dead_bug=DeadBug(_held(dead_bug.left), _held(dead_bug.right)))
    return None


def _hinged(side: HingeSide | None) -> HingeSide | None:
    if side is None or not side.faults:
        return side
    return replace(side, faults={next(iter(side.faults)): "gone_after_cue"})


def _held(side: DeadBugSide | None) -> DeadBugSide | None:
    return side if side is None or not side.key_faults else replace(side, failed_reps=1)
