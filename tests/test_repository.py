"""What must hold for the repository as a whole."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from channels_publish.messages import OUTCOMES, PROBLEMS

REPOSITORY = Path(__file__).resolve().parents[1]
ERRORS = frozenset({"Refused", "AccountProblem", "TryLater", "Unknown"})
# These make an error of a code handed to them.
MAKERS = ERRORS | {"lost_reply"}
# f"{field}_too_long" and f"{field}_long": one code for each counter that has the one or the other.
COUNTERS = {"_too_long": ("title", "text", "tags"), "_long": ("title", "text")}


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((REPOSITORY / folder).rglob("*.py"))]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def text_of(node: ast.expr, names: dict[str, str]) -> list[str]:
    """The codes an expression may stand for; none where it only passes one on."""
    match node:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.Name(id=name) if name in names:
            return [names[name]]
        case ast.IfExp(body=one, orelse=other):
            return text_of(one, names) + text_of(other, names)
        case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(end))]):
            return [f"{field}{end}" for field in COUNTERS[end]]
    return []


def called(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def constants(module: ast.Module) -> dict[str, str]:
    """Names of texts on the top level."""
    return {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def outcomes_of(module: ast.Module) -> Iterator[str]:
    """Codes of the four errors: given to one, or standing beside one in a table."""
    names = constants(module)
    for node in ast.walk(module):
        if called(node) in MAKERS and node.args:
            yield from text_of(node.args[0], names)
        if isinstance(node, ast.Tuple) and len(node.elts) == 2:
            kind, code = node.elts
            if isinstance(kind, ast.Name) and kind.id in ERRORS:
                yield from text_of(code, names)
        match node:
            case ast.Assign(targets=[ast.Attribute(attr="code")], value=value):
                yield from text_of(value, names)
            case ast.AnnAssign(target=ast.Name(id="ACCOUNT_STATUS"), value=ast.Dict(values=values)):
                yield from (code for value in values for code in text_of(value, names))


def problems_of(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if called(node) == "Problem" and node.args:
            yield from text_of(node.args[0], constants(module))


def literals(paths: list[Path]) -> set[str]:
    nodes = (node for path in paths for node in ast.walk(tree(path)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


ADAPTERS = [path for path in sources("channels_publish/adapters", "press") if "migrations" not in path.parts]
MESSAGES = REPOSITORY / "channels_publish" / "messages.py"


RAISED = {code for path in ADAPTERS for code in outcomes_of(tree(path))}
CHECKED = {code for path in ADAPTERS for code in problems_of(tree(path))}


def test_codes_are_really_found():
    assert {"token_missing", "rate_limit", "throttled", "link_rejected", "upload_restarts", "empty_list"} <= RAISED
    assert {"text_too_long", "title_long", "alt_missing", "video_required"} <= CHECKED


def test_every_code_has_its_german_sentence():
    assert (RAISED - set(OUTCOMES), CHECKED - set(PROBLEMS)) == (set(), set())


def test_no_sentence_is_left_over():
    adapters = REPOSITORY / "channels_publish" / "adapters"
    engine = [path for path in sources("channels_publish") if path != MESSAGES and not path.is_relative_to(adapters)]
    assert set(OUTCOMES) - RAISED - literals(engine) == set()
    assert set(PROBLEMS) - CHECKED - literals(ADAPTERS) == set()


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def tracked() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("the list of files needs the git checkout")
    return [REPOSITORY / name for name in listed.stdout.splitlines()]


# Spelled in pieces, so that this file does not name them either.
PLACES = {
    "an index of packages": re.compile(
        r"--(?:extra-)?index" + r"-url|files\.python" + r"hosted|https?://[\w.-]*py" + r"pi\b"
    ),
    "a path of one machine": re.compile(r"(?<![\w.~$}/-])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me|t" + r"mp)/"),
}


@pytest.mark.parametrize("what", PLACES)
def test_no_file_names(what):
    found = []
    for path in tracked():
        try:
            lines = path.read_text("utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        found += [
            f"{path.relative_to(REPOSITORY)}:{n}" for n, line in enumerate(lines, 1) if PLACES[what].search(line)
        ]
    assert found == []


def test_one_browser_serves_a_whole_process():
    # Playwright refuses a second one in the same thread, and only some orders of tests would show it.
    starters = [path.name for path in sources("tests") if "with sync_playwright" in path.read_text("utf-8")]
    assert starters == ["browser.py", Path(__file__).name]
