"""Many vouchers at once: issued by number, imported, followed, exported, printed."""

from regulars.faces.console.voucher_batches.exporting import ROUTES as EXPORTING
from regulars.faces.console.voucher_batches.following import ROUTES as FOLLOWING
from regulars.faces.console.voucher_batches.importing import ROUTES as IMPORTING
from regulars.faces.console.voucher_batches.issuing import ROUTES as ISSUING
from regulars.faces.console.voucher_batches.printing import ROUTES as PRINTING

ROUTES = [*ISSUING, *IMPORTING, *FOLLOWING, *EXPORTING, *PRINTING]
