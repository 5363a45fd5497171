"""The owner's page: four cards, each on its own."""

from clinic_app.desktop.context import Context
from clinic_app.desktop.owner.audit import AuditCard
from clinic_app.desktop.owner.backups import BackupsCard
from clinic_app.desktop.owner.house import House
from clinic_app.desktop.owner.profile import ProfileCard
from clinic_app.desktop.owner.staff import StaffCard
from clinic_app.desktop.widgets.labels import ScrollColumn, label, row


class OwnerPage(ScrollColumn):
    """Profile and staff on the left, backups and audit on the right."""

    def __init__(self, context: Context, house: House) -> None:
        super().__init__(context.theme)
        self.setAccessibleName(context.text("Owner"))
        self.add(label(context.text("Owner"), "display"))
        self.profile, self.staff = ProfileCard(context, house), StaffCard(context, house)
        self.backups, self.audit = BackupsCard(context, house), AuditCard(context, house)
        for left, right in ((self.profile, self.backups), (self.staff, self.audit)):
            pair = row(context.theme, 14)
            pair.addWidget(left, 1)
            pair.addWidget(right, 1)
            self.add(pair)
        self.body.addStretch(1)
