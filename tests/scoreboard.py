"""The scoreboard of `make trust`: every numbered case, how often it was tried, and whether it held."""

import csv
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).parent
LETTERS = {"X": "hostile text", "I": "broken input", "F": "faults in a run", "L": "leaks", "D": "disclosure"}


def read(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases():
    """Case to what it is and what the plain stack does, in the list's order."""
    return {row["case"]: row for row in read("cases")}


def score(reports):
    """Count each case's tests by outcome."""
    board, known = defaultdict(Counter), cases()
    for outcome, numbers, node in reports:
        for number in numbers:
            if number not in known:
                raise ValueError(f"{node} names {number}, which is no numbered case")
            board[number]["failed" if outcome == "error" else outcome] += 1
    return board


def merge(boards):
    """Add up the boards of several sessions, in the list's order."""
    whole = defaultdict(Counter)
    for board in boards:
        for number, tried in board.items():
            whole[number].update(tried)
    return {number: whole[number] for number in cases() if number in whole}


def held(tried):
    """A case holds when at least one test tried it, and none failed or was skipped."""
    return bool(tried.get("passed")) and not tried.get("failed") and not tried.get("skipped")


def tell(board):
    """One line a letter, then every case that is not held and what no format can have, with the reason."""
    known = cases()
    lines = [f"{'':20}{'cases':>6}{'tried':>7}{'held':>6}{'tests':>7}"]
    for letter, what in LETTERS.items():
        mine = [n for n in known if n[0] == letter]
        tests = sum(sum(board[n].values()) for n in mine if n in board)
        sums = (len(mine), sum(n in board for n in mine), sum(held(board.get(n, {})) for n in mine), tests)
        lines.append(f"{letter}  {what:17}" + "".join(f"{k:>{w}}" for k, w in zip(sums, (6, 7, 6, 7), strict=True)))
    lines += [f"NOT TRIED {n} {known[n]['what']}" for n in known if n not in board]
    lines += [f"NOT HELD {n} {known[n]['what']}: {dict(board[n])}" for n in board if not held(board[n])]
    lines += [f"not applicable: {row['case']} to {row['format']}: {row['reason']}" for row in read("applicability")]
    return "\n".join(lines)


def page(board):
    """The same as a page of docs, beside what the plain stack does."""
    head = (HERE / "trust_page.md").read_text("utf-8")
    rows = ["| case | what | tests | held | the plain stack |", "|---|---|---:|---|---|"]
    for number, row in cases().items():
        tried = board.get(number, {})
        answer = "yes" if held(tried) else "**no**"
        rows.append(
            f"| {number} | {row['what']} | {sum(tried.values())} | {answer} | {row['plain'] or 'not measured'} |"
        )
    spared = [f"| {row['case']} | {row['format']} | {row['reason']} |" for row in read("applicability")]
    table = "\n".join(["| case | format | why it cannot occur |", "|---|---|---|", *spared])
    return head.replace("{{cases}}", "\n".join(rows)).replace("{{spared}}", table)


def main(*files):
    """Print the scoreboard of some sessions, write the page, and say whether every case is held."""
    board = merge(json.loads(Path(name).read_text("utf-8")) for name in files)
    sys.stdout.write(tell(board) + "\n")
    whole = all(held(board.get(number, {})) for number in cases())
    if whole:
        (HERE.parent / "docs" / "trust.md").write_text(page(board), "utf-8")
    return not whole


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
