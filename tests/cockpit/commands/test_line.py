"""The command line: every command is there and explains itself; a refusal is one sentence and exit code 2."""

import pytest

from cockpit.commands.line import COMMANDS, parser, run


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__.rsplit(".", 1)[1])
def test_a_command_is_named_after_its_file_and_explains_itself(command, capsys):
    name = command.__name__.rsplit(".", 1)[1]
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([name, "--help"])
    assert (ended.value.code, name in capsys.readouterr().out) == (0, True)


def test_an_ingest_without_a_key_is_refused_before_anything_is_read(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("COCKPIT_VAR", str(tmp_path))
    monkeypatch.setenv("COCKPIT_PLATFORM_URL", f"sqlite:///{tmp_path}/platform.db")
    monkeypatch.delenv("COCKPIT_SECRET_KEY", raising=False)
    assert run(["ingest"]) == 2
    assert capsys.readouterr().err.startswith("环境变量 COCKPIT_SECRET_KEY：没有设置密钥")
    assert list(tmp_path.rglob("*.duckdb")) == []


def test_a_refusal_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("COCKPIT_PORT", "http")
    assert run(["serve"]) == 2
    assert capsys.readouterr().err.startswith("环境变量 COCKPIT_PORT：")
