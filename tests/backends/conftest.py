"""The examples are run by servers, and imported by nobody else."""

collect_ignore_glob = ["with_*.py"]
