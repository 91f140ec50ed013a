"""Tables of published figures: a row that does not fit is named by file and line."""

import pytest

from host_sim.errors import InputError
from host_sim.validate import tables

HEAD = "quantity,case,low\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("annual heating,600,3.75\nannual heating,610,x\n", "line 3: low: 'x'"),
        ("annual heating,600\n", "line 2: the columns must be quantity,case,low"),
        ("annual heating,600,1,2\n", "line 2: the columns must be"),
    ],
)
def test_a_row_that_does_not_fit_is_named(tmp_path, monkeypatch, text, told):
    (tmp_path / "some.csv").write_text(HEAD + text, encoding="utf-8")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=told) as error:
        tables.rows("some.csv")
    assert "some.csv" in str(error.value)
