"""The documentation's site: whole, with every fixture, and nothing in it fetched from elsewhere."""

from __future__ import annotations

import ast
import re
import shutil
from html import unescape
from pathlib import Path

import pytest

from scripts.docs.site import build
from scripts.errors import CommandError
from scripts.paths import PROJECT

PLUGIN = PROJECT / "emulator" / "cognito_emulator" / "pytest_plugin.py"
PAGES = tuple(
    page
    for where in ("*.md", "emulator/*.md", "docs/**/*.md", "examples/**/*.md")
    for page in PROJECT.glob(where)
    if "node_modules" not in page.parts
)
# what a browser fetches by itself, unlike a link that somebody follows
FETCHED = re.compile(
    r"""\bsrc\s*=\s*["']?(?:https?:)?//|<link[^>]+href\s*=\s*["']?(?:https?:)?//|url\(["']?(?:https?:)?//|"""
    r"""@import\s+["'](?:https?:)?//""",
    re.IGNORECASE,
)
CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
INDEX = "# A site\n\n```{toctree}\npage\n```\n"
PAGE = "# A page\n\n## A heading\n\nWords.\n"
TO_NOTHING = (
    "[a page](gone.md)",
    "[a heading](#gone)",
    "[a heading of another page](index.md#gone)",
    "[a file](../gone.py)",
    "[a folder](../docs)",
    "![a picture](images/gone.png)",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own, as it stands."""
    site = tmp_path_factory.mktemp("docs") / "site"
    build(PROJECT, site)
    return site


def test_every_page_of_the_project_is_in_the_site(site: Path) -> None:
    names = {page.relative_to(PROJECT).with_suffix(".html") for page in PAGES}
    assert {name for name in names if not (site / name).is_file()} == set()


def test_whoever_opens_the_site_comes_to_its_first_page(site: Path) -> None:
    assert 'url=docs/index.html"' in (site / "index.html").read_text()


def test_no_page_has_anything_fetched_from_another_machine(site: Path) -> None:
    files = [file for suffix in ("html", "css") for file in site.rglob(f"*.{suffix}")]
    assert len(files) > len(PAGES)
    fetched = {file.name: found[0] for file in files if (found := FETCHED.search(file.read_text()))}
    assert fetched == {}


def test_the_reference_has_every_fixture_with_its_docstring(site: Path) -> None:
    reference = (site / "docs" / "fixtures.html").read_text()
    text = " ".join(unescape(re.sub(r"<[^>]+>", "", reference)).replace(CURLY, "'").split())
    fixtures = [each for each in ast.parse(PLUGIN.read_text()).body if _is_fixture(each)]
    assert fixtures
    for fixture in fixtures:
        assert isinstance(fixture, ast.FunctionDef)
        assert f'id="cognito_emulator.pytest_plugin.{fixture.name}"' in reference
        first_line = (ast.get_docstring(fixture) or "").partition("\n")[0]
        assert first_line.replace("`", "") in text


def test_each_link_to_nothing_is_named_and_the_build_ends(tmp_path: Path) -> None:
    pages = {f"page{number}": f"{PAGE}\n{link}\n" for number, link in enumerate(TO_NOTHING)}
    index = INDEX.replace("page", "\n".join(pages))
    with pytest.raises(CommandError) as refused:
        build(_project(tmp_path, {"index": index, **pages}), tmp_path / "site")
    named = set(re.findall(r"^docs/(page\d+)\.md:7: ", str(refused.value), re.MULTILINE))
    assert named == pages.keys()
    assert refused.value.next_command == "make docs"


def test_a_page_in_no_list_ends_the_build_and_is_named(tmp_path: Path) -> None:
    pages = {"index": INDEX, "page": PAGE, "forgotten": PAGE}
    with pytest.raises(CommandError, match=r"docs/forgotten\.md"):
        build(_project(tmp_path, pages), tmp_path / "site")


def test_a_page_without_a_fault_is_built(tmp_path: Path) -> None:
    page = f"{PAGE}\n[here](#a-heading) [there](index.md#a-site) [code](conf.py)\n"
    build(_project(tmp_path, {"index": INDEX, "page": page}), tmp_path / "site")
    assert (tmp_path / "site" / "docs" / "page.html").is_file()


def test_what_npm_has_installed_for_an_example_is_none_of_its_pages(tmp_path: Path) -> None:
    project = _project(tmp_path, {"index": INDEX, "page": PAGE})
    installed = project / "examples" / "page" / "node_modules" / "a-package" / "README.md"
    installed.parent.mkdir(parents=True)
    installed.write_text(f"{PAGE}\n{TO_NOTHING[0]}\n")
    build(project, tmp_path / "site")
    assert not list((tmp_path / "site").rglob("node_modules"))


def _project(directory: Path, pages: dict[str, str]) -> Path:
    """One with the settings of ours and these pages."""
    project = directory / "project"
    shutil.copytree(PROJECT / "docs" / "_templates", project / "docs" / "_templates")
    shutil.copy(PROJECT / "docs" / "conf.py", project / "docs")
    for name, text in pages.items():
        (project / "docs" / f"{name}.md").write_text(text)
    return project


def _is_fixture(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any(
        "fixture" in ast.unparse(decorator) for decorator in node.decorator_list
    )
