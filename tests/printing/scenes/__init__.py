"""Every state and every fault at the front desk, brought about at a real queue: one function for each, in the order of
a sheet's life. A scene leaves the window as a person would find it, with the sheet in question chosen.
"""

from tests.printing.scenes import sheets, printers, mishaps, pages  # isort: skip - the order of the scenes
from tests.printing.scenes.scene import SCENES

__all__ = ["SCENES", "mishaps", "pages", "printers", "sheets"]
