"""F1: SIGKILL at random moments of autosave through `record_findings`. `python -m tests.faults.killed_saves --long`"""

from functools import partial
from pathlib import Path

from tests.faults.harness import (
    Score,
    chance,
    enter,
    enter_for_ever,
    killed_child,
    make_studio,
    open_current,
    problems_of,
    run_as_program,
    stored_number,
)

SHORT, LONG = 30, 500
ANEW = 80  # of the hundred years of running that can be entered; beyond them every save would be refused


def campaign(folder: Path, long: bool = False) -> Score:
    """Kill a saving child again and again; each time everything it confirmed must be there, whole."""
    score, source = Score("F1 killed while saving"), chance(1)
    studio, visit_id = make_studio(folder / "studio")
    path = studio.current().record
    for _ in range(LONG if long else SHORT):
        child = partial(enter_for_ever, path, visit_id)
        said = killed_child(child, source.randint(1, 6), source.random() * 0.012)
        score.kills += 1
        score.confirmed += len(said)
        record = open_current(studio)
        kept = stored_number(record, visit_id)
        if kept > ANEW:
            enter(record, visit_id, 0.0)
        record.close()
        if kept < 0:
            score.wrong.append("torn")
        elif not said:
            score.wrong.append("nothing was confirmed, so nothing is proved")
        elif kept < float(said[-1]):
            score.lost += 1
        score.wrong += problems_of(path)
    return score


if __name__ == "__main__":
    run_as_program(campaign)
