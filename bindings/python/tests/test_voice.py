"""What customers say and how staff answer; places in texts are indices of Python."""

from __future__ import annotations

import copy
import pickle

import pytest
import tactful as tf


def refused(call):
    with pytest.raises(tf.InvalidInputError) as caught:
        call()
    return caught.value


# "<emoji> you always do this" and "not very satisfied", with characters of one to four bytes before them
TEXTS = [
    ("\U0001f621\U0001f621 \u4f60\u4eec\u603b\u662f\u8fd9\u6837\uff01", [("absolute", "\u603b\u662f")]),
    ("caf\u00e9 \u20ac5 \U0001f600: you ALWAYS promise", [("absolute", "ALWAYS")]),
    ("e\u0301\u0301 not happy", [("dissatisfaction", "happy")]),
    ("", []),
    ("the order of Tuesday", []),
]


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_places_are_indices_of_the_text(engine, text, wanted):
    found = engine.signposts(text)
    assert [(one.kind, text[one.start : one.end]) for one in found] == wanted


def test_places_are_those_of_the_json_door(engine):
    for text, _ in TEXTS:
        said = tf.call({"op": "voice.signposts", "text": text})["signposts"]
        ours = [(s.kind, s.word, s.start, s.end, s.negations) for s in engine.signposts(text)]
        assert ours == [(s["class"], s["word"], s["start"], s["end"], s["negations"]) for s in said]


def test_denied_words_are_counted_in(engine):
    (one,) = engine.signposts("\u6ca1\u6709\u4e0d\u6ee1\u610f")  # "not unsatisfied"
    assert (one.kind, one.negations) == ("satisfaction", 2)


def test_what_to_say_next(engine):
    hot = engine.frames("You lousy company! It broke.")
    assert (hot.heat, hot.soothe_first, hot.say, hot.next) == ("high", True, "soothe", "time")
    assert hot.phrase == tf._native.say("soothe", "en")
    calm = engine.frames("You lousy company! It broke.", soothed=True)
    assert (calm.soothe_first, calm.say) == (False, "ask_time")
    # "the cup that I bought in the shop yesterday is broken, I ask for another one"
    text = "\u6628\u5929\u5728\u5e97\u91cc\u4e70\u7684\u676f\u5b50\u788e\u4e86\uff0c\u6211\u8981\u6c42\u6362\u8d27"
    told = engine.frames(text)
    assert told.told == ("time", "place", "event", "expectation") and told.missing == ("person",)
    assert told.phrase == tf._native.say("ask_person", "zh")
    assert engine.frames(text, language="en").phrase == tf._native.say("ask_person", "en")
    assert engine.frames(text, known=["person"]).say is None
    noted = engine.frames("It broke.", notes=["yesterday", "at the shop \U0001f600, my husband"])
    assert noted.told == ("time", "place", "event", "person") and noted.next == "expectation"
    for mark in noted.marks:
        source = (
            "It broke."
            if mark.note is None
            else ["yesterday", "at the shop \U0001f600, my husband"][mark.note]
        )
        assert source[mark.start : mark.end].strip() == source[mark.start : mark.end] != ""
    assert engine.frames("My lawyer will see you in court.").warnings == ("legal_or_threat",)
    said = tf.call({"op": "voice.frames", "text": text})
    assert (said["told"], said["next"], said["heat"]) == (list(told.told), told.next, told.heat)


def claims():
    return [
        tf.claim("value", "a second test at no cost", ["f3"]),
        tf.claim("hazard", "a part could fail in use", ["f1"], how="every part is tested again"),
        tf.claim("safety", "what you get has passed both tests", ["f2"]),
        tf.claim("recognition", "you gave us three days", ["f4"]),
    ]


