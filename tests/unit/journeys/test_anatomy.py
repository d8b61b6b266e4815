"""Parts of the body are said in words, whatever a scanner sends."""

import pytest

from apps.journeys.anatomy import first_capital, region_words

SAID = {
    "abdomen^liver": "Abdomen and liver",
    "Abdomen^Liver": "Abdomen and liver",
    "HEAD_NECK": "Head and neck",
    "Lspine": "Lumbar spine",
    "CHEST": "Chest",
    "chest": "Chest",
    "CHEST\\ABDOMEN\\PELVIS": "Chest, abdomen and pelvis",
    "IVC": "IVC",
    "KNEE^MCL": "Knee and MCL",
    "Left wrist": "Left wrist",
    "Spine L2/3": "Spine L2/3",
    "^^": "",
    "": "",
}


@pytest.mark.parametrize("sent", SAID)
def test_region_is_said_in_words(sent: str) -> None:
    assert region_words(sent) == SAID[sent]


def test_words_stay_as_they_are_when_said_twice() -> None:
    assert [region_words(said) for said in SAID.values()] == list(SAID.values())


@pytest.mark.parametrize(("code", "said"), [("neuro", "Neuro"), ("MSK", "MSK"), ("", "")])
def test_a_code_of_a_list_begins_with_a_capital(code: str, said: str) -> None:
    assert first_capital(code) == said
