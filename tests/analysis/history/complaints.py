"""What a reader of the evidence says of a bad file."""

import pytest

from trustladder.sim.scenario.errors import InputError


def complaint_of(read, path):
    """The one line with which a bad file is refused; it begins with the file, which is left out here."""
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(str(path))
    return line.removeprefix(f"{path}: ")
