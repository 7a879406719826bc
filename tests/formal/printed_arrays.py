"""Arrays in pseudocode: written as functions or in brackets, changed in place, over the members of a set."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.formal.audited_algorithms import distance, likelihood
from tests.formal.procedures import Procedure

RNG = np.random.default_rng(8)
STAY = RNG.dirichlet(np.ones(3), size=(3, 2))
GAIN = RNG.normal(size=(3, 2))
PAYS = [0.2, 0.5, 0.8]


def solved(S: Any, A: Any, gamma: float, theta: float, P: Any, R: Any) -> Any:
    values = np.zeros(len(S))
    while True:
        most = 0.0
        for s in S:
            old = values[s]
            values[s] = max(R(s, a) + gamma * sum(P(n, s, a) * values[n] for n in S) for a in A)
            most = max(most, abs(old - values[s]))
        if most < theta:
            return tuple(values)


def bandit(K: int, T: int, Pull: Any) -> tuple[Any, Any]:
    counts = np.ones(K)
    means = np.array([Pull(a) for a in range(1, K + 1)])
    for t in range(K + 1, T + 1):
        a = int(np.argmax(means + np.sqrt(2 * np.log(t) / counts)))
        counts[a] += 1
        means[a] += (Pull(a + 1) - means[a]) / counts[a]
    return counts, means


def kept(ell: Any, tau: float, c: float, V: int) -> Any:
    p = np.exp(ell[:V] / tau)
    p = p / p.sum()
    p = np.where(p < c * p.max(), 0.0, p)
    return p / p.sum()


def updated(Q: Any, alpha: float, gamma: float, s: int, a: int, r: float, s_prime: int) -> Any:
    out = np.array(Q, float)
    out[s - 1, a - 1] += alpha * (r + gamma * Q[s_prime - 1].max() - Q[s - 1, a - 1])
    return out


def running(x: Any, n: int) -> Any:
    return np.cumsum(x[:n])


PRINTED_ARRAYS = [
    Procedure(
        "edit distance in brackets",
        r"""\begin{algorithm}
\SetKwFunction{FDist}{Distance}
\SetKwProg{Fn}{Function}{:}{end}
\Fn{\FDist{$x$, $y$, $n$, $m$}}{
  \lFor{$i \gets 0$ \KwTo $n$}{ $D[i, 0] \gets i$ }
  \lFor{$j \gets 0$ \KwTo $m$}{ $D[0, j] \gets j$ }
  \For{$i \gets 1$ \KwTo $n$}{
    \For{$j \gets 1$ \KwTo $m$}{
      \eIf{$x_i = y_j$}{
        $D[i, j] \gets D[i-1, j-1]$\;
      }{
        $D[i, j] \gets 1 + \min\{D[i-1, j], D[i, j-1], D[i-1, j-1]\}$\;
      }
    }
  }
  \KwRet $D[n, m]$\;
}
\end{algorithm}""",
        {"x": np.array([1, 2, 3, 4, 2]), "y": np.array([2, 3, 2, 1]), "n": 5, "m": 4},
        distance,
    ),
    Procedure(
        "the forward pass with observed symbols",
        r"""\begin{algorithm}
\KwIn{$a$, $b$, $\pi$, observations $o_1, \dots, o_T$}
\For{$j = 1$ \KwTo $S$}{$\alpha_1(j) = \pi_j b_{j o_1}$\;}
\For{$t = 2$ \KwTo $T$}{
 \For{$j = 1$ \KwTo $S$}{
  $\alpha_t(j) = \left[\sum_{i=1}^S \alpha_{t-1}(i) a_{ij}\right] b_{j o_t}$\;
 }
}
\Return{$\sum_{j=1}^S \alpha_T(j)$}
\end{algorithm}""",
        {
            "a": np.array([[0.7, 0.3], [0.4, 0.6]]),
            "b": np.array([[0.1, 0.4, 0.5], [0.6, 0.3, 0.1]]),
            "pi": np.array([0.6, 0.4]),
            "o": np.array([1, 3, 2, 1]),
            "S": 2,
            "T": 4,
        },
        lambda a, b, pi, o, S, T: forward(a, b, pi, o, S, T),  # noqa: PLW0108
    ),
    Procedure(
        "upper confidence bounds",
        r"""\begin{algorithmic}[1]
