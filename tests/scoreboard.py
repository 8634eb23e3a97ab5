"""The scoreboard of `make trust`: every numbered case, how often it was tried, and whether it held."""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

CASES = Path(__file__).with_name("cases.csv")
LETTERS = {"X": "hostile text", "I": "broken input", "F": "faults in a run", "L": "leaks", "D": "disclosure"}


def cases():
    """Case to what it is and what the plain stack does, in the list's order."""
    with CASES.open(encoding="utf-8", newline="") as file:
        return {row["case"]: row for row in csv.DictReader(file)}


def score(reports):
    """Give each case the tests that tried it, by outcome: a case holds when all passed and at least one ran."""
    board = defaultdict(lambda: {"passed": 0, "failed": 0, "skipped": 0})
    known = cases()
    for outcome, numbers, node in reports:
        for number in numbers:
            if number not in known:
                raise ValueError(f"{node} names {number}, which is no numbered case")
            board[number]["failed" if outcome == "error" else outcome] += 1
    return {number: dict(board[number]) | {"held": holds(board[number])} for number in known if number in board}


def holds(tried):
    return bool(tried["passed"]) and not tried["failed"] and not tried["skipped"]


def table(board):
    """One line a letter: cases, tried, held; then every case that was not held, with the reason."""
    known = cases()
    lines = [f"{'':18}{'cases':>6}{'tried':>7}{'held':>6}{'tests':>7}"]
    for letter, what in LETTERS.items():
        mine = [n for n in known if n[0] == letter]
        tried = [n for n in mine if n in board]
        tests = sum(sum(board[n][k] for k in ("passed", "failed", "skipped")) for n in tried)
        held = sum(board[n]["held"] for n in tried)
        lines.append(f"{letter}  {what:15}{len(mine):>6}{len(tried):>7}{held:>6}{tests:>7}")
    lines += [f"not tried: {n} {known[n]['what']}" for n in known if n not in board]
    lines += [f"not held: {n} {known[n]['what']} {board[n]}" for n in board if not board[n]["held"]]
    return "\n".join(lines)


if __name__ == "__main__":
    found = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    sys.stdout.write(table(found) + "\n")
    sys.exit(not all(n in found and found[n]["held"] for n in cases()))
