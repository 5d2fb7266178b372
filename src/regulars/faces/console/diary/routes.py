"""The diary's routes."""

from regulars.faces.console.diary.moving import ROUTES as MOVING
from regulars.faces.console.diary.page import ROUTES as PAGE
from regulars.faces.console.diary.sheets import ROUTES as SHEETS

ROUTES = [*PAGE, *MOVING, *SHEETS]
