"""What a scenario and the registry say in the words of the shipped scenarios, in the other languages."""

from collections.abc import Iterator

from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.levers import parameters
from trustladder.sim.scenario.scenario import Scenario

Said = dict[str, dict[str, str]]  # English wording -> language -> text


def translations_of(scenario: Scenario) -> Said:
    """Every text of a scenario, and every source of a lever, that is known by its wording; others stay as written."""
    others = {language: words(language).known for language in LANGUAGES if language != "en"}
    return {
        text: {language: known[text] for language, known in others.items() if text in known}
        for text in dict.fromkeys(texts_of(scenario))
        if any(text in known for known in others.values())
    }


def texts_of(scenario: Scenario) -> Iterator[str]:
    """What the page says in a scenario's words, and where its levers come from."""
    yield scenario.title
    yield scenario.question
    for table in (scenario.actors, scenario.forums, scenario.domains):
        yield from (one.name for one in table.values())
    for domain in scenario.domains.values():
        yield from (rung.name for rung in domain.rungs.values())
    yield from (line.source for _, line in parameters().values())
