"""What magics and the Python API give back: values that show themselves, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rca_kernel.adapters.ipython.shown import Shown, Told
from rca_kernel.app.papers import slow_reading
from rca_kernel.errors import PaperError
from tests.app.talking import Kernel, loaded, running

PAPER = Path(__file__).resolve().parents[2] / "notebooks" / "papers" / "adaptive-moments.tex"
TAB = """
from IPython.core.completer import provisionalcompleter
with provisionalcompleter():
    for line, at in {!r}:
        for one in get_ipython().Completer.completions(line, at):
            print(line[: one.start] + one.text + line[one.end :])
"""


def test_what_was_told_is_shown_again_only_in_a_later_cell(capsys: pytest.CaptureFixture[str]) -> None:
    cell = 3
    told = Told(Shown("a plan \x1b[31m"), lambda: cell)
    assert (repr(told), told.text) == ("a plan ", "a plan \x1b[31m")
    told._ipython_display_()
    assert capsys.readouterr().out == ""
    cell = 4
    told._ipython_display_()
    assert capsys.readouterr().out == "a plan \n"


def test_an_error_shows_the_users_lines_and_the_message(tmp_path: Path) -> None:
    from rca_kernel import Paper

    with pytest.raises(PaperError) as caught:
        Paper(tmp_path / "nowhere.tex")
    lines = caught.value._render_traceback_()
    assert lines[-1].startswith("PaperError: There is no file")
    assert "Paper(tmp_path" in lines[-2]
    assert "load_paper" not in "".join(lines)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("2504.20117", "Fetching 2504.20117 from arXiv …"),
        ("a.pdf", "Reading a.pdf …"),
        ("b.tex", ""),
        ("no.pdf", ""),
    ],
)
def test_a_reading_that_takes_long_is_announced(
    source: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.pdf").touch()
    (tmp_path / "b.tex").touch()
    assert slow_reading(source) == said


async def test_magics_give_what_they_show_and_complete_beside_no_python(tmp_path: Path) -> None:
    async with running(tmp_path) as kernel:
        await kernel.say("%rca paper adaptive-moments.tex")
        assert (
            await kernel.say("x = %rca status\nx")
            == "No session has run in this kernel. Begin with %rca paper FILE."
        )
        assert await kernel.say("x") == "No session has run in this kernel. Begin with %rca paper FILE."
        assert await kernel.say("%rca config mode") == (
            "mode         = 'auto'         plan: hold then; approve: ask; auto: go on     default"
        )
        asked = [
            ('%rca implement "Upd"', 19),
            ("%rca mode a", 11),
            ("%rca status ", 12),
            ("y = 1\n%rca pla", 14),
        ]
        assert (await kernel.say(TAB.format(asked))).splitlines() == [
            '%rca implement "Update rule"',
            "%rca mode approve",
            "%rca mode auto",
            "y = 1",
            "%rca plan",
        ]
        await failed_before_a_plan(kernel)


async def test_in_a_new_kernel_the_notebook_still_tells_of_the_session_before(tmp_path: Path) -> None:
    async with running(tmp_path) as kernel:
        await kernel.say("%rca paper adaptive-moments.tex")
        await kernel.say('%rca implement "Eq. (6)" --model formal')
        await kernel.until("done:")
    async with loaded(tmp_path / "b.ipynb") as again:
        status = await again.say("%rca status")
        assert status.startswith(
            "No session has run in this kernel. This notebook holds a plan: Implement Eq. (6)"
        )
        assert status.endswith("%rca verify checks it again.")
        assert "✔ 2.1" in await again.say("%rca plan")
        assert "2 of 2 verified" in await again.say("%rca contract")
        assert "finding: m_t agrees" in await again.say("%rca log m_t agrees")
        assert "No model has been asked" in await again.say("%rca cost")
        told = await again.say('%rca ask "what is the decay rate beta?"')
        assert "[value:\\beta_1]" in told
        assert "[section 3" in told
        (tmp_path / "adaptive-moments.tex").unlink()
        assert "[value:\\beta_1]" in await again.say('%rca ask "what is the decay rate beta?"')


async def failed_before_a_plan(kernel: Kernel) -> None:
    """What failed while it was planned is told by its own name, not by that of a plan before it."""
    await kernel.say('%rca implement "Eq. (6)" --model formal')
    await kernel.until("done: Implement Eq. (6)")
    await kernel.say('%rca implement "Section 3.3" --model nosuchprovider/x')
    await kernel.until("failed: 3.3 Step-size")


def test_a_session_prints_lines_and_gives_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from rca_kernel import Paper, Session

    session = Session(Paper(PAPER), "Eq. (6)", notebook=tmp_path / "a.ipynb", model="formal")
    ended = session.implement()
    printed = capsys.readouterr().out
    assert "  starting a kernel\n" in printed
    assert "Implemented" not in printed
    assert str(ended).startswith("Implemented Eq. (6)")
    assert str(ended).endswith("a.ipynb")
    assert str(session.cost) == "No model has been asked."
    verified = session.verify()
    assert "2 of 2 verified" in verified.text
    assert "Clean rerun: all" in verified.markdown