def test_thirty_seconds(engine):
    outline = engine.outline(claims(), ["f1", "f2", "f3", "f4"])
    assert [line.part for line in outline.lines] == ["hazard", "safety", "value", "recognition"]
    assert outline.text == " ".join(line.text for line in outline.lines)
    assert (outline.length, outline.limit, outline.warnings, outline.wording) == (47, 75, (), ())
    assert outline.lines[0].facts == ("f1",)
    for change, code, path in (
        (lambda c: c[:1] + [tf.claim("hazard", "x", [])] + c[2:], "claim_without_fact", "claims[1].facts"),
        (lambda c: [tf.claim("value", "x", ["f9"]), *c[1:]], "claim_unknown_fact", "claims[0].facts[0]"),
        (lambda c: c[1:], "outline_part_missing", "claims"),
        (lambda c: [*c, tf.claim("value", "so " * 80, ["f1"])], "outline_too_long", "claims"),
        (lambda c: [*c, {"part": "value"}], "wrong_type", "claims[4]"),
        (lambda c: "claims", "wrong_type", "claims"),
    ):
        error = refused(lambda change=change: engine.outline(change(claims()), ["f1", "f2", "f3", "f4"]))
        assert (error.code, error.path) == (code, path)
    error = refused(lambda: tf.claim("hasard", "x", ["f"]))
    assert (error.code, error.path) == ("invalid_value", "part") and "`hazard`" in error.message


def test_wording_of_staff(engine):
    text = "\U0001f642 There is no such thing, and I cannot decide that."
    found = engine.wording(text)
    assert [one.kind for one in found] == ["denial", "powerless"]
    assert [text[one.start : one.end] for one in found] == ["There is no such thing", "I cannot decide"]
    assert "should not happen" in found[0].better and found[0].instead.startswith("instead_of")
    assert engine.wording(text, language="zh")[0].better != found[0].better
    assert engine.wording("Thank you for telling us.") == ()


def test_a_policy_adds_its_own_words():
    engine = tf.Engine(
        {
            "name": "x",
            "version": "1",
            "voice": {"words": {"mart": {"class": "insult", "en": ["rip-off mart"]}}},
        }
    )
    assert [one.word for one in engine.signposts("at RIP OFF Mart!")] == ["mart"]


def test_bad_input_says_what_and_where(engine):
    for call, code, path in (
        (lambda: engine.signposts("\ud83d my wife"), "invalid_utf8", "text"),
        (lambda: engine.signposts(b"bytes"), "wrong_type", "text"),
        (lambda: engine.signposts(None), "wrong_type", "text"),
        (lambda: engine.frames("x", notes="note"), "wrong_type", "notes"),
        (lambda: engine.frames("x", notes=["a", 5]), "wrong_type", "notes[1]"),
        (lambda: engine.frames("x", notes=["\ud83d"]), "invalid_utf8", "notes[0]"),
        (lambda: engine.frames("x", soothed=1), "wrong_type", "soothed"),
        (lambda: engine.frames("x", known=["tme"]), "invalid_value", "known[0]"),
        (lambda: engine.frames("x", language="fr"), "invalid_value", "language"),
        (lambda: engine.wording("x", language=5), "wrong_type", "language"),
        (lambda: engine.outline(claims(), "f1"), "wrong_type", "facts"),
    ):
        error = refused(call)
        assert (error.code, error.path) == (code, path)
        assert "wife" not in str(error) and not error.message[0].isupper()


def test_answers_behave(engine):
    for one in (
        engine.signposts("always")[0], engine.frames("It broke."), engine.outline(claims(), ["f1", "f2", "f3", "f4"]),
        claims()[1], engine.wording("There is no such thing.")[0], engine.frames("It broke.").marks[0],
        engine.outline(claims(), ["f1", "f2", "f3", "f4"]).lines[0],
    ):  # fmt: skip
        twin = pickle.loads(pickle.dumps(one))
        assert type(twin) is type(one) and twin == one and hash(twin) == hash(one) and repr(twin) == repr(one)
        assert copy.copy(one) is one and copy.deepcopy(one) is one
        assert repr(one).startswith(f"<tactful.{type(one).__name__} ") and one != "text"
        with pytest.raises(AttributeError):
            one.word = "x"
        with pytest.raises(TypeError):
            type(one)()


def test_long_texts_are_read_to_their_end(engine):
    text = "\u4f60 the order of Tuesday " * 5_000 + "always"
    (one,) = engine.signposts(text)
    assert text[one.start : one.end] == "always" and one.end == len(text)
    assert engine.frames(text).heat == "felt" and engine.wording(text + " no such thing")
