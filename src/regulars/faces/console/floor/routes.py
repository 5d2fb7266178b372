"""The floor's routes."""

from regulars.faces.console.floor.combinations import ROUTES as COMBINATIONS
from regulars.faces.console.floor.drawing import ROUTES as DRAWING
from regulars.faces.console.floor.page import ROUTES as PAGE
from regulars.faces.console.floor.sections import ROUTES as SECTIONS
from regulars.faces.console.floor.several import ROUTES as SEVERAL
from regulars.faces.console.floor.starting import ROUTES as STARTING
from regulars.faces.console.floor.tables import ROUTES as TABLES

ROUTES = [*PAGE, *STARTING, *SECTIONS, *TABLES, *SEVERAL, *COMBINATIONS, *DRAWING]
