"""When a screen is covered and its keys go: by the owner's minutes, and whenever the machine slept."""

import pytest
from lock_house import Clocks

from clinic_app.desktop.idle import IdleWatch
from clinic_app.desktop.quick_code import QuickCode
from clinic_app.domain.locking import Locking

MINUTES = Locking(cover_after=15, drop_after=60, lock_after=5)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(clocks: Clocks) -> IdleWatch:
    return IdleWatch(lambda: clocks.monotonic, lambda: clocks.wall)


def due_after(minutes: float, watch: IdleWatch, clocks: Clocks, *, in_session: bool) -> str:
    """Let minutes pass by halves, as a timer that looks all the time."""
    due = "nothing"
    for _ in range(int(minutes * 2)):
        clocks.pass_minutes(0.5)
        due = watch.due(MINUTES, in_session=in_session)
    return due


def test_a_session_is_covered_after_15_minutes_and_its_keys_go_60_minutes_later(
    watch: IdleWatch, clocks: Clocks
) -> None:
    assert due_after(14.5, watch, clocks, in_session=True) == "nothing"
    assert due_after(0.5, watch, clocks, in_session=True) == "cover"
    watch.covered()
    assert due_after(59.5, watch, clocks, in_session=True) == "nothing"
    assert due_after(0.5, watch, clocks, in_session=True) == "drop"


def test_other_pages_lock_whole_after_5_minutes(watch: IdleWatch, clocks: Clocks) -> None:
    assert due_after(4.5, watch, clocks, in_session=False) == "nothing"
    assert due_after(0.5, watch, clocks, in_session=False) == "drop"


def test_every_touch_begins_the_minutes_anew(watch: IdleWatch, clocks: Clocks) -> None:
    due_after(14.5, watch, clocks, in_session=True)
    watch.touched()
    assert due_after(14.5, watch, clocks, in_session=True) == "nothing"


@pytest.mark.parametrize(("monotonic", "wall"), [(0.5, 3600.0), (3600.0, 3600.0), (61.0, 61.0)])
def test_a_machine_that_slept_has_lost_its_keys(
    watch: IdleWatch, clocks: Clocks, monotonic: float, wall: float
) -> None:
    """On Linux and macOS only the wall clock goes on in sleep, on Windows both do; the sleep here is simulated."""
    clocks.monotonic += monotonic
    clocks.wall += wall
    assert watch.due(MINUTES, in_session=True) == "drop"


def test_a_clock_put_back_by_hand_locks_nothing(watch: IdleWatch, clocks: Clocks) -> None:
    clocks.wall -= 86_400
    assert watch.due(MINUTES, in_session=True) == "nothing"
    assert due_after(15, watch, clocks, in_session=True) == "cover"


def test_five_wrong_codes_are_the_last() -> None:
    code = QuickCode()
    assert code.keep("482 913") is None
    for left in (4, 3, 2, 1):
        assert not code.opens("111222")
        assert code.tries_left == left
        assert code.is_set
    assert not code.opens("111222")
    assert not code.is_set
    assert not code.opens("482913")


def test_the_right_code_gives_all_tries_back() -> None:
    code = QuickCode()
    code.keep("482913")
    code.opens("000111")
    assert code.opens("４８２９１３")
    assert code.tries_left == 5


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "12a456", "111111", "123456", "987654", "567890"])
def test_a_code_that_is_none_or_guessed_at_once_is_not_taken(wrong: str) -> None:
    code = QuickCode()
    assert code.keep(wrong) is not None
    assert not code.is_set


def test_the_code_itself_is_nowhere_in_memory_that_belongs_to_it() -> None:
    code = QuickCode()
    code.keep("482913")
    held = [repr(value) for value in vars(code).values()]
    assert not any("482913" in value for value in held)
