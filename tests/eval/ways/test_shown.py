from eval.quality.labels import load
from eval.ways.shown import read_marked
from ingest.lines import number_lines
from ingest.read import read_text


def test_every_marked_line_stands_in_the_notes_it_is_of() -> None:
    every = list(load("dev"))
    deals = {deal.id: deal for labels in every for deal in labels.deals}
    records = {record.id: record.text for labels in every for record in labels.records}
    marked = read_marked()
    assert len(marked) >= 80
    for (deal, past), (ours, theirs) in marked.items():
        assert past in deals[deal].similar
        assert set() < set(ours) <= numbers(deals[deal].text)
        assert set() < set(theirs) <= numbers(records[past])


def numbers(text: str) -> set[int]:
    return {line.number for line in number_lines(read_text(text))}
