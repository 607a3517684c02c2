"""Other readers of CSV, in a virtual environment of their own."""

import pathlib
import subprocess
import sys

# What each is asked: all columns, as what they are, into its own table in memory.
READERS = {
    "pandas": ("pandas==3.1.1", "import pandas; t = pandas.read_csv(path); n = len(t)"),
    "polars": ("polars==2.1.0", "import polars; t = polars.read_csv(path); n = t.height"),
    "duckdb": (
        "duckdb==2.0.0",
        "import duckdb; c = duckdb.connect(); "
        "c.execute('create table t as select * from read_csv(?)', [path]); "
        "n = c.execute('select count(*) from t').fetchone()[0]"),
    "pyarrow": (
        "pyarrow==26.0.1", "import pyarrow.csv; t = pyarrow.csv.read_csv(path); n = t.num_rows"),
}


def install(folder):
    """Installs the readers that can be; returns their commands by name and why others are not.

    A command takes the path of a file and prints its number of rows.
    """
    folder = pathlib.Path(folder)
    python = folder / "bin" / "python"
    commands, missing = {}, []
    if not python.exists():
        made = run([sys.executable, "-m", "venv", str(folder)])
        if made is not None:
            return {}, [f"no virtual environment: {made}"]
    for name, (package, program) in READERS.items():
        if run([str(python), "-c", f"import {name}"]) is not None:
            problem = run([str(python), "-m", "pip", "install", "--quiet", package])
            if problem is not None:
                missing.append(f"{package} cannot be installed: {problem}")
                continue
        commands[name] = [
            str(python), "-c", f"import sys; path = sys.argv[1]; {program}; print('rows', n)"]
    return commands, missing


def run(command):
    """Runs a command; returns `None`, or the last line of its complaint."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    return ((done.stderr or done.stdout).strip().splitlines() or ["it failed"])[-1]
