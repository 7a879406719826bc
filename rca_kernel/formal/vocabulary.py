"""What words and commands mean: functions, relations, distributions, letters used by convention."""

from __future__ import annotations

from typing import Literal

COMPARATORS: dict[str, Literal["<", "<=", ">", ">=", "==", "!="]] = {
    "<": "<", ">": ">", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=",
    "=": "==", "neq": "!=", "ne": "!=", "lt": "<", "gt": ">", "equiv": "==",
}  # fmt: skip
REFUSED_RELATIONS = {
    "approx": "an approximation defines no value",
    "propto": "a proportionality defines a value only up to a constant",
    "simeq": "an approximation defines no value", "sim": "this is a distribution, not a value",
    "leq": "an inequality defines no value", "le": "an inequality defines no value",
    "geq": "an inequality defines no value", "ge": "an inequality defines no value",
    "<": "an inequality defines no value", ">": "an inequality defines no value",
    "ll": "an inequality defines no value", "gg": "an inequality defines no value",
    "neq": "an inequality defines no value", "ne": "an inequality defines no value",
    "lesssim": "an inequality defines no value", "gtrsim": "an inequality defines no value",
    "preceq": "an ordering defines no value", "succeq": "an ordering defines no value",
    "to": "a limit or mapping defines no value", "rightarrow": "a limit or mapping defines no value",
    "mapsto": "a mapping defines no value here", "implies": "an implication defines no value",
    "Rightarrow": "an implication defines no value", "iff": "an equivalence defines no value",
    "Leftrightarrow": "an equivalence defines no value", "in": "a membership defines no value",
    "subset": "a set relation defines no value", "subseteq": "a set relation defines no value",
    "cong": "a congruence defines no value", "perp": "independence defines no value",
    "longrightarrow": "a limit or mapping defines no value",
}  # fmt: skip
DEFINERS = {"=", "triangleq", "coloneqq", "coloneq", "leftarrow", "gets", "doteq", "equiv", "longleftarrow"}

# Name as printed -> the function it calls in the tree, and how many arguments it takes (0: any number).
FUNCTIONS: dict[str, tuple[str, int]] = {
    "log": ("log", 1), "ln": ("log", 1), "exp": ("exp", 1), "sin": ("sin", 1), "cos": ("cos", 1),
    "tan": ("tan", 1), "sinh": ("sinh", 1), "cosh": ("cosh", 1), "tanh": ("tanh", 1), "arcsin": ("arcsin", 1),
    "arccos": ("arccos", 1), "arctan": ("arctan", 1), "lg": ("log10", 1), "max": ("max", 0),
    "min": ("min", 0),
    "sign": ("sign", 1), "sgn": ("sign", 1), "clip": ("clip", 3), "clamp": ("clip", 3),
    "Clip": ("clip", 3), "Clamp": ("clip", 3),
    "sigmoid": ("sigmoid", 1), "Sigmoid": ("sigmoid", 1), "softmax": ("softmax", 1),
    "Softmax": ("softmax", 1),
    "softplus": ("softplus", 1), "Softplus": ("softplus", 1), "SoftPlus": ("softplus", 1),
    "relu": ("relu", 1), "ReLU": ("relu", 1), "RELU": ("relu", 1), "Relu": ("relu", 1),
    "gelu": ("gelu", 1), "GELU": ("gelu", 1), "silu": ("silu", 1), "SiLU": ("silu", 1),
    "Tanh": ("tanh", 1), "Exp": ("exp", 1), "Log": ("log", 1), "sqrt": ("sqrt", 1), "erf": ("erf", 1),
    "abs": ("abs", 1), "floor": ("floor", 1), "ceil": ("ceil", 1), "round": ("round", 1),
    "Round": ("round", 1), "swish": ("silu", 1), "Swish": ("silu", 1),
    "tr": ("trace", 1), "Tr": ("trace", 1), "trace": ("trace", 1), "det": ("det", 1), "diag": ("diag", 1),
    "Diag": ("diag", 1),
    "mean": ("mean", 1), "Mean": ("mean", 1), "Var": ("var", 1), "var": ("var", 1), "std": ("std", 1),
    "Std": ("std", 1), "logsumexp": ("logsumexp", 1), "LogSumExp": ("logsumexp", 1),
    "mod": ("mod", 2),
    "arcosh": ("arccosh", 1), "arccosh": ("arccosh", 1), "acosh": ("arccosh", 1), "arsinh": ("arcsinh", 1),
    "arcsinh": ("arcsinh", 1), "asinh": ("arcsinh", 1), "artanh": ("arctanh", 1), "arctanh": ("arctanh", 1),
    "atanh": ("arctanh", 1), "atan2": ("arctan2", 2), "arctan2": ("arctan2", 2),
    "concat": ("concat", 0), "Concat": ("concat", 0), "argsort": ("argsort", 1), "Argsort": ("argsort", 1),
}  # fmt: skip
PREFIX_FUNCTIONS = {  # may take an argument without parentheses
    "log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "log10", "sign",
    "trace", "det", "erf", "sqrt", "sigmoid", "softmax", "relu", "diag",
}  # fmt: skip
PERIODIC = {"sin", "cos", "tan"}
ITALIC_FUNCTIONS = {word for word in FUNCTIONS if len(word) >= 3} | {"ln"}
ABBREVIATIONS = {
    "TP", "FP", "TN", "FN", "MSE", "MAE", "RMSE", "SNR", "IoU", "KL", "JS", "CE", "BCE", "EMA", "lr", "wd",
    "PSNR",
    "SSIM", "FID", "AUC", "TPR", "FPR", "NLL", "ELBO", "Loss", "loss", "score", "step", "epoch", "dim", "pos",
    "rel", "acc", "conf", "err", "sim", "rank", "prec", "num", "avg", "tf", "idf", "df",
}  # fmt: skip
LABEL_WORDS = {
    "old", "new", "ref", "max", "min", "opt", "true", "pred", "train", "test", "val", "target", "init",
    "pos", "neg",
    "prev", "next", "best", "src", "tgt", "real", "fake", "adv", "total", "eff", "cur",
}  # fmt: skip
WORD_RELATIONS = {"if": "if", "when": "if", "for": "if", "where": "if", "otherwise": "else", "else": "else",
                  "and": "and", "or": "or", "not": "not"}  # fmt: skip

