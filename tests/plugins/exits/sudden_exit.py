"""A script that says something and ends the process, whoever imports it."""

import sys


sys.stdout.write("hello\n")
sys.exit(3)
