"""`python -m postmetrics`."""

import sys

from .cli import main


sys.exit(main())