FUNCTION_LETTERS = {"f", "g", "h", "F", "G", "J", "ell", "phi", "varphi", "psi", "Phi", "Psi"}
UNDECIDED_LETTERS = {"p", "q", "D", "V", "Q", "P", "H", "R", "k", "K", "L", "u", "v", "s", "r", "c", "U",
    "E", "S",
                     "A", "I", "M", "O", "pi", "mu", "Sigma", "rho", "kappa", "omega", "xi"}  # fmt: skip
RATE_LETTERS = {"k", "kappa", "omega", "s", "r", "c"}  # e^{-k(t - t_0)}: a product
RATES = {"alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "lambda", "tau", "zeta", "nu"}
MATRIX_LETTERS = {"W", "X", "U"}
LIKELY_MATRIX_LETTERS = {"A", "H", "Sigma", "Lambda", "Phi", "K", "Q", "V"}
ARRAY_LETTERS = {"x", "y", "z", "h", "u", "v", "q", "g", "e"}
NUMBERED_GREEK = {"theta", "mu", "sigma", "phi", "psi", "omega", "xi", "eta", "zeta"}  # \\theta^i is the i-th
PARAMETER_GREEK = {"theta", "phi", "psi", "xi", "vartheta", "varphi"}  # no base of a power in a sum over it
WEIGHT_LABELS = {"Q", "K", "V", "O"}  # W^Q, W_i^K: the weights of the queries and keys
SCALED_MATRICES = {"W", "A", "Sigma", "Lambda"}  # bold before a sum in parentheses: a product
VECTOR_LETTERS = {
    "x",
    "h",
    "v",
    "z",
    "u",
    "e",
    "k",
    "q",
    "g",
    "o",
    "m",
    "s",
    "f",
    "theta",
    "phi",
    "psi",
    "mu",
}
COUNT_LETTERS = {"T", "N"}
INDEX_LETTERS = frozenset("abijklmnpqrstuv")  # of pairs and of conditions; x, y, z are labels and data
DOT_LETTERS = {"w", "x", "h", "u", "v", "q", "k", "z"}
BIG_OPERATORS = {"sum", "prod", "max", "min"}
UNSUPPORTED = {
    "int": "an integral has no finite evaluation", "oint": "an integral has no finite evaluation",
    "iint": "an integral has no finite evaluation", "lim": "a limit has no finite evaluation",
    "arg": "an arg max or arg min is a search, not a formula",
    "argmax": "an arg max is a search, not a formula",
    "argmin": "an arg min is a search, not a formula", "sup": "a supremum is a search, not a formula",
    "inf": "an infimum is a search, not a formula", "limsup": "a limit has no finite evaluation",
    "dots": "an ellipsis leaves terms unsaid", "ldots": "an ellipsis leaves terms unsaid",
    "cdots": "an ellipsis leaves terms unsaid", "vdots": "an ellipsis leaves terms unsaid",
    "pm": "a sign of either kind has no single value", "mp": "a sign of either kind has no single value",
    "circ": "composition or an elementwise product: both are written so",
    "ast": "a convolution or a product: both are written so",
    "otimes": "a Kronecker, outer or elementwise product: all are written so",
    "oplus": "a sum or a concatenation: both are written so", "bigcup": "sets are not evaluated",
    "bigcap": "sets are not evaluated", "cup": "sets are not evaluated", "cap": "sets are not evaluated",
    "ominus": "this operator has no single meaning", "star": "this operator has no single meaning",
    "Pr": "a probability has no finite evaluation",
    "partial": "a derivative of an expression is not evaluated",
    "ref": "a cross-reference is not mathematics", "cite": "a citation is not mathematics",
}  # fmt: skip

SCALAR_FUNCTIONS = {"logsumexp", "len", "trace", "det", "inner", "mean", "var", "std", "sum", "kl"}
ELEMENTWISE = {
    "exp", "log", "log2", "log10", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan",
    "sign", "sqrt", "abs", "floor", "ceil", "round", "clip", "max", "min", "relu", "softplus", "sigmoid",
    "silu", "arccosh", "arcsinh", "arctanh", "bars",
}  # fmt: skip
