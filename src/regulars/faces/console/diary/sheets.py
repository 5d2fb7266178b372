"""What a host does in the diary's panel: a booking, a new one, a walk-in, the waitlist.

Each address answers one sheet, `<section id="sheet">`, when htmx asks, and a page with the sheet
alone otherwise. The diary puts a sheet into its panel. What was done is told to the page by the
event `diary-changed` on the body; a link with `data-closes-sheet` leads back to the diary.

    {store}/bookings/{id}              a booking
    {store}/new                        a new one; ?day=2026-05-04&minute=1170&tables=<ids>&covers=4
    {store}/walk-in                    a party at the door; ?tables=<ids>
    {store}/waitlist?day=2026-05-04    who waits, today or for that day
"""

from regulars.faces.console.diary.editing import ROUTES as EDITING
from regulars.faces.console.diary.panel import ROUTES as PANEL
from regulars.faces.console.diary.paying import ROUTES as PAYING
from regulars.faces.console.diary.setting import ROUTES as SETTING
from regulars.faces.console.diary.taking import ROUTES as TAKING
from regulars.faces.console.diary.waiting import ROUTES as WAITING
from regulars.faces.console.diary.walk_in import ROUTES as WALKING_IN

ROUTES = [*PANEL, *SETTING, *EDITING, *PAYING, *TAKING, *WALKING_IN, *WAITING]
