"""What the program is for, what it is not, where it was proved, and whose work it stands on."""

from clinic_app import __version__
from clinic_app.desktop.context import Context, Surroundings
from clinic_app.desktop.widgets.labels import Panel, ScrollColumn, label

LICENCES = (
    ("BIZ UDPGothic", "SIL Open Font License 1.1"),
    ("Noto Sans JP", "SIL Open Font License 1.1"),
    ("Qt, PySide6", "LGPL 3.0"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("SQLCipher", "BSD 3-Clause"),
    ("ReportLab", "BSD 3-Clause"),
    ("msgspec", "BSD 3-Clause"),
    ("jaconv", "MIT"),
    ("icalendar", "BSD 2-Clause"),
)


class AboutPage(ScrollColumn):
    """Three cards: intended use, this program, licences. Rules are named where the record is open."""

    def __init__(self, context: Surroundings) -> None:
        super().__init__(context.theme)
        _, theme = context.text, context.theme
        self.setAccessibleName(_("About"))
        self.add(label(_("About"), "display"))
        use = Panel(theme, pad=20)
        use.add(label(_("Intended use"), "heading"))
        use.add(
            label(
                _("A tool to record movement tendencies and to teach exercises; not for diagnosis or treatment."),
                "strong",
                wrap=True,
            )
        )
        if isinstance(context, Context):
            header = context.rule_set.rules.header
            for words in (header.purpose, header.use, header.misuse):
                use.add(label(words.in_language(context.language), wrap=True))
        self.add(use)
        program = Panel(theme, pad=20)
        program.add(label(_("This program"), "heading"))
        program.add(label(_("Version {version}").format(version=__version__)))
        if isinstance(context, Context):
            rules = context.rule_set.ref
            rules_line = _("Rule set {id} {version} ({hash})")
            program.add(label(rules_line.format(id=rules.id, version=rules.version, hash=rules.hash[:12])))
        program.add(
            label(_("Proved on Linux. Written for Windows and macOS too, but not yet proved there."), "soft", wrap=True)
        )
        self.add(program)
        licences = Panel(theme, pad=20, gap=4)
        licences.add(label(_("Licences"), "heading"))
        licences.add(label(_("This program: MIT. It stands on the work of others:"), wrap=True))
        for name, licence in LICENCES:
            licences.add(label(f"{name} — {licence}", "soft"))
        self.add(licences)
        self.body.addStretch(1)
