"""A knapsack with CP-SAT, to a maximum and to a minimum, with and without a callback of its own, and an infeasible model."""

from ortools.sat.python import cp_model

COUNT = 60


class Printer(cp_model.CpSolverSolutionCallback):
    """Counts the solutions."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def on_solution_callback(self):
        self.count += 1


def create(is_maximum):
    model = cp_model.CpModel()
    taken = [model.new_bool_var(f"x{i}") for i in range(COUNT)]
    weights = [(7 * i * i + 3) % 23 + 5 for i in range(COUNT)]
    values = [(5 * i * i + 11) % 29 + 3 for i in range(COUNT)]
    weight = sum(w * x for w, x in zip(weights, taken))
    value = sum(v * x for v, x in zip(values, taken))
    for index in range(0, COUNT - 2, 2):
        model.add(taken[index] + taken[index + 1] + taken[index + 2] <= 2)
    if is_maximum:
        model.add(weight <= 301)
        model.maximize(value)
    else:
        model.add(value >= 301)
        model.minimize(weight)
    return model


if __name__ == "__main__":
    for is_maximum, callback in ((True, None), (False, Printer()), (True, Printer())):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 3
        bounds = []
        solver.best_bound_callback = bounds.append
        status = solver.solve(create(is_maximum), callback)
        count = -1 if callback is None else callback.count
        print(solver.status_name(status), solver.objective_value, solver.best_objective_bound, count, len(bounds))
        print(solver.best_bound_callback == bounds.append)
    model = create(True)
    model.add(model.get_bool_var_from_proto_index(0) + model.get_bool_var_from_proto_index(1) >= 3)
    print(solver.status_name(solver.solve(model)))
