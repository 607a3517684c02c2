"""Tail risk and ratios from exact PnL."""

import math
from fractions import Fraction
from statistics import NormalDist


def mean_std(x):
    """(mean, standard deviation of ddof 1 or None)."""
    if not x:
        return None, None
    mean = Fraction(sum(x), len(x))
    if len(x) < 2:
        return mean, None
    return mean, math.sqrt(sum((v - mean) ** 2 for v in x) / (len(x) - 1))


def tail_risk(pnl, level):
    """(var, cvar, cvar_se) of the losses; exact but for the error."""
    n, a = len(pnl), Fraction(level)
    if n == 0:
        return None, None, None
    x = sorted(-v for v in pnl)
    m = max(math.ceil(n * a), 1)
    var = x[m - 1]
    cvar = max(((m - n * a) * var + sum(x[m:])) / (n * (1 - a)), var)
    if n * (1 - a) < 1 or n < 2:
        return var, cvar, None
    _, std = mean_std([max(v - var, 0) for v in x])
    return var, cvar, std / (float(1 - a) * math.sqrt(n))


def parametric(pnl, level):
    """(Gaussian CVaR, Cornish-Fisher CVaR) of the losses."""
    x, a = [-v for v in pnl], float(level)
    mean, sigma = mean_std(x)
    if sigma is None:
        return None, None
    z = NormalDist().inv_cdf(a)
    tail = math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / (1 - a)
    gaussian = float(mean) + sigma * tail
    m2, m3, m4 = (float(sum((v - mean) ** k for v in x) / len(x)) for k in (2, 3, 4))
    if m2 == 0:
        return gaussian, None
    s, k = m3 / m2**1.5, m4 / m2**2 - 3
    # The quadratic z_cf'(z) must be positive everywhere: no real roots, and positive at 0.
    slope = 1 - k / 8 + 5 * s * s / 36
    if s * s / 9 - 4 * (k / 8 - s * s / 6) * slope > 0 or slope < 0:
        return gaussian, None
    factor = 1 + s * z / 6 + k * (z * z - 1) / 24 - s * s * (2 * z * z - 1) / 36
    return gaussian, float(mean) + sigma * tail * factor


def sortino(pnl):
    downside = sum(min(v, 0) ** 2 for v in pnl)
    if not pnl or downside == 0:
        return None
    return float(Fraction(sum(pnl), len(pnl))) / math.sqrt(downside / len(pnl))
