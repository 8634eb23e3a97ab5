"""
Runs without their slow start: a process that has loaded what a run needs, and forks one for each order it reads.

What it forks is the command line itself, in a session of its own, to be killed like any other; only the two seconds in
which an interpreter reads its libraries are missing. Orders come on stdin, one JSON a line; answers go to stdout.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import time
import warnings


def preload():
    from vawg_geo.base.notebook_library import load_nbformat

    nbformat = load_nbformat()
    import geopandas
    import jupyter_client.asynchronous
    import jupyter_client.provisioning
    import nbclient
    import nbconvert.exporters
    import papermill

    import vawg_geo.publishing.month_index
    import vawg_geo.publishing.render
    import vawg_geo.publishing.seal
    import vawg_geo.runs.cli
    import vawg_geo.runs.launch
    import vawg_geo.runs.month
    import vawg_geo.runs.run

    return (geopandas, jupyter_client, nbclient, nbconvert, nbformat, papermill, vawg_geo)


def run(order):
    """Become the run that is ordered; never return."""
    os.setsid()
    for number, (path, mode) in enumerate(
        ((os.devnull, os.O_RDONLY), (order["out"], os.O_WRONLY), (order["err"], os.O_WRONLY))
    ):
        os.dup2(os.open(path, mode | (os.O_CREAT if mode else 0), 0o600), number)
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    tempfile.tempdir = None
    signal.signal(signal.SIGINT, signal.default_int_handler)
    warnings.resetwarnings()
    for name, most in order["limits"].items():
        resource.setrlimit(getattr(resource, name), (most, most))
    sys.argv = ["vawg-geo", *order["arguments"]]
    code = 70
    try:
        from vawg_geo.runs.cli import main

        main()
    except SystemExit as left:
        code = left.code or 0
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:
            code = 120  # as the interpreter itself says it
        os._exit(code)


def serve():
    preload()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            answer = os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1])
        elif not (answer := os.fork()):
            run(order)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
