"""How known functions, small helpers and draws are written in NumPy."""

from __future__ import annotations

from collections.abc import Callable

PLAIN = {
    "exp": "np.exp", "log": "np.log", "log2": "np.log2", "log10": "np.log10", "sin": "np.sin",
    "cos": "np.cos",
    "tan": "np.tan", "sinh": "np.sinh", "cosh": "np.cosh", "tanh": "np.tanh", "arcsin": "np.arcsin",
    "arccos": "np.arccos", "arctan": "np.arctan", "arccosh": "np.arccosh", "arcsinh": "np.arcsinh",
    "arctanh": "np.arctanh", "arctan2": "np.arctan2", "sum": "np.sum",
    "sign": "np.sign", "sqrt": "np.sqrt", "abs": "np.abs",
    "floor": "np.floor", "ceil": "np.ceil", "round": "np.round", "clip": "np.clip", "trace": "np.trace",
    "det": "np.linalg.det", "inv": "np.linalg.inv", "diag": "np.diag", "mean": "np.mean", "var": "np.var",
    "std": "np.std", "matrix_power": "np.linalg.matrix_power",
    "len": "len", "inner": "np.vdot", "logaddexp": "np.logaddexp",
}  # fmt: skip
SETS = {"intersection": "&", "union": "|", "difference": "-"}
HELPERS = {
    "softmax": "def softmax(z):\n    e = np.exp(z - np.max(z, axis=-1, keepdims=True))\n"
    "    return e / np.sum(e, axis=-1, keepdims=True)\n",
    "sigmoid": "def sigmoid(z):\n    return np.exp(-np.logaddexp(0, -z))\n",
    "log_softmax": "def log_softmax(z):\n    return z - np.logaddexp.reduce(z, axis=-1, keepdims=True)\n",
    "normal_density": "def normal_density(x, mean, variance):\n    scale = (2 * np.pi * variance) ** 0.5\n"
    "    return np.exp(-((x - mean) ** 2) / (2 * variance)) / scale\n",
    "log_normal_density": "def log_normal_density(x, mean, variance):\n"
    "    return -((x - mean) ** 2 / variance + np.log(2 * np.pi * variance)) / 2\n",
    "multivariate_density": "def multivariate_density(x, mean, covariance):\n    d = x - mean\n"
    "    scale = np.sqrt(np.linalg.det(2 * np.pi * covariance))\n"
    "    return np.exp(-d @ np.linalg.solve(covariance, d) / 2) / scale\n",
    "log_multivariate_density": "def log_multivariate_density(x, mean, covariance):\n    d = x - mean\n"
    "    scale = np.linalg.slogdet(2 * np.pi * covariance)[1]\n"
    "    return -(d @ np.linalg.solve(covariance, d) + scale) / 2\n",
    "erf": "def erf(z):\n    return np.vectorize(math.erf, otypes=[float])(z)[()]\n",
    "gelu": "def gelu(z):\n    erf = np.vectorize(math.erf, otypes=[float])\n"
    "    return z * (1 + erf(z / np.sqrt(2)))[()] / 2\n",
    "factorial": "def factorial(n):\n    return math.factorial(int(n))\n",
    "binom": "def binom(n, k):\n    return math.comb(int(n), int(k))\n",
    "categorical": "def categorical(p):\n    return rng.choice(len(p), p=p) + 1\n",
    "fractional_power": "def fractional_power(a, p):\n    w, v = np.linalg.eig(a)\n"
    "    return np.real((v * w**p) @ np.linalg.inv(v))\n",
    "kl": "def kl(p, q):\n    return np.sum(p * np.log(p / q))\n",
    "gamma": "def gamma(z):\n    return np.vectorize(math.gamma, otypes=[float])(z)[()]\n",
    "log_gamma": "def log_gamma(z):\n    return np.vectorize(math.lgamma, otypes=[float])(z)[()]\n",
    "logsumexp": "def logsumexp(z):\n    top = np.max(z)\n    return top + np.log(np.sum(np.exp(z - top)))\n",
}
DRAWS: dict[str, Callable[..., str]] = {
    "normal": lambda mean, variance: f"rng.normal({mean}, np.sqrt({variance}))",
    "isotropic": lambda mean, variance: (
        f"{mean} + np.sqrt({variance}) * rng.standard_normal(np.shape({mean}))"
    ),
    "standard": lambda variance: f"np.sqrt({variance}) * rng.standard_normal(shape)",
    "multivariate": lambda mean, covariance: (
        f"rng.multivariate_normal({f'np.zeros(len({covariance}))' if mean == '0' else mean}, {covariance})"
    ),
    "beta": lambda a, b: f"rng.beta({a}, {b})",
    "uniform": lambda a, b: f"rng.uniform({a}, {b})",
    "choice": lambda items: f"{items}[rng.integers(len({items}))]",
    "bernoulli": lambda p: f"float(rng.random() < {p})",
    "categorical": lambda p: f"categorical({p})",
    "integers": lambda a, b: f"rng.integers({a}, {b}, endpoint=True)",
}
