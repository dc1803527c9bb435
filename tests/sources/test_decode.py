"""What is short, and what is a table, is believed by its bytes."""

from __future__ import annotations

import pytest

from duban.sources import SourceError
from duban.sources.decode_text import decode_text

TABLE = "claim,period,value,unit\n污水管网,2025-Q1,12.5,公里\n泵站,2025-Q1,3,座\n"


@pytest.mark.parametrize("text", [TABLE, "滇池水质\n", "泵站，12座", "昆明市呈贡区\n"])
def test_a_short_text_in_gbk_is_read(text):
    assert decode_text(text.encode("gbk"))[0] == text


def test_a_long_table_that_is_no_prose_is_read_as_a_table():
    rows = "".join(f"龙须沟泵站{n}号,梨园渠{n},{n}\n" for n in range(200))
    assert decode_text(rows.encode("gbk"), is_prose=False)[0] == rows
    with pytest.raises(SourceError):
        decode_text(rows.encode("gbk"))


@pytest.mark.parametrize(
    ("text", "encoding"), [("滇池水質改善工程已經完成", "big5"), ("ポンプ場の改修は十二か所です", "shift_jis")]
)
def test_what_is_in_another_encoding_is_refused_however_short(text, encoding):
    with pytest.raises(SourceError):
        decode_text(text.encode(encoding))
    with pytest.raises(SourceError):
        decode_text(text.encode(encoding), is_prose=False)
