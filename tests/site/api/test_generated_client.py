"""A client made of the schema, as users make one, does a body's month in few lines."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from a_program import token_of
from cast_of_people import Cast

from duban_site.plans.models import Plan
from duban_site.reporting.actions.open_round import open_round
from duban_site.reporting.models import BodyReport, Evidence, ReportStatus

CONFIG = """
package_name_override: duban_client
post_hooks: []
content_type_overrides: {application/x-ndjson: application/octet-stream}
"""
MONTH = """
from io import BytesIO
from duban_client import AuthenticatedClient
from duban_client.api.body import (
    get_report, list_findings, list_reports, sign_report, submit_report, upload_evidence,
    write_report_entry,
)
from duban_client.models import EntryChange, FigureChange, FindingReason, Signing
from duban_client.models import UploadEvidenceFileParams
from duban_client.types import File


def month(url, liaison, head, own):
    clients = [AuthenticatedClient(base_url=url, token=one) for one in (liaison, head)]
    with clients[0] as ours, clients[1] as theirs:
        (report,) = [one for one in list_reports.sync(client=ours).reports if one.open_]
        whole = get_report.sync(report.id, client=ours)
        for asked in whole.asked:
            figures = [
                FigureChange(claim=claim.id, period="2031-01..03", value=own[claim.indicator])
                for claim in asked.claims
                if claim.indicator in own
            ]
            written = EntryChange(version=0, progress="按计划推进。", figures=figures)
            write_report_entry.sync(report.id, asked.id, client=ours, body=written)
            file = File(BytesIO("验收单".encode()), file_name="a.txt", mime_type="text/plain")
            proof = UploadEvidenceFileParams(file=file)
            upload_evidence.sync(report.id, asked.id, client=ours, body=proof)
        found = list_findings.sync(report.id, client=ours).findings
        reasons = [
            FindingReason(commitment=one.commitment, code=one.code, reason="已逐项核对")
            for one in found
            if one.asks
        ]
        signed = sign_report.sync(report.id, client=theirs, body=Signing(reasons=reasons))
        return signed.status, submit_report.sync(report.id, client=ours).status
"""


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_does_a_months_work_in_few_lines(
    cast: Cast, plan: Plan, live_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = tmp_path / "openapi.json"
    schema.write_bytes(requests.get(f"{live_server.url}/api/v2/openapi.json", timeout=60).content)
    (tmp_path / "config.yml").write_text(CONFIG)
    program = Path(sys.executable).with_name("openapi-python-client")
    command = [program, "generate", "--path", schema, "--meta", "none", "--fail-on-warning"]
    told = ["--output-path", tmp_path / "duban_client", "--config", tmp_path / "config.yml"]
    made = subprocess.run([*command, *told], capture_output=True, text=True, cwd=tmp_path)
    assert made.returncode == 0, made.stdout + made.stderr
    report = open_round(cast.shen, plan, 3).reports.get(body=cast.water)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "a_month_by_api.py").write_text(MONTH, encoding="utf-8")
    month = importlib.import_module("a_month_by_api").month
    assert len(MONTH.strip().splitlines()) < 40
    assert month(live_server.url, token_of(cast.lu), token_of(cast.wei), {"泵站": "3"}) == ("signed", "submitted")
    assert BodyReport.objects.get(pk=report.pk).status == ReportStatus.SUBMITTED
    assert Evidence.objects.filter(entry__report=report).count() == report.entries.count() > 0
