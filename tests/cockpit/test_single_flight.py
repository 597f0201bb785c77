"""Who comes while another makes the same waits for it."""

from threading import Barrier, Event, Thread

from cockpit.single_flight import _flights, alone


def test_four_threads_that_want_the_same_make_it_once():
    kept, made, told, together = {}, [], [], Barrier(4)

    def ask():
        together.wait()
        with alone("page") as waited:
            told.append(waited)
            if "page" not in kept:
                made.append("page")
                kept["page"] = "made"

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert (made, told[0], dict(_flights)) == (["page"], False, {})


def test_another_page_does_not_wait():
    inside, done = Event(), Event()

    def slow():
        with alone("slow page"):
            inside.set()
            done.wait(5)

    thread = Thread(target=slow)
    thread.start()
    assert inside.wait(5)
    with alone("another page"):
        assert thread.is_alive()
    done.set()
    thread.join(5)


def test_what_fails_lets_the_next_one_try():
    tried = []
    for _ in range(2):
        try:
            with alone("page"):
                tried.append(1)
                raise ValueError("not drawn")
        except ValueError:
            pass
    assert tried == [1, 1]
