"""Minimizes with SciPy's older functions."""

from scipy import optimize
from scipy.optimize import rosen, rosen_der

START = [1.3, 0.7, 0.8]
calls = 0


def objective(x):
    global calls
    calls += 1
    return rosen(x)


def show(name, result):
    global calls
    point = result[0] if isinstance(result, (tuple, list)) else result
    print(name, calls, float(rosen(point)))
    calls = 0


if __name__ == "__main__":
    full = {"full_output": True, "disp": False}
    show("Nelder-Mead", optimize.fmin(objective, START, disp=False))
    show("Powell", optimize.fmin_powell(objective, START, **full))
    show("CG", optimize.fmin_cg(objective, START, **full))
    show("BFGS", optimize.fmin_bfgs(objective, START, rosen_der, **full))
    show("Newton-CG", optimize.fmin_ncg(objective, START, rosen_der, **full))
    show("L-BFGS-B", optimize.fmin_l_bfgs_b(objective, START, approx_grad=True))
    show("TNC", optimize.fmin_tnc(objective, START, approx_grad=True, disp=0))
    show("SLSQP", optimize.fmin_slsqp(objective, START, iprint=0))
    show("COBYLA", optimize.fmin_cobyla(objective, START, [lambda x: 2 - x[0]], maxfun=200))
