"""One incident, and what is asked of a policy."""

import copy
import json
import pickle
import threading
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

import relief
from conftest import AS_OF

TEXT = """
import isode
facts {
    vip bool
    budget number
    asked instant
    wait duration
}
contract Acme extends Gold { response P1 < 2 working hours }
test "Acme answers sooner" {
    incident { contract Acme customer_priority P1 opened 2024-03-28T16:00:00Z }
    as of 2024-03-28T16:30:00Z
    expect { response running }
}
"""


def test_a_decision_is_the_line_of_the_command(policy, incident, command, tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(incident))
    line = command("eval", path, "--as-of", AS_OF, "-q").stdout
    decision = policy.decide(incident, as_of=AS_OF)
    assert decision.json() == line.strip()
    assert relief.Decision.from_json(line.strip()) == decision


def test_attributes_and_keys(policy, incident):
    decision = policy.decide(incident, AS_OF)
    assert decision.response.due == datetime(2024, 4, 2, 12, tzinfo=timezone(timedelta(hours=1)))
    assert decision["response"]["status"] == decision.response.status == "running"
    assert set(decision.objectives) == {"response", "relief", "resolution"}
    assert decision.resolution.status == "none" and decision.resolution.due is None
    assert decision.remedies["update"].needs == ["product_change_needed"]
    assert decision.cadence is None
    assert isinstance(decision.to_dict()["response"], dict)
    assert decision.to_dict()["as_of"].utcoffset() == timedelta(hours=1)
    with pytest.raises(AttributeError, match="has no `respons`"):
        decision.respons
    with pytest.raises(AttributeError):
        decision.id = "8"
    assert pickle.loads(pickle.dumps(decision)) == decision == copy.deepcopy(decision)
    assert "response" in dir(decision)


def test_no_text_in_a_part_is_an_instant(policy, incident):
    """Every instant of a decision and of a ledger is a datetime."""
    from relief._relief import parse_instant

    def walk(value):
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, str):
            with pytest.raises(relief.InstantError):
                parse_instant(value)

    full = {
        **incident,
        "responded": "2024-03-28T16:20:00Z",
        "waiting": [{"from": "2024-03-28T16:30:00Z", "on": "customer"}],
        "updates": ["2024-03-28T16:25:00Z"],
    }
    walk(policy.decide(full, AS_OF).to_dict())
    for ledger in policy.explain(full, AS_OF).ledger.values():
        walk(ledger.to_dict() if ledger else {})


def test_instants_of_any_zone_are_the_same(policy, incident):
    expected = policy.decide(incident, AS_OF)
    for zone in (timezone.utc, ZoneInfo("Europe/London"), ZoneInfo("Asia/Kolkata"), timezone(timedelta(seconds=75))):
        opened = datetime(2024, 3, 28, 16, tzinfo=timezone.utc).astimezone(zone)
        as_of = datetime(2024, 4, 2, 9, 30, tzinfo=timezone.utc).astimezone(zone)
        assert policy.decide({**incident, "opened": opened}, as_of) == expected


def test_a_datetime_without_a_zone_is_an_error_with_help(policy, incident):
    for of, as_of in (({**incident, "opened": datetime(2024, 3, 28, 16)}, AS_OF), (incident, datetime(2024, 4, 2))):
        with pytest.raises(relief.InstantError, match="has no zone") as caught:
            policy.decide(of, as_of)
        assert caught.value.code == "no-zone" and "ZoneInfo" in caught.value.help
    with pytest.raises(relief.InstantError, match="as_of|not"):
        policy.decide(incident, 5)
    with pytest.raises(relief.InstantError):
        policy.decide(incident, "yesterday")


def test_values_of_python_become_facts(incident):
    pandas, numpy = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    policy = relief.Policy.from_text(TEXT)
    facts = {"vip": numpy.bool_(True), "budget": Decimal("3.5"), "asked": datetime(2024, 3, 1, tzinfo=timezone.utc), "wait": timedelta(hours=4)}
    missing = {"channel": pandas.NA, "responded": pandas.NaT, "relieved": None, "resolved": float("nan")}
    opened = pandas.Timestamp("2024-03-28T16:00:00Z")
    full = {**incident, **facts, **missing, "opened": opened, "updates": numpy.array([]), "contract": "Acme"}
    assert policy.decide(full, AS_OF).response.limit_s == 7200
    assert policy.explain(full, AS_OF).to_dict()["incident"]["wait"] == "PT14400S"
    with pytest.raises(TypeError, match="vip"):
        policy.decide({**full, "vip": object()}, AS_OF)


def test_a_rejected_incident(policy, incident):
    for change, code in [
        ({"contract": "Golden"}, "unknown-contract"),
        ({"opened": "yesterday"}, "bad-instant"),
        ({"id": ""}, "missing-field"),
        ({"responded": "2023-01-01T00:00:00Z"}, "out-of-order"),
    ]:
        with pytest.raises(relief.Rejected) as caught:
            policy.decide({**incident, **change}, AS_OF)
        assert caught.value.code == code and isinstance(caught.value, ValueError)


