"""What every test starts from: one suite for all of them, and the people of the demonstration's council."""

import pytest
from council import Council
from suite import Suite


@pytest.fixture(scope="session")
def suite():
    running = Suite()
    yield running
    running.close()


@pytest.fixture(scope="session")
def council(suite):
    return Council(suite)
