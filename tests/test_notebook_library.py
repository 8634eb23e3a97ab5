"""A run's libraries load without the part that takes a second, and leave no trace of how."""

import subprocess
import sys

TELL = """
import sys
from vawg_geo.runs.execute import read_notebook
notebook = read_notebook(__import__("pathlib").Path(sys.argv[1]))
import papermill, jupyter_client.manager, vawg_geo.runs.launch
print(len(notebook.cells), "lark" in sys.modules, "rfc3987_syntax" in sys.modules)
import rfc3987_syntax
print(rfc3987_syntax.is_valid_syntax("iri", "https://exämple.org"))
"""


def test_a_notebook_is_read_without_the_grammar_of_addresses(tmp_path):
    from trouble import write_notebook

    path = write_notebook(tmp_path / "a.ipynb", "1")
    done = subprocess.run([sys.executable, "-c", TELL, str(path)], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", "2 False False\nTrue\n")
