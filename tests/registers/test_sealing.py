"""Who is which number cannot be read from what is kept, until enough keyholders open it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import json

import pytest

from duban.registers import Created, event_to_json, fold, is_exportable, load_template, public_view, view_record
from duban.registers.generating import ALL_RIGHTS
from duban.registers.sealing import (
    KeyFile,
    KeyFileError,
    SealedTable,
    SealError,
    create_key_file,
    number_bidders,
    open_sealed_table,
    seal_table,
    sharing,
)
from duban.registers.sealing import keys as key_room
from duban.registers.sheets import build_sheets, write_csv, write_xlsx
from registers.keeping import ZONE

BIDDERS = ["云岭建设有限公司", "春江市政工程有限公司", "红土路桥集团", "滇东建工"]
PHRASES = ["监督员甲的长口令-2025", "监督员乙的长口令-2025", "监督员丙的长口令-2025"]
CONTEXT = "bid/B001"


@pytest.fixture(scope="module")
def holders():
    """Three keyholders: public key, key file, passphrase. Cheap passphrases' work for the test."""
    cost, key_room.SCRYPT_COST = key_room.SCRYPT_COST, 2**10
    made = [(*create_key_file(f"监督{n}", PHRASES[n]), PHRASES[n]) for n in range(3)]
    yield [(public, KeyFile.parse(text), phrase) for public, text, phrase in made]
    key_room.SCRYPT_COST = cost


@pytest.fixture
def sealed(holders):
    table = number_bidders(BIDDERS)
    return table, seal_table(table, [public for public, _, _ in holders], 2, CONTEXT)


def _keys(holders, *which):
    return [holders[n][1:] for n in which]


def _open(sealed, keys, **changes):
    how = {"context": CONTEXT, "scoring_closed": True, **changes}
    return open_sealed_table(sealed, keys, **how)


@pytest.mark.parametrize("who", [*itertools.combinations(range(3), 2), (0, 1, 2)])
def test_enough_keyholders_open_it_together(holders, sealed, who):
    table, kept = sealed
    assert _open(kept, _keys(holders, *who)) == table


def test_one_keyholder_alone_does_not(holders, sealed):
    with pytest.raises(SealError, match="须2位持钥人同时在场，现有1位"):
        _open(sealed[1], _keys(holders, 0))
    with pytest.raises(SealError, match="现有1位"):
        _open(sealed[1], _keys(holders, 0, 0))


def test_before_scoring_closes_nobody_does(holders, sealed):
    with pytest.raises(SealError, match="评分还没有汇总"):
        _open(sealed[1], _keys(holders, 0, 1, 2), scoring_closed=False)


def test_a_wrong_passphrase_a_strangers_key_and_another_record_open_nothing(holders, sealed):
    with pytest.raises(KeyFileError, match="监督1的口令不对"):
        _open(sealed[1], [*_keys(holders, 0), (holders[1][1], "别人的长口令不管用")])
    _, text = create_key_file("路人", "路人自己的很长口令一二三")
    with pytest.raises(KeyFileError, match="路人不是这次密封的持钥人"):
        _open(sealed[1], [*_keys(holders, 0), (KeyFile.parse(text), "路人自己的很长口令一二三")])
    with pytest.raises(SealError, match="不属于bid/B002"):
        _open(sealed[1], _keys(holders, 0, 1), context="bid/B002")
    with pytest.raises(KeyFileError, match="不是密钥文件"):
        KeyFile.parse("{}")


@pytest.mark.parametrize("change", ["threshold", "context", "box", "holder"])
def test_what_was_tampered_with_does_not_open_and_its_fingerprint_differs(holders, sealed, change):
    data = json.loads(sealed[1].text)
    if change == "threshold":
        data["threshold"] = 3
    elif change == "context":
        data["context"] = "bid/B002"
    elif change == "box":
        data["box"] = data["box"][:-8] + "AAAAAAA="
    else:
        data["shares"][0]["holder"] = "别人"
    other = SealedTable(json.dumps(data, ensure_ascii=False))
    assert other.fingerprint != sealed[1].fingerprint
    context = data["context"]
    with pytest.raises((SealError, KeyFileError)):
        _open(other, _keys(holders, 0, 1, 2), context=context)


