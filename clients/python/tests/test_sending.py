"""What the sending side does with engines that are slow, rude, dead, or back again."""

import json
import os
import threading
import unittest
from typing import List

import optimizer_monitor as om
from optimizer_monitor._batches import MAX_BATCH_BYTES
from optimizer_monitor._sender import MAX_BATCH_EVENTS, WINDOW

from .engine import FakeEngine
from .sending_case import SendingCase
from .support import create_client, iterations, reporting_to


class SendingTest(SendingCase):
    def test_hello_says_who_it_is(self) -> None:
        self.use(create_client(self.engine.endpoint, token="secret"))
        om.note("x")
        self.assertTrue(om.flush(10))
        hello = self.engine.hellos[0]
        self.assertEqual((hello["type"], hello["protocol"], hello["token"]), ("hello", 1, "secret"))
        self.assertEqual((hello["pid"], hello["ppid"], hello["session"]), (os.getpid(), os.getppid(), None))
        self.assertEqual(len(hello["id"]), 32)
        self.assertTrue(hello["client"].startswith("python "))
        self.assertLessEqual(len(hello["argv"]), 300)

    def test_tcp(self) -> None:
        with FakeEngine(tcp=True) as engine:
            with reporting_to(create_client(engine.endpoint, token="t")):
                om.note("over tcp")
                self.assertTrue(om.flush(10))
                self.assertEqual(engine.events("note")[0]["text"], "over tcp")
            engine.wait_for(lambda: len(engine.byes) == 1, "bye")

    def test_many_events_travel_in_bounded_batches_in_order(self) -> None:
        self.use(create_client(self.engine.endpoint))
        run = om.run("GA")
        for number in range(5_000):
            run.iteration(number, best=1.0 / (number + 1), mean=2.0)
        self.assertTrue(om.flush(10))
        self.assertEqual(iterations(self.engine), list(range(5_000)))
        sequences = [sequence for _, sequence, _ in self.engine.batches]
        self.assertEqual(sequences, list(range(1, len(sequences) + 1)))
        self.assertLessEqual(max(len(events) for _, _, events in self.engine.batches), MAX_BATCH_EVENTS)

    def test_large_batches_are_split_and_too_large_events_are_counted(self) -> None:
        self.use(create_client(self.engine.endpoint))
        run = om.run("GA")
        for number in range(30):
            run.front([[float(point), 0.123456789012345] for point in range(1_500)], iteration=number)
        run.iteration(1, metrics={f"{'m' * 490}{number}": 1.0 for number in range(3_000)})
        run.end(solution=["x" * 10_000] * 200, best=1)
        self.assertTrue(om.flush(20))
        self.assertTrue(om.flush(20))  # The notes about it came while the first one was sent.
        self.assertEqual(len(self.engine.events("front")), 30)
        self.assertGreater(len(self.engine.batches), 5)
        self.assertLessEqual(max(self.engine.line_sizes), MAX_BATCH_BYTES + 100)
        self.assertNotIn("metrics", self.engine.events("iteration")[0])
        end = self.engine.events("run_end")[0]
        self.assertNotIn("solution", end)
        self.assertEqual(end["best"], 1)
        notes = " ".join(event["text"] for event in self.engine.events("note"))
        self.assertIn("run_end: solution was ignored: it is too large", notes)

    def test_an_event_too_large_for_any_line_is_dropped_and_counted(self) -> None:
        self.use(create_client(self.engine.endpoint))
        run = om.run("GA")
        run.front([[0.1234567890123456] * 60 for _ in range(2_000)])
        self.assertTrue(om.flush(20))
        om.note("after")
        self.assertTrue(om.flush(20))
        self.assertEqual(self.engine.events("front"), [])
        self.assertEqual([event["count"] for event in self.engine.events("dropped")], [1])

    def test_hang_up_in_the_middle_loses_and_repeats_nothing(self) -> None:
        self.use(create_client(self.engine.endpoint))
        self.engine.hang_up_at_batch = 4
        run = om.run("GA")
        for number in range(3_000):
            run.iteration(number, best=1.0)
        self.assertTrue(om.flush(10))
        self.assertEqual(iterations(self.engine), list(range(3_000)))
        self.assertEqual(len(self.engine.hellos), 2)
        self.assertEqual(len({hello["id"] for hello in self.engine.hellos}), 1)

    def _run_unacknowledged(self) -> om.Run:
        """A run whose first iteration the engine has taken without a word."""
        self.use(create_client(self.engine.endpoint))
        self.engine.acknowledges = False
        run = om.run("GA")
        run.iteration(1)
        self.engine.wait_for(lambda: iterations(self.engine) == [1], "the first batch")
        return run

    def _go_on_after_a_restart(self, run: om.Run) -> None:
        self.engine.acknowledges = True
        self.engine.die()
        self.engine.come_back()
        run.iteration(2)
        self.assertTrue(om.flush(10))
        self.assertEqual(iterations(self.engine), [1, 2])

    def test_unacknowledged_batches_are_sent_again_after_a_reconnect(self) -> None:
        run = self._run_unacknowledged()
        self.engine._done.clear()  # The engine forgot: killed before its journal had the batch.
        self.engine.batches.clear()
        self._go_on_after_a_restart(run)

    def test_what_the_welcome_acknowledges_is_not_sent_again(self) -> None:
        run = self._run_unacknowledged()
        self._go_on_after_a_restart(run)
        self.assertEqual(self.engine.repeats, 0)

    def test_an_engine_that_dies_several_times(self) -> None:
        self.use(create_client(self.engine.endpoint))
        run = om.run("GA")
        number = 0
        for _ in range(4):
            for _ in range(700):
                run.iteration(number)
                number += 1
            self.engine.die()
            for _ in range(300):
                run.iteration(number)
                number += 1
            self.engine.come_back()
        self.assertTrue(om.flush(10))
        self.assertEqual(iterations(self.engine), list(range(4_000)))

    def test_a_slow_engine_bounds_what_is_sent_and_delays_nobody(self) -> None:
        client = create_client(self.engine.endpoint, capacity=2_000)
        self.use(client)
        self.engine.acknowledges = False
        run = om.run("GA")
        total = (WINDOW + 20) * MAX_BATCH_EVENTS
        for number in range(total):
            run.iteration(number)
        run.end()
        self.assertFalse(om.flush(0.2))
        self.assertLessEqual(len(client._sender._window), WINDOW)
        self.assertLessEqual(len(client.buffer), 2_000 + 10)
        self.engine.acknowledges = True
        self.engine.die()
        self.engine.come_back()
        self.assertTrue(om.flush(20))
        arrived = iterations(self.engine)
        dropped = sum(event["count"] for event in self.engine.events("dropped"))
        self.assertGreater(dropped, 0)
        self.assertEqual(len(arrived) + dropped, total)
        self.assertEqual(arrived, sorted(set(arrived)))
        self.assertEqual(arrived[-1], total - 1)
        self.assertEqual(len(self.engine.events("run_start")), 1)
        self.assertEqual(len(self.engine.events("run_end")), 1)

    def test_a_refused_client_tries_again_later(self) -> None:
        self.engine.refusal = "wrong token"
        self.use(create_client(self.engine.endpoint))
        om.note("let me in")
        self.engine.wait_for(lambda: len(self.engine.hellos) >= 2, "a second try")
        self.assertFalse(om.flush(0.05))
        self.engine.refusal = None
        self.assertTrue(om.flush(10))
        self.assertEqual(self.engine.events("note")[0]["text"], "let me in")

    def test_replies_that_make_no_sense_are_ignored(self) -> None:
        client = create_client(self.engine.endpoint)
        self.use(client)
        om.note("one")
        self.assertTrue(om.flush(10))
        for line in (b"nonsense", b"[]", b'{"type":"ack"}', b'{"type":"ack","sequence":"x"}', b"\xff\xfe", b"{}"):
            self.engine._connections[-1].sendall(line + b"\n")
        om.note("two")
        self.assertTrue(om.flush(10))
        self.assertEqual([event["text"] for event in self.engine.events("note")], ["one", "two"])
        self.assertEqual(len(self.engine.hellos), 1)

    def test_threads_lose_nothing(self) -> None:
        self.use(create_client(self.engine.endpoint))
        run = om.run("GA")

        def work(first: int) -> None:
            for number in range(first, first + 2_000):
                run.iteration(number)
                with om.component("Work"):
                    pass

        threads = [threading.Thread(target=work, args=(first * 2_000,)) for first in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue(om.flush(20))
        self.assertEqual(sorted(iterations(self.engine)), list(range(16_000)))
        self.assertEqual(sum(event["count"] for event in self.engine.events("component")), 16_000)

    def test_data_is_summed_within_a_batch(self) -> None:
        self.use(create_client(self.engine.endpoint))
        for _ in range(10_000):
            om.data(10, component="Load")
            om.data(1, records=2, direction="write")
        self.assertTrue(om.flush(10))
        events = self.engine.events("data")
        self.assertLess(len(events), 200)
        self.assertEqual(sum(event["bytes"] for event in events), 110_000)
        self.assertEqual(sum(event.get("records", 0) for event in events), 20_000)

    def test_every_line_is_ascii_json(self) -> None:
        lines: List[bytes] = []
        client = create_client(self.engine.endpoint)
        self.use(client)
        send = client._link.send

        def record(data: bytes, timeout: float) -> None:
            lines.append(data)
            send(data, timeout)

        client._link.send = record  # type: ignore[method-assign]
        om.note("\ud800 lone, \u0000, 🧬, \u2028")
        self.assertTrue(om.flush(10))
        for line in lines:
            self.assertEqual(line.count(b"\n"), 1)
            json.loads(line.decode("ascii"))


if __name__ == "__main__":
    unittest.main()
