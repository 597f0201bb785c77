"""SDMX 2.1 from a real server through `sdmx1`: dimensions, attributes and the value become columns."""

import pandas as pd
import pytest

from cockpit.errors import SourceIncomplete, SourceShapeError, SourceUnreachable
from loaders.sdmx_query import observations
from tests.loaders.served import ROWS

SERVICE, FLOW = {"url_env": "COCKPIT_DEMO_SDMX"}, {"flow": "ZSTJ,bunker_supply,1.0"}


def test_every_observation_is_a_row_of_its_dimensions_attributes_and_value(served):
    [piece] = served.pieces("sdmx", SERVICE, FLOW)
    rows = piece.rows
    assert rows["order_id"].tolist() == [f"甲{n:03d}" for n in range(1, ROWS + 1)]
    first = rows.iloc[0]
    assert (first["TIME_PERIOD"], first["OBS_VALUE"], first["supplier"]) == ("2026-11-20 08:00:00", "1.5", "甲,乙")
    assert rows["supplier"].isna().tolist()[:3] == [False, True, False]  # an attribute that is not told is missing
    assert piece.as_of == pd.Timestamp("2026-11-22 08:00:00")  # prepared, in Beijing time


def test_a_flow_by_its_id_alone_is_the_same_flow(served):
    assert len(served.read("sdmx", SERVICE, {"flow": "bunker_supply"})) == ROWS


def test_a_flow_that_is_not_there_is_named_with_what_to_change(served):
    with pytest.raises(SourceShapeError) as refused:
        served.pieces("sdmx", SERVICE, {"flow": "ZSTJ,other,1.0"})
    assert (refused.value.place.endswith("/data/ZSTJ,other,1.0/all"), refused.value.remedy) == (
        True,
        "改映射的 flow 与 key",
    )


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("inner_failure", SourceIncomplete, "不是完整的 SDMX 报文"),
        ("half_answer", SourceIncomplete, "应答中途断开"),
        ("down", SourceUnreachable, "HTTP 503"),
        ("slow", SourceUnreachable, "超时没有应答"),
        ("expired_signature", SourceUnreachable, "HTTP 401"),
    ],
)
def test_a_service_in_trouble_is_refused_with_its_reason(served, fault, error, words):
    served.switch("sdmx", fault)
    with pytest.raises(error) as refused:
        served.pieces("sdmx", SERVICE, FLOW, timeout=0.5)
    assert words in refused.value.problem


ENVELOPE = (
    '<?xml version="1.0"?><m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">'
    "<m:Header><m:ID>x</m:ID><m:Test>false</m:Test><m:Prepared>2026-11-22T08:00:00Z</m:Prepared>"
    '<m:Sender id="ZSTJ"/><m:Structure structureID="S1" dimensionAtObservation="AllDimensions"><c:Structure>'
    '<Ref agencyID="ZSTJ" id="x" version="1.0"/></c:Structure></m:Structure></m:Header>{}</m:GenericData>'
)


def test_a_message_without_observations_is_refused():
    with pytest.raises(SourceShapeError, match="报文里没有观测值"):
        observations(ENVELOPE.format("").encode(), "口")


@pytest.mark.parametrize("content", [b"", b"<html>login</html>", b'{"error": 1}'])
def test_what_is_no_sdmx_is_refused(content):
    with pytest.raises(SourceIncomplete, match="不是完整的 SDMX 报文"):
        observations(content, "口")


def test_a_message_that_declares_entities_is_refused():
    with pytest.raises(SourceShapeError, match="实体或 DTD"):
        observations(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "口")
