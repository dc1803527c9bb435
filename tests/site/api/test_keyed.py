"""Records by the source's own key: one at a time, many at once, on both databases."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import pytest
import requests
from a_program import token_of
from cast_of_people import Cast
from old_trees import OLD, TREES

from duban_site.api.models import ExternalKey
from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.models import Event
from duban_site.core.clock import today
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.models import Register, RegisterEvent, RegisterRecord
from duban_site.registers.queries.compute_measures import MeasureQuery, _results_from_histories, compute_measures

BULK = {"Content-Type": "application/x-ndjson"}
pytestmark = pytest.mark.django_db(transaction=True)


class Source:
    """A platform that keeps a register in step, over the wire."""

    def __init__(self, address: str, register: Register, secret: str) -> None:
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {secret}"
        self.root = address
        self.at = f"{address}/api/v2/registers/{register.pk}"

    def put(self, key: str, **state: Any) -> requests.Response:
        return self.session.put(f"{self.at}/by-key/{key}", json=state, timeout=60)

    def bulk(self, lines: Iterable[dict[str, Any] | bytes]) -> list[dict[str, Any]]:
        raw = (x if isinstance(x, bytes) else json.dumps(x).encode() + b"\n" for x in lines)
        with self.session.post(f"{self.at}/bulk", data=b"".join(raw), headers=BULK, timeout=300, stream=True) as answer:
            assert answer.status_code == 200, answer.text
            return [json.loads(line) for line in answer.iter_lines()]


@pytest.fixture
def trees(cast: Cast) -> Register:
    return declare_register(cast.shen, TREES)


@pytest.fixture
def source(cast: Cast, trees: Register, live_server: Any) -> Source:
    return Source(live_server.url, trees, token_of(cast.shen))


def days_ago(days: int) -> str:
    moment = dt.datetime.combine(today(), dt.time(9, 30)) - dt.timedelta(days=days)
    return moment.isoformat() + "+08:00"


def test_a_record_is_put_any_number_of_times(source: Source, trees: Register) -> None:
    first = source.put("A-1", values=OLD)
    assert first.status_code == 201
    assert source.session.get(source.root + first.headers["Location"]).json() == first.json()
    again = source.put("A-1", values=OLD)
    assert (again.status_code, again.json()) == (200, first.json())
    changed = source.put("A-1", values={"age": 310}, stage="judged")
    assert (changed.status_code, changed.json()["stage"]) == (200, "judged")
    assert changed.json()["values"]["age"] == 310
    assert changed.json()["values"]["name"] == OLD["name"]
    kinds = RegisterEvent.objects.order_by("serial").values_list("kind", flat=True)
    assert [*kinds] == ["created", "moved"]
    assert ExternalKey.objects.get().key == "A-1"
    assert verify_chain().is_intact


def test_clocks_start_when_it_happened(source: Source) -> None:
    old = source.put("A-1", values=OLD, happened_at=days_ago(60)).json()
    new = source.put("A-2", values=OLD).json()
    assert old["since"] == (today() - dt.timedelta(days=60)).isoformat()
    assert old["due"] < today().isoformat() < new["due"]
    told = Event.objects.get(action="registers.create", object_id=old["id"]).data
    assert told["happened_at"] == days_ago(60)
    assert source.put("A-3", values=OLD, happened_at=days_ago(-2)).status_code == 409
    late = source.put("A-2", stage="judged", happened_at=days_ago(3))
    assert late.status_code == 409
    (fault,) = late.json()["faults"]
    assert (fault["code"], fault["field"]) == ("rule_past", "happened_at")


def test_notes_and_corrections(source: Source) -> None:
    source.put("A-1", values=OLD, happened_at=days_ago(30))
    note = {"visits": {"v1": {"seen_on": "2026-03-02", "finding": "树势良好"}}}
    one = source.put("A-1", rows=note)
    assert one.status_code == 200, one.text
    assert source.put("A-1", rows=note).json()["serial"] == one.json()["serial"] == 2
    note["visits"]["v1"]["finding"] = "有枯枝"
    assert source.put("A-1", rows=note).json()["serial"] == 3
    unsaid = source.put("A-1", values={"age": 200}, correct=True)
    assert [one["field"] for one in unsaid.json()["faults"]] == ["reason"]
    said = source.put("A-1", values={"age": 200}, correct=True, reason="误填", happened_at=days_ago(30))
    assert said.json()["values"]["age"] == 200
    kinds = RegisterEvent.objects.order_by("serial").values_list("kind", flat=True)
    assert [*kinds] == ["created", "row_added", "row_edited", "corrected"]


def test_faults_name_their_fields_in_both_languages(source: Source) -> None:
    wrong = source.put("A-1", values={"name": "甲", "colour": "绿"})
    assert (wrong.status_code, wrong.json()["faults"][0]["field"]) == (409, "values.colour")
    less = source.put("A-1", values={"name": "甲"}).json()
    told = {one["field"]: one for one in less["faults"]}
    assert told["values.age"]["code"] == "rule_required"
    assert "树龄" in told["values.age"]["zh"]
    assert "Age" in told["values.age"]["en"]
    assert source.put("A-1", value={"name": "甲"}).status_code == 422
    assert not RegisterRecord.objects.exists()


def test_each_line_of_a_bulk_is_answered(source: Source) -> None:
    lines: list[dict[str, Any] | bytes] = [
        {"key": "B-1", "values": OLD},
        {"key": "B-2", "values": {**OLD, "age": "很老"}},
        b"not json\n",
        {"key": "B-3", "values": OLD, "typo": 1},
        b"\n",
        {"key": "B-1", "values": {"age": 301}, "stage": "judged"},
        b'{"key": "B-5", "values": {"name": "\\u0000"}}\n',
        {"key": "B-4", "values": {**OLD, "keeper_body": "没有的局"}},
        b'{"key": "B-6", "reason": "' + b"x" * 300_000 + b'"}\n',
        {"key": "B-7", "values": OLD, "happened_at": days_ago(10)},
    ]
    *told, last = source.bulk(lines)
    assert [(one["line"], one["result"]) for one in told] == [
        (1, "created"),
        (2, "refused"),
        (3, "refused"),
        (4, "refused"),
        (6, "changed"),
        (7, "refused"),
        (8, "refused"),
        (9, "refused"),
        (10, "created"),
    ]
    where = {one["line"]: (one["faults"][0]["code"], one["faults"][0]["field"]) for one in told
             if "faults" in one}  # fmt: skip
    assert where[2] == ("invalid_value", "values.age")
    assert where[3][0] == "json_invalid"
    assert where[4] == ("unknown_field", "typo")
    assert where[7][0] == "invalid_value"
    assert where[8] == ("rule_nowhere", "values.keeper_body")
    assert where[9][0] == "line_too_long"
    assert last == {
        "done": True, "lines": 9, "created": 2, "changed": 1, "unchanged": 0, "refused": 6,
    }  # fmt: skip
    again = {one.get("line"): one["result"] for one in source.bulk(lines)[:-1]}
    assert (again[1], again[6], again[10]) == ("changed", "changed", "unchanged")  # 300, 301
    assert verify_chain().is_intact


def test_many_are_put_changed_and_read_back(source: Source, trees: Register) -> None:
    """As `bench/bulk.py` does with 50,000: every rule, every event, every entry of the log."""
    count = 700
    made = source.bulk({"key": f"C-{n}", "values": {**OLD, "age": n + 1}} for n in range(count))
    assert made[-1]["created"] == count
    moved = source.bulk({"key": f"C-{n}", "stage": "judged"} for n in range(count))
    assert moved[-1]["changed"] == count
    with source.session.get(f"{source.at}/bulk", timeout=60, stream=True) as answer:
        rows = [json.loads(line) for line in answer.iter_lines()]
    assert {one["external_key"]: one["values"]["age"] for one in rows} == {f"C-{n}": n + 1 for n in range(count)}
    assert {one["stage"] for one in rows} == {"judged"}
    for action in ("registers.create", "registers.move"):
        assert Event.objects.filter(action=action).count() == count
    assert Event.objects.filter(action="registers.export").count() == 1
    assert len({one["number"] for one in rows}) == count
    assert verify_chain().is_intact
    one, other = (RegisterRecord.objects.get(external__key=f"C-{n}") for n in (0, 1))
    assert one.events.count() == other.events.count() == 2
    asked = [MeasureQuery(one.key) for one in trees.declaration.measures]
    by_sums, by_histories = (f(trees, asked, today()) for f in (compute_measures, _results_from_histories))
    assert [one.figure for one in by_sums] == [one.figure for one in by_histories]


def test_a_liaison_of_another_body_puts_nothing(cast: Cast, trees: Register, source: Source, live_server: Any) -> None:
    source.put("A-1", values=OLD)
    theirs = Source(live_server.url, trees, token_of(cast.bai))
    assert theirs.put("A-1", values={"age": 5}).status_code == 403
    (told, _last) = theirs.bulk([{"key": "A-1", "values": {"age": 5}}])
    assert (told["result"], told["faults"][0]["code"]) == ("refused", "forbidden")
    reader = Source(live_server.url, trees, token_of(cast.shen, "records.read"))
    assert reader.put("A-2", values=OLD).status_code == 403
    plain = source.session.post(f"{source.at}/bulk", json={"key": "A-3"}, timeout=30)
    assert (plain.status_code, plain.json()["code"]) == (415, "unsupported_media_type")


def test_a_copy_is_kept_in_step_by_cursors(source: Source, cast: Cast, trees: Register) -> None:
    follow = f"{source.at}/changes"
    begin = source.session.get(follow, params={"cursor": "now"}, timeout=30).json()
    source.bulk({"key": f"D-{n}", "values": {**OLD, "warden": "张三"}} for n in range(30))
    source.put("D-3", values={"age": 7})
    seen: list[dict[str, Any]] = []
    told = {"cursor": begin["cursor"], "more": True}
    while told["more"]:
        params = {"cursor": told["cursor"], "limit": 7}
        told = source.session.get(follow, params=params, timeout=30).json()
        seen += told["changes"]
    assert len(seen) == 31
    assert [one["kind"] for one in seen] == ["created"] * 30 + ["edited"]
    assert len({one["cursor"] for one in seen}) == 31
    assert (seen[-1]["external_key"], seen[-1]["values"]) == ("D-3", {"age": 7})
    assert "warden" not in seen[0]["values"]
    rest = source.session.get(follow, params={"cursor": told["cursor"]}, timeout=30).json()
    assert (rest["changes"], rest["more"]) == ([], False)
    listed = source.session.get(f"{source.at}/records", timeout=30).json()["records"][0]
    assert listed["values"]["species"] == OLD["species"]
    assert "warden" not in listed["values"]
    theirs = Source(source.root, trees, token_of(cast.bai))
    assert theirs.session.get(follow, timeout=30).json()["changes"] == []
