"""Graphs as they are drawn: no box lies on another, and lines begin and end at boxes."""

from meshwright.catalog.picture import (
    HEIGHT,
    LONGEST,
    WIDTH,
    Graph,
    Node,
    document,
    graph,
    picture,
)

EDGES = {("a", "b"): "copied", ("b", "c"): "input", ("a", "c"): "decides", ("d", "c"): "input"}


def drawn() -> Graph:
    return graph([Node("a", "first", "above", "a.html", is_focus=True), Node("b", "b" * 40)], EDGES)


def test_boxes_lie_beside_each_other_within_the_picture():
    shown = picture(drawn())

    boxes = sorted((box.x, box.y) for box in shown.boxes)
    assert len(boxes) == len("abcd")
    for x, y in boxes:
        assert 0 < x <= shown.width - WIDTH
        assert 0 < y <= shown.height - HEIGHT
        others = [other for other in boxes if other != (x, y) and other[0] == x]
        assert all(abs(y - other) > HEIGHT for _, other in others)


def test_a_line_runs_from_one_box_to_the_other_and_says_how():
    shown = picture(drawn())

    by_id = {box.node.id: box for box in shown.boxes}
    (line,) = (curve for curve in shown.curves if (curve.source, curve.target) == ("a", "c"))
    assert line.how == "decides"
    assert line.path.startswith(f"M{by_id['a'].x + WIDTH} {by_id['a'].y + HEIGHT // 2}C")
    assert line.path.endswith(f" {by_id['c'].x} {by_id['c'].y + HEIGHT // 2}")
    # It passes the layer of b on a place of its own.
    assert line.path.count("H") == 1


def test_a_name_is_as_long_as_its_box():
    by_id = {box.node.id: box for box in picture(drawn()).boxes}

    assert (by_id["a"].label, by_id["a"].above) == ("first", "above")
    assert by_id["b"].label == "b" * (LONGEST - 1) + "…"
    # What only an edge names is called so.
    assert by_id["d"].label == "d"


def test_nothing_is_a_picture_of_no_size():
    shown = picture(graph([], {}))

    assert (shown.boxes, shown.height) == ((), 0)


def test_the_browser_is_told_nodes_and_lines_with_their_places():
    told = document(drawn())

    assert told["nodes"][0][:4] == ["a", "first", "above", "a.html"]
    named = {
        (told["nodes"][s][0], told["nodes"][t][0]): (how, through)
        for s, t, how, through in told["lines"]
    }
    assert named["a", "b"] == ("copied", [])
    assert len(named["a", "c"][1]) == 1


def test_a_circle_has_a_line_back():
    shown = picture(graph([], {("a", "b"): "input", ("b", "a"): "input", ("a", "a"): "input"}))

    by_id = {box.node.id: box for box in shown.boxes}
    assert by_id["a"].x < by_id["b"].x
    assert {(line.source, line.target) for line in shown.curves} == {("a", "b"), ("b", "a")}
