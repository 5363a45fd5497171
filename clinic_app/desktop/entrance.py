# ruff: noqa: PLC0415 - the door is painted before anything heavy is imported, so this module imports late
"""From the door to the workspace: what the door's buttons do, and the window that opens behind it."""

import importlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clinic_app.desktop.theme import Theme
from clinic_app.domain.language import Language

if TYPE_CHECKING:
    from clinic_app.bootstrap.own_clinic import OwnClinic
    from clinic_app.desktop.door import Door, WayIn


def open_door(folder: Path, language: Language, theme: Theme, stack: ExitStack) -> "Door":
    """The door of one clinic's folder; behind it the workspace opens. The lock is held until `stack` closes."""
    from clinic_app.bootstrap.own_clinic import own_clinic
    from clinic_app.desktop.door import Door

    clinic = stack.enter_context(own_clinic(folder))
    door = Door(_way_in(clinic, language, theme, stack, lambda: door), language, theme)
    return door


def _way_in(
    clinic: "OwnClinic", language: Language, theme: Theme, stack: ExitStack, door: Callable[[], "Door"]
) -> "WayIn":
    """What the door's buttons do: all of it is the clinic's, only the window is ours."""
    from clinic_app.desktop.door import WayIn

    def load() -> None:
        importlib.import_module("clinic_app.desktop.window")
        importlib.import_module("clinic_app.handouts")

    def opened(ring: Any) -> None:
        from clinic_app.bootstrap.factory import poses
        from clinic_app.bootstrap.sealed_papers import empty_bin_on_opening, paper_withdrawal
        from clinic_app.desktop.context import Context
        from clinic_app.desktop.housekeeping import owners_house
        from clinic_app.desktop.window import Window
        from clinic_app.records.key_ring import HeldRing

        entered, held = clinic.enter(ring), HeldRing(ring)
        stack.callback(entered.record.close)
        withdraw = paper_withdrawal(clinic.folder, held)
        empty_bin_on_opening(entered.record, withdraw, ring.person)
        context = Context(
            record=entered.record,
            evaluator=entered.evaluator,
            poses=poses(),
            clinic=entered.profile,
            person=entered.person,
            staff_id=ring.person,
            withdraw_paper=withdraw,
            language=language,
            theme=theme,
            house=owners_house(clinic, held, entered.record) if "owner" in ring.roles else None,
        )
        window = Window(context)
        window.setGeometry(door().geometry())
        window.show()
        door().hide()
        door().window_behind = window

    return WayIn(
        place=str(clinic.folder),
        people=clinic.people,
        unlock=clinic.unlock,
        renew=clinic.renew,
        make=clinic.make,
        use_kit=clinic.use_kit,
        save_kit=lambda path, code: clinic.save_kit(Path(path), code, language),
        confirm_kit=clinic.confirm_kit,
        load=load,
        opened=opened,
    )