def test_a_passphrase_must_be_worth_it():
    for weak in ("短", "123456", "aaaaaaaaaaaaaaaa"):
        with pytest.raises(KeyFileError, match="口令至少12个字符"):
            create_key_file("甲", weak)


def test_numbers_are_drawn_anew_and_the_sealed_text_has_one_length():
    drawn = {tuple(number_bidders(BIDDERS).values()) for _ in range(200)}
    assert len(drawn) > 12  # of 24 orders
    for bad in ([], ["甲"], ["甲", "甲"], ["甲", " "]):
        with pytest.raises(SealError):
            number_bidders(bad)


def test_the_length_does_not_tell_how_many_or_how_long(holders):
    public = [public for public, _, _ in holders]
    lengths = {
        len(seal_table(number_bidders(names), public, 2, CONTEXT).text)
        for names in (BIDDERS, BIDDERS[:2], ["甲", "乙" * 300])
    }
    assert len(lengths) == 1


@pytest.mark.parametrize(("shares", "threshold"), [(2, 2), (3, 2), (5, 3), (7, 7)])
def test_every_choice_of_enough_shares_gives_the_secret_and_fewer_give_another(shares, threshold):
    secret = bytes(range(32))
    parts = sharing.split_secret(secret, shares, threshold)
    for chosen in itertools.combinations(parts, threshold):
        assert sharing.combine_shares({x: parts[x] for x in chosen}) == secret
    few = {x: parts[x] for x in list(parts)[: threshold - 1]}
    with contextlib.suppress(ValueError):  # plainly not the secret
        assert sharing.combine_shares(few) != secret


def test_one_share_of_two_fits_any_secret():
    """With one share of two, every secret has exactly one second share: it says nothing."""
    share = sharing.split_secret(bytes(32), 2, 2)[1]
    for wished in (bytes(32), b"\1" * 32, bytes(range(32))):
        first = int.from_bytes(share, "big")
        goal = int.from_bytes(wished, "big")
        second = (2 * first - goal) % sharing.PRIME
        parts = {1: share, 2: second.to_bytes(sharing.SHARE_BYTES, "big")}
        assert sharing.combine_shares(parts) == wished


def test_nothing_that_is_kept_shown_exported_or_published_names_a_bidder(sealed):
    """The stored event, the record as the most privileged sees it, every file, the public view."""
    table, kept = sealed
    declaration = load_template("bid")
    at = dt.datetime(2025, 6, 2, 9, tzinfo=ZONE)
    values = {"name": "一标段", "mapping": kept.text, "fingerprint": kept.fingerprint}
    event = Created(record="B001", serial=1, at=at, actor="甲", values=values)
    record = fold(declaration, [event])
    kept_everywhere = [
        json.dumps(event_to_json(event), ensure_ascii=False),
        str(dataclasses.asdict(record)),
        str(view_record(declaration, record, ALL_RIGHTS)),
        str(public_view(declaration, record)),
        kept.text,
    ]
    files = [*write_csv(build_sheets(declaration, [record])).values()]
    files.append(write_xlsx(build_sheets(declaration, [record])))
    for name in table.values():
        assert all(name not in text for text in kept_everywhere)
        assert all(name.encode() not in data for data in files)
        assert all(json.dumps(name)[1:-1] not in text for text in kept_everywhere)
    assert view_record(declaration, record, ALL_RIGHTS)["values"]["mapping"] == "已密封"
    assert not is_exportable(declaration.field("mapping"))
    assert len(kept.text) < (declaration.field("mapping").longest or 0)
