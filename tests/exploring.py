"""State machines of Hypothesis over real parts, which one event loop keeps."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test


def explore(
    machine: type[RuleBasedStateMachine], *, examples: int, steps: int, **parts: Any
) -> None:
    """Live through `examples` of at most `steps` each; every machine has the `parts`."""
    run_state_machine_as_test(
        type("Machine", (machine,), parts),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
