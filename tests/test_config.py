"""Settings come from the environment, are checked, and never change afterwards."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from survey_app.config import Settings, from_environment, public_url
from survey_app.errors import Invalid


def test_nothing_set_means_a_sqlite_file_in_the_instance_folder():
    settings = from_environment({})
    assert settings == Settings()
    assert settings.database == f"sqlite:///{Path('instance/survey.db').absolute()}"
    assert settings.keys_path == Path("instance/keys.json")


def test_variables_are_read_and_empty_ones_are_not_there():
    settings = from_environment(
        {
            "SURVEY_APP_HOME": "/srv/survey",
            "SURVEY_APP_DATABASE_URL": "postgresql:///survey",
            "SURVEY_APP_PUBLIC_URL": " https://survey.example.cn/ ",
            "SURVEY_APP_PROXIES": "1",
            "SURVEY_APP_THREADS": "",
        }
    )
    assert settings.home == Path("/srv/survey")
    assert settings.database == "postgresql:///survey"
    assert settings.public_url == "https://survey.example.cn"
    assert (settings.proxies, settings.threads) == (1, 8)


def test_what_is_given_on_the_command_line_wins_unless_it_is_none():
    environment = {"SURVEY_APP_HOME": "/a", "SURVEY_APP_PROXIES": "2"}
    settings = from_environment(environment, home=Path("/b"), proxies=None)
    assert (settings.home, settings.proxies) == (Path("/b"), 2)


@pytest.mark.parametrize("text", ["two", "-1", "1.5", "²", "1e3"])
def test_a_number_that_is_none_is_refused(text):
    with pytest.raises(Invalid, match="is not a number"):
        from_environment({"SURVEY_APP_PROXIES": text})


@pytest.mark.parametrize(
    "text", ["survey.cn", "ftp://a.cn", "https://", "https://a.cn/path", "//a"]
)
def test_an_address_that_no_code_should_carry_is_refused(text):
    with pytest.raises(Invalid, match="is not a public address"):
        public_url(text)


def test_settings_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Settings().home = Path("/tmp")
