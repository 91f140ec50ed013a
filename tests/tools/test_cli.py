"""The command line from outside."""

import io
import os
import subprocess
import sys

import pytest

from tools import cli


def call(capfd, *arguments):
    codes = []
    cli.main([str(a) for a in arguments], codes.append)
    out, err = capfd.readouterr()
    return (codes or [0])[0], out, err


@pytest.mark.parametrize("command", [[], ["image"], ["flash"], ["console"], ["board-test"]])
def test_help(capfd, command):
    code, out, _ = call(capfd, *command, "--help")
    assert code == 0 and "Usage" in out


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["image", "esp32_devkit"], "did you mean 'esp32_devkitc'?"),
        (["flash", "m5_atom", "--port", "/dev/null0"], "m5_atom: no such board"),
        (["image", "--frozen"], "--frozen: name one board"),
        (["image", "m5_atoms3", "m5_atom_lite", "--frozen"], "--frozen: name one board"),
        (["image", "m5_atoms3", "--frozen", "--settings", "x.json"], "--frozen: settings stay a file in flash"),
        (["board-test", "m5_atom"], "m5_atom: no such board"),
        (["console"], "PORT: is missing"),
        (["console", "--port", "/dev/ttyNONE"], "/dev/ttyNONE: no such port"),
        (["board-test", "--port", "socket://127.0.0.1:9"], "socket://127.0.0.1:9: cannot be opened"),
        (["flush"], "No such command"),
    ],
)
def test_what_is_wrong_is_one_line(capfd, monkeypatch, arguments, told):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, out, err = call(capfd, *arguments)
    assert code == 2 and out == ""
    assert err.count("\n") == 1 and told in err and "Traceback" not in err


def test_ctrl_c_while_the_libraries_are_loaded_is_no_traceback(tmp_path):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt")
    done = subprocess.run(
        [sys.executable, "-m", "tools", "image"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_over_the_budget_is_exit_code_1_with_the_table(capfd, monkeypatch, tmp_path, firmware):
    from tools import image

    budget = tmp_path / "budget.toml"
    budget.write_text("total = 160\n[packages]\nbalancepoint = 9\ncontrol = 1\n")
    monkeypatch.setattr(image.budgeted, "__defaults__", (budget,))
    monkeypatch.setattr(image.make_all, "__defaults__", (firmware, None))
    monkeypatch.setattr(image.Image.write, "__defaults__", (tmp_path / "build",))
    code, out, err = call(capfd, "image", "m5_atom_lite", "m5_atoms3")
    assert code == 1
    assert "m5_atoms3" in out and "control" in out
    assert err.count("\n") == 1 and "control: " in err and "over its budget of 1 KB (tools/budget.toml)" in err


def test_flash_and_console_and_board_test_from_the_command_line(capfd, monkeypatch, tmp_path, firmware, make_board):
    from tools import image

    monkeypatch.setattr(image.make_all, "__defaults__", (firmware, None))
    monkeypatch.setattr(image.make, "__defaults__", (firmware, None))
    monkeypatch.setattr(image.Image.write, "__defaults__", (tmp_path / "build",))
    board = make_board()
    code, out, err = call(capfd, "flash", "esp32_devkitc", "--port", board.url)
    assert code == 0, err
    assert "ready" in out and "files sent" in out
    monkeypatch.setattr("sys.stdin", io.StringIO("status\n"))
    code, out, _ = call(capfd, "console", "--port", board.url)
    assert code == 0 and out.endswith("mode heat\nok\n")
    code, out, _ = call(capfd, "board-test", "esp32_devkitc", "--port", board.url)
    assert code == 1 and out.endswith("1 passed, 1 failed\n")


@pytest.mark.parametrize(("after", "told"), [(0, "nothing"), (1, "m5_atom_lite"), (2, "m5_atoms3")])
def test_ctrl_c_says_what_was_written(capfd, monkeypatch, tmp_path, after, told):
    from tools import image

    write = image.Image.write
    left = [after]

    def interrupted(made, build=tmp_path):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return write(made, build)

    monkeypatch.setattr(image.Image, "write", interrupted)
    code, _, err = call(capfd, "image", "m5_atom_lite", "m5_atoms3", "esp32_devkitc")
    line = err.strip().splitlines()[-1]
    assert code == 130 and line.startswith("stopped; ") and line.endswith(" written") and told in line
    assert ("nothing" in line) == (after == 0) and line.count(" and ") == max(after - 1, 0)


def test_the_usage_names_what_is_wanted(capfd):
    for command in ("image", "board-test"):
        assert "[[" not in call(capfd, command, "--help")[1]
