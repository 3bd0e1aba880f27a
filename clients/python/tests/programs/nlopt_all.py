"""Runs several of NLopt's algorithms, to a maximum as well, with constraints and to other ends."""

import sys

import nlopt

calls = 0


def squares(x, grad):
    global calls
    calls += 1
    if grad.size:
        grad[:] = 2 * (x - 1)
    return float(((x - 1) ** 2).sum())


def hill(x, grad):
    return 3.0 - squares(x, grad)


def line(x, grad):
    return float(x[0] + x[1] - 1)


def create(name, function=squares, limit=400):
    opt = nlopt.opt(getattr(nlopt, name), 2)
    (opt.set_max_objective if function is hill else opt.set_min_objective)(function)
    opt.set_lower_bounds([-3, -3])
    opt.set_upper_bounds([4, 4])
    opt.set_maxeval(limit)
    opt.set_xtol_rel(1e-6)
    return opt


def solve(opt):
    global calls
    calls = 0
    found = opt.optimize([3.0, 2.5])
    print(opt.get_numevals(), calls, opt.last_optimum_value(), opt.last_optimize_result(), *map(float, found))


def algorithms():
    for name in "LN_COBYLA LD_LBFGS LN_NELDERMEAD GN_DIRECT_L GN_CRS2_LM LN_BOBYQA LD_SLSQP".split():
        solve(create(name))
    for name in ("G_MLSL_LDS", "AUGLAG"):
        opt = create(name)
        opt.set_local_optimizer(create("LD_LBFGS"))
        solve(opt)
    solve(create("LN_SBPLX", hill))
    target = create("LN_NELDERMEAD")
    target.set_stopval(0.01)
    solve(target)
    constrained = create("LN_COBYLA")
    constrained.add_inequality_constraint(line, 1e-8)
    solve(constrained)
    solve(create("GN_DIRECT_L", limit=30000))
    again = create("LN_BOBYQA")
    solve(again)
    solve(again)


def ends():
    def stops(x, grad):
        if squares(x, grad) < 0.1:
            raise nlopt.forced_stop
        return squares(x, grad)

    for function in (stops, lambda x, grad: {}["missing"]):
        try:
            create("LN_NELDERMEAD", function).optimize([3.0, 2.5])
        except Exception as error:
            print(type(error).__name__)


def nested():
    def outer(x, grad):
        inner = create("LN_NELDERMEAD")
        return squares(x, grad) + inner.optimize([x[0], x[1]])[0]

    opt = create("LN_COBYLA", outer, 30)
    opt.optimize([3.0, 2.5])
    print(opt.get_numevals(), opt.last_optimum_value())


if __name__ == "__main__":
    globals()[sys.argv[1]]()
