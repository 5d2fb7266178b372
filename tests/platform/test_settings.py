"""Promises of the settings: read once, checked whole, and wrong ones said in sentences."""

from pathlib import Path

import pytest

from regulars.platform.secret_key import kept_key
from regulars.platform.settings import Settings, SettingsWrong
from regulars.platform.settings_table import SETTINGS, Setting

KEY = "k" * 32


def wrong(**environment: str) -> list[str]:
    with pytest.raises(SettingsWrong) as refusal:
        Settings.read(environment)
    return refusal.value.sentences


def test_without_any_setting_the_hub_runs_here_with_a_database_of_its_own() -> None:
    settings = Settings.read({})

    assert settings.embedded
    assert settings.migrates_at_start
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.data_dir == Path(".regulars")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    sentences = wrong(
        REGULARS_PORT="80000", REGULARS_LOG_LEVEL="loud", REGULARS_BASE_URL="example.com"
    )

    assert sentences == [
        "REGULARS_PORT is “80000”, but a number from 1 to 65535 is wanted.",
        "REGULARS_BASE_URL is “example.com”, but an address like https://one.example is wanted.",
        "REGULARS_LOG_LEVEL is “loud”, but debug, info, warning or error is wanted.",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATABASE_URL", "mysql://root:hunter2@db/hub"),
        ("DATABASE_URL", "postgresql://[broken"),
        ("REGULARS_PORT", "eighty"),
        ("REGULARS_PORT", "0"),
        ("REGULARS_BASE_URL", "https://example.com:99999"),
        ("REGULARS_BASE_URL", "https://example.com/?a=1"),
        ("REGULARS_SECRET_KEY", "short"),
        ("REGULARS_SECRET_KEY", f"{KEY},short"),
        ("REGULARS_DB_CONNECTIONS", "0"),
        ("REGULARS_DB_POOLER", "maybe"),
        ("REGULARS_MIGRATE_AT_START", "sometimes"),
        ("REGULARS_LOG_FORMAT", "xml"),
        ("REGULARS_KOUNTA_API_URL", "ftp://kounta"),
        ("REGULARS_KOUNTA_PER_MINUTE", "-1"),
        ("REGULARS_METRICS_TOKEN", "with\nline"),
        ("REGULARS_SMTP_URL", "https://mail.example.com"),
        ("REGULARS_SMTP_URL", "smtp://mia@mail.example.com"),
        ("REGULARS_SMTP_URL", "smtps://mail.example.com:99999"),
        ("REGULARS_MAIL_FROM", "Mia <mia@example.com>"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, text: str) -> None:
    (sentence,) = wrong(**{name: text})

    assert sentence.startswith(f"{name} is ")


@pytest.mark.parametrize("setting", [one for one in SETTINGS if one.secret], ids=lambda s: s.name)
def test_a_secret_is_never_repeated(setting: Setting) -> None:
    sentences = wrong(**{setting.name: "hunter2\n!", "REGULARS_PORT": "x"})

    assert not any("hunter2" in sentence for sentence in sentences)


def test_a_slip_in_a_name_is_noticed() -> None:
    assert wrong(REGULARS_PROT="8000") == [
        "REGULARS_PROT is not a setting of Regulars. Did you mean REGULARS_PORT?"
    ]


def test_a_database_of_ones_own_needs_a_key() -> None:
    (sentence,) = wrong(DATABASE_URL="postgresql://here/hub")

    assert "REGULARS_SECRET_KEY is missing" in sentence


def test_an_add_on_has_an_id_and_a_secret() -> None:
    assert len(wrong(REGULARS_KOUNTA_CLIENT_ID="one")) == 1


@pytest.mark.parametrize(
    "one",
    [{"REGULARS_SMTP_URL": "smtp://mail.example.com"}, {"REGULARS_MAIL_FROM": "mia@example.com"}],
)
def test_a_mail_server_needs_an_address_to_send_from(one: dict[str, str]) -> None:
    (sentence,) = wrong(**one)

    assert "go together" in sentence


def test_several_keys_are_a_ring() -> None:
    settings = Settings.read({"REGULARS_SECRET_KEY": f"{KEY}, {KEY[::-1]}x"})

    assert settings.secret_keys == (KEY.encode(), f"{KEY[::-1]}x".encode())


def test_another_process_gets_the_same_settings() -> None:
    settings = Settings.read(
        {
            "DATABASE_URL": "postgresql://here/hub",
            "REGULARS_SECRET_KEY": f"{KEY},{KEY}2",
            "REGULARS_DB_POOLER": "yes",
            "REGULARS_BASE_URL": "https://hub.example.com/",
            "REGULARS_PORT": "9000",
        }
    )

    assert Settings.read(settings.environment()) == settings


def test_the_address_is_one_that_a_browser_can_open() -> None:
    everywhere = Settings.read({"REGULARS_HOST": "0.0.0.0"})  # noqa: S104  nothing listens here

    assert everywhere.address == "http://127.0.0.1:8000"
    assert Settings.read({"REGULARS_HOST": "::1"}).address == "http://[::1]:8000"


def test_settings_do_not_show_their_secrets() -> None:
    settings = Settings.read({"REGULARS_SECRET_KEY": KEY, "REGULARS_METRICS_TOKEN": "hunter2"})

    assert KEY not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_the_key_of_an_installation_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = kept_key(tmp_path)

    assert kept_key(tmp_path) == first
    assert len(first) >= 32
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
