"""A call about red pain, as it was told. Every trainer sees it until one of them has taken note."""

from clinic_app.desktop.context import Surroundings
from clinic_app.desktop.front_desk.desk import Desk
from clinic_app.desktop.widgets.call_panel import CallPanel
from clinic_app.desktop.widgets.guarded import guarded
from clinic_app.desktop.widgets.numbers import TextField
from clinic_app.domain.desk_event import Called
from clinic_app.domain.plan_code import read_plan_code
from clinic_app.errors import Refused


class CallForm(CallPanel):
    """A name or the plan code is enough; what they said is in their own words."""

    def __init__(self, room: Surroundings, desk: Desk) -> None:
        _ = room.text
        self.room, self.desk, self.text = room, desk, room.text
        self.who = guarded(TextField(room.theme, _("Who called"), placeholder=_("Name, or the code on the strip")), _)
        lead = _("It stays at the top of every trainer's day until one of them has taken note.")
        super().__init__(room, self.who, _("Who called"), lead, _("Tell the trainers"))
        self.save_requested.connect(self._on_save)

    def _on_save(self) -> None:
        who = " ".join(self.who.text().split())
        if not who:
            self.who.object_to(self.text("Enter who called."))
            return
        self.save.setEnabled(False)  # one call is told once
        self.problem.hide()
        told = Called(who, self.room.person, self.note.text().strip(), read_plan_code(who) or "")
        self.desk.hand_in(self, (told,), self.done.emit, self._on_kept)

    def _on_kept(self, refused: Refused) -> None:
        """It is not written down: it stays here, to be told again."""
        self.save.setEnabled(True)
        self.problem.setText(refused.sentence(self.room.language))
        self.problem.show()