def test_a_mapping_reads_one_incident(policy, root, tmp_path):
    one = {"Ticket": "7", "Level": "Gold", "Made": "28/03/2024 16:00", "Prio": "1"}
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(
        "zone: Europe/London\ntime: '%d/%m/%Y %H:%M'\n"
        "fields: {id: Ticket, contract: Level, opened: Made, customer_priority: Prio}\n"
        "values: {customer_priority: {'1': P1}}\n"
    )
    for given in (mapping, str(mapping), mapping.read_text()):
        assert policy.decide(one, AS_OF, mapping=given).response.status == "running"
    with pytest.raises(relief.ReadError, match="did you mean `zendesk`"):
        policy.decide(one, AS_OF, mapping="zendsk")
    with pytest.raises(relief.ReadError, match="Europe/London"):
        policy.decide(one, AS_OF, mapping=mapping, timezone="Europe/Londn")


def test_all_that_is_wrong_with_a_policy(tmp_path):
    text = "tier Gold { response < 4 hurs }\ntier Silver { response < }\n"
    with pytest.raises(relief.PolicyError) as caught:
        relief.Policy.from_text(text, "mine.sla")
    error = caught.value
    assert (error.code, error.file, error.line, error.column, error.help) == (
        "E0101",
        "mine.sla",
        1,
        26,
        "did you mean `hours`?",
    )
    assert len(error.errors) == 2 and error.errors[1].line == 2
    assert str(error).startswith("E0101: mine.sla:1:26: ") and "(and 1 more)" in str(error)
    with pytest.raises(relief.PolicyError, match="none.sla"):
        relief.Policy.load(tmp_path / "none.sla")


def test_a_policy_of_files(root, tmp_path):
    (tmp_path / "acme.sla").write_text(TEXT)
    policy = relief.Policy.load(tmp_path)
    assert policy.sold == ["Acme", "Bronze", "Gold", "Silver"]
    assert policy == relief.Policy.from_text(TEXT) != relief.Policy.standard()
    run = policy.test()
    assert (run.passed, run.failed, run.errors) == (1, 0, []), run
    assert relief.Policy.from_text(TEXT).test().passed == 1
    assert {finding.name for finding in policy.lint()} == {finding.name for finding in relief.Policy.from_text(TEXT).lint()}


def test_lint_finds_what_the_command_finds(tmp_path, command):
    (tmp_path / "acme.sla").write_text(TEXT)
    found = json.loads(command("lint", tmp_path / "acme.sla", "--output-format", "json", "-q").stdout)["findings"]
    ours = relief.Policy.load(tmp_path / "acme.sla").lint()
    assert [finding.to_dict() for finding in ours] == found
    assert any(finding.name == "unread-fact" for finding in ours)


def test_copies_mean_the_same(root):
    for path in sorted((root / "policies").rglob("*.sla")):
        try:
            policy = relief.Policy.load(path)
        except relief.PolicyError:
            continue
        again = pickle.loads(pickle.dumps(policy))
        assert again == policy and hash(again) == hash(policy), path


def test_an_explanation(policy, incident, command, tmp_path):
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(incident))
    explanation = policy.explain(incident, AS_OF)
    assert explanation.to_dict() == json.loads(command("explain", path, "--as-of", AS_OF, "--output-format", "json", "-q").stdout)
    assert explanation.decision == policy.decide(incident, AS_OF)
    ledger = explanation.ledger["response"]
    assert explanation.ledger["resolution"] is None
    assert ledger.segments[0].start == ledger.opened and ledger.end_is == "now"
    assert [part.detail for part in ledger.segments if part.detail] == ["Good Friday", "Easter Monday"]
    shown = explanation._repr_html_()
    assert "<svg" in shown and "running" in shown
    assert explanation.markdown().startswith("# INC-7") and explanation.html().startswith("<!doctype html>")
    assert "response" in explanation.promises


def test_hostile_text_is_text_in_notebooks(policy, incident):
    hostile = {**incident, "id": "<script>alert(1)</script>"}
    assert "<script>alert" not in policy.decide(hostile, AS_OF)._repr_html_()
    assert "<script>alert" not in policy.explain(hostile, AS_OF)._repr_html_()
    assert "<script>alert" not in policy.report_html([hostile], AS_OF)._repr_html_()


def test_a_comparison(policy, command):
    comparison = policy.compare("Gold", "Silver")
    assert comparison.at_least is False and policy.compare("Gold", "Gold").at_least is True
    found = json.loads(command("compare", "Gold", "Silver", "--output-format", "json").stdout)
    assert comparison.to_dict()["comparisons"] == [found]
    assert comparison._repr_html_().startswith("<iframe") and comparison.markdown()
    other = relief.Policy.from_text(TEXT)
    assert other.compare("Gold", "Acme", old_policy=policy).html().startswith("<!doctype html>")
    with pytest.raises(relief.ReliefError, match="did you mean `Gold`"):
        policy.compare("Gld", "Silver")


def test_other_threads_run_meanwhile(policy, incident):
    """The same policy decides in many threads."""
    expected, wrong = policy.decide(incident, AS_OF), []

    def work():
        for _ in range(50):
            if policy.decide(incident, AS_OF) != expected:
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