\Require $K$, $T$
\For{$a = 1, \dots, K$}
\State $N_a \gets 1$
\State $\hat\mu_a \gets \textsc{Pull}(a)$
\EndFor
\For{$t = K+1, \dots, T$}
\State $A_t \gets \arg\max_{a \in \{1,\dots,K\}} \hat\mu_a + \sqrt{\frac{2 \ln t}{N_a}}$
\State $r_t \gets \textsc{Pull}(A_t)$
\State $N_{A_t} \gets N_{A_t} + 1$
\State $\hat\mu_{A_t} \gets \hat\mu_{A_t} + \frac{1}{N_{A_t}} (r_t - \hat\mu_{A_t})$
\EndFor
\State \Return $N, \hat\mu$
\end{algorithmic}""",
        {"K": 3, "T": 25, "Pull": lambda a: 0.3 * a},
        bandit,
    ),
    Procedure(
        "small probabilities set to zero in place",
        r"""\begin{algorithmic}[1]
\Require logits $\ell \in \mathbb{R}^V$, temperature $\tau \in \mathbb{R}$, $c \in \mathbb{R}$
\State $p_i \gets \frac{\exp(\ell_i / \tau)}{\sum_{j=1}^V \exp(\ell_j / \tau)}$ for $i = 1, \ldots, V$
\State $m \gets \max_i p_i$
\For{$i = 1, \ldots, V$}
\If{$p_i < c m$}
\State $p_i \gets 0$
\EndIf
\EndFor
\State $q_i \gets p_i / \sum_{j=1}^V p_j$ for all $i$
\State \Return $q$
\end{algorithmic}""",
        {"ell": np.array([1.0, 2.0, 0.5, -1.0]), "tau": 0.8, "c": 0.3, "V": 4},
        kept,
    ),
    Procedure(
        "one step of Q-learning",
        r"""\begin{algorithmic}
\Require $Q \in \mathbb{R}^{S \times A}$, $\alpha$, $\gamma$, $s$, $a$, $r$, $s'$
\State $Q(s, a) \gets Q(s, a) + \alpha \left[ r + \gamma \max_{a'} Q(s', a') - Q(s, a) \right]$
\State \Return $Q$
\end{algorithmic}""",
        {"Q": GAIN, "alpha": 0.5, "gamma": 0.9, "s": 2, "a": 1, "r": 0.3, "s_prime": 3},
        updated,
    ),
    Procedure(
        "a prefix sum in place",
        r"""\begin{algorithmic}
\Require $x \in \mathbb{R}^n$
\State $y_1 \gets x_1$
\For{$i = 2$ to $n$}
\State $y_i \gets y_{i-1} + x_i$
\EndFor
\State \Return $y_1, \ldots, y_n$
\end{algorithmic}""",
        {"x": np.array([1.0, 2.0, -4.0, 0.5]), "n": 4},
        running,
    ),
]


def forward(a: Any, b: Any, pi: Any, o: Any, S: int, T: int) -> float:
    """The other likelihood takes what each state gives to each time."""
    given = b[:, np.asarray(o) - 1]
    return likelihood(a, given[:, 1:], pi * given[:, 0], S, T - 1)


VALUE_ITERATION = r"""\begin{algorithm}[H]
\KwIn{MDP $(\mathcal{S},\mathcal{A},P,R,\gamma)$ with finite $\mathcal{S}$ and $\mathcal{A}$, $\theta>0$}
\KwOut{value function $V$}
$V(s) \leftarrow 0$ for all $s \in \mathcal{S}$\;
\Repeat{$\Delta < \theta$}{
 $\Delta \leftarrow 0$\;
 \ForEach{$s \in \mathcal{S}$}{
   $v \leftarrow V(s)$\;
   $V(s) \leftarrow \max_{a \in \mathcal{A}} \left[ R(s,a) + \gamma \sum_{s' \in \mathcal{S}} P(s' \mid s, a) V(s') \right]$\;
   $\Delta \leftarrow \max(\Delta, |v - V(s)|)$\;
 }
}
\Return{$V$}
\end{algorithm}"""  # noqa: E501
