"""What a buffer keeps when more is recorded than it holds, or than can be sent in time."""

import unittest
from typing import Any, Deque

import optimizer_monitor as om
from optimizer_monitor._buffer import Buffer, Gate

from .sending_case import SendingCase
from .support import create_client, iterations


class BusyQueue(Deque[Any]):
    """A queue during whose first reading the program records many events, as when its reader's thread is stopped there."""

    buffer: Buffer
    pending = 3_000

    def popleft(self) -> Any:
        count, self.pending = self.pending, 0
        for number in range(count):
            self.buffer.append("metric", 0.0, "noise", number)
        return super().popleft()


class FullBufferTest(SendingCase):
    def test_what_was_recorded_during_a_reading_is_bounded_after_it(self) -> None:
        gate = Gate()
        buffer = Buffer(1_000, gate, lambda: None)
        gate.queue_limit = buffer.capacity
        buffer.queue = busy = BusyQueue()
        busy.buffer = buffer
        for number in range(1_000):
            busy.append(("metric", 0.0, "noise", number))
        self.assertEqual([record[3] for record in buffer.take(500)], list(range(500)))
        # The 1,000 newest, and one event that tells how many are missing.
        self.assertEqual(len(buffer), 1_001)
        (kind, _, dropped), *rest = buffer.take(2_000)
        self.assertEqual((kind, dropped), ("dropped", 2_500))
        self.assertEqual([record[3] for record in rest], list(range(2_000, 3_000)))

    def test_a_full_buffer_keeps_starts_and_ends_and_the_newest(self) -> None:
        self.engine.die()
        client = create_client(self.engine.endpoint, capacity=1_000)
        self.use(client)
        for name in range(20):
            run = om.run(f"run {name}")
            for number in range(500):
                run.iteration(number)
            run.end()
        self.assertLessEqual(len(client.buffer), 1_000 + 60 + 1)
        self.engine.come_back()
        self.assertTrue(om.flush(10))
        names = [event["algorithm"] for event in self.engine.events("run_start")]
        self.assertEqual(names, [f"run {number}" for number in range(20)])
        self.assertEqual(len(self.engine.events("run_end")), 20)
        dropped = sum(event["count"] for event in self.engine.events("dropped"))
        self.assertEqual(len(iterations(self.engine)) + dropped, 10_000)
        self.assertEqual(iterations(self.engine)[-1], 499)
        order = [event["type"] for event in self.engine.events() if event["type"] in ("run_start", "run_end")]
        self.assertEqual(order, ["run_start", "run_end"] * 20)

    def test_of_the_oldest_the_extremes_and_each_runs_newest_stay(self) -> None:
        self.engine.die()
        client = create_client(self.engine.endpoint, capacity=1_000)
        self.use(client)
        best = {17: -5.0, 60: 900.0, 40: float("nan")}
        early = om.run("early")
        for number in range(100):
            early.iteration(number, best=best.get(number, 1.0))
        late = om.run("late")
        for number in range(5_000):
            late.iteration(number, current=-7.0 if number == 2_000 else number % 10, mean=0)
        for number in range(2_000):
            om.metric("noise", number)
        self.assertLessEqual(len(client.buffer), 1_000 + 10)
        self.engine.come_back()
        self.assertTrue(om.flush(10))
        steps = [(event["run"], event["iteration"]) for event in self.engine.events("iteration")]
        self.assertEqual(
            steps, [(early.id, 17), (early.id, 60), (early.id, 99), (late.id, 9), (late.id, 2_000), (late.id, 4_999)]
        )
        dropped = sum(event["count"] for event in self.engine.events("dropped"))
        self.assertEqual(len(steps) + len(self.engine.events("metric")) + dropped, 100 + 5_000 + 2_000)
        order = [event["type"] for event in self.engine.events() if event["type"] in ("run_start", "iteration")]
        self.assertEqual(order, ["run_start"] + ["iteration"] * 3 + ["run_start"] + ["iteration"] * 3)

    def test_the_objectives_of_a_population_have_extremes_too(self) -> None:
        self.engine.die()
        self.use(create_client(self.engine.endpoint, capacity=100))
        with om.run("GA") as run:
            for number in range(1_000):
                run.iteration(number, objectives=[1.0, float("nan"), -50.0 if number == 300 else 2.0])
        self.engine.come_back()
        self.assertTrue(om.flush(10))
        self.assertIn(300, iterations(self.engine))
        self.assertEqual(iterations(self.engine)[-1], 999)

    def test_where_time_runs_out_the_ends_of_runs_go_first(self) -> None:
        self.engine.die()
        client = create_client(self.engine.endpoint)
        self.use(client)
        with om.run("GA") as run:
            for number in range(5_000):
                run.iteration(number)
        client.buffer.keep_only_survivors()
        self.engine.come_back()
        self.assertTrue(om.flush(10))
        order = [event["type"] for event in self.engine.events()]
        self.assertEqual(order, ["dropped", "run_start", "iteration", "run_end"])
        self.assertEqual(self.engine.events("dropped")[0]["count"], 4_999)
        self.assertEqual(iterations(self.engine), [4_999])


if __name__ == "__main__":
    unittest.main()
