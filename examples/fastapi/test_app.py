"""The API with people of a real user pool: tokens are signed, and checked by its keys."""

import pytest
from app import app
from fastapi.testclient import TestClient


@pytest.fixture
def api(user_pool, monkeypatch):
    monkeypatch.setenv("ISSUER", user_pool.issuer)
    monkeypatch.setenv("JWKS_URL", user_pool.jwks_url)
    monkeypatch.setenv("USER_POOL_CLIENT_ID", user_pool.client_id)
    return TestClient(app)


def ward(api, token):
    return api.get("/ward", headers={"Authorization": f"Bearer {token}"})


def test_a_doctor_sees_the_ward(api, signed_up_person):
    doctor = signed_up_person(groups=["Doctor"])
    answer = ward(api, doctor.sign_in().access_token)
    assert (answer.status_code, answer.json()["for"]) == (200, doctor.sub)


def test_a_patient_does_not(api, signed_up_person):
    patient = signed_up_person(groups=["Patient"])
    assert ward(api, patient.sign_in().access_token).status_code == 403


def test_an_id_token_is_no_access_token(api, signed_up_person):
    doctor = signed_up_person(groups=["Doctor"])
    assert ward(api, doctor.sign_in().id_token).status_code == 401


def test_without_a_token_nobody_is_anybody(api):
    assert api.get("/ward").status_code == 401
    assert ward(api, "not.a.token").status_code == 401
