"""The algorithms of the second corpus, written by hand."""

from __future__ import annotations

from typing import Any

import numpy as np


def lion(
    theta_0: Any, m_0: Any, eta: Any, beta_1: Any, beta_2: Any, lambda_: Any, T: Any, grad_f: Any
) -> Any:
    theta, m = theta_0, m_0
    for _ in range(T):
        g = grad_f(theta)
        c = np.sign(beta_1 * m + (1 - beta_1) * g)
        m = beta_2 * m + (1 - beta_2) * g
        theta = theta - eta * (c + lambda_ * theta)
    return theta


def rmsprop(theta: Any, eta: Any, rho: Any, epsilon: Any, T: Any, grad_L: Any) -> Any:
    v = 0.0
    for _ in range(T):
        g = grad_L(theta)
        v = rho * v + (1 - rho) * g**2
        theta = theta - eta * g / (np.sqrt(v) + epsilon)
    return theta


def adagrad(x_1: Any, eta: Any, epsilon: Any, T: Any, grad_f: Any) -> Any:
    x, total = x_1, 0.0
    for _ in range(T):
        g = grad_f(x)
        total = total + g * g
        x = x - eta / np.sqrt(total + epsilon) * g
    return x


def sam(w: Any, rho: Any, eta: Any, T: Any, grad_L: Any) -> Any:
    for _ in range(T):
        g = grad_L(w)
        w = w - eta * grad_L(w + rho * g / np.linalg.norm(g))
    return w


def swa(w: Any, alpha: Any, n: Any, c: Any, grad_L: Any) -> Any:
    mean, models = w, 0
    for i in range(1, n + 1):
        w = w - alpha * grad_L(w)
        if i % c == 0:
            mean = (mean * models + w) / (models + 1)
            models = models + 1
    return mean


def ema(theta_bar: Any, theta: Any, tau: Any) -> Any:
    return tau * theta_bar + (1 - tau) * theta


def conjugate(A: Any, b: Any, x_0: Any, n: Any) -> Any:
    x = x_0
    r = b - A @ x
    p = r
    for _ in range(n):
        alpha = (r @ r) / (p @ A @ p)
        x = x + alpha * p
        new = r - alpha * A @ p
        p = new + (new @ new) / (r @ r) * p
        r = new
    return x


def euler(x_0: Any, N: Any, v: Any) -> Any:
    x = x_0
    for k in range(N):
        x = x + 1 / N * v(x, k / N)
    return x


def heun(x: Any, h: Any, N: Any, f: Any) -> Any:
    t = 0.0
    for _ in range(N):
        d = f(x, t)
        half = x + h * d
        x = x + h / 2 * (d + f(half, t + h))
        t = t + h
    return x


def bisect(a: Any, b: Any, epsilon: Any, f: Any) -> Any:
    while b - a > epsilon:
        m = (a + b) / 2
        if f(m) > 0:
            b = m
        else:
            a = m
    return (a + b) / 2


def gae(r: Any, V: Any, gamma: Any, lambda_: Any, T: Any) -> Any:
    A, out = 0.0, np.zeros(T)
    for t in range(T - 1, -1, -1):
        A = r[t] + gamma * V[t + 1] - V[t] + gamma * lambda_ * A
        out[t] = A
    return out


def returns(r: Any, gamma: Any, T: Any) -> Any:
    G = 0.0
    for t in range(T, 0, -1):
        G = r[t - 1] + gamma * G
    return G


def langevin(x_0: Any, epsilon: Any, K: Any, grad_log_p: Any, shape: Any, rng: Any) -> Any:
    x = x_0
    for _ in range(K):
        z = rng.standard_normal(shape)
        x = x + epsilon / 2 * grad_log_p(x) + np.sqrt(epsilon) * z
    return x


def ista(x: Any, b: Any, A: Any, lambda_: Any, L: Any, K: Any) -> Any:
    for _ in range(K):
        z = x - 1 / L * A.T @ (A @ x - b)
        x = np.sign(z) * np.maximum(np.abs(z) - lambda_ / L, 0)
    return x


def frobenius(w: Any, n: Any) -> Any:
    s = 0.0
    for i in range(n):
        s = s + w[i] ** 2
    return np.sqrt(s)


def horner(a: Any, x: Any, n: Any) -> Any:
    p = a[n]
    for k in range(n - 1, -1, -1):
        p = p * x + a[k]
    return p


def collatz(n: Any) -> Any:
    k = 0
    while n > 1:
        n = n / 2 if n % 2 == 0 else 3 * n + 1
        k = k + 1
    return k


def largest(x: Any, n: Any) -> Any:
    return np.max(x[:n])


def clip_noise(g: Any, C: Any, sigma: Any, rng: Any) -> Any:
    return g / max(1, np.linalg.norm(g) / C) + sigma * C * rng.standard_normal(np.shape(g))


def polyak(theta: Any, f_star: Any, T: Any, f: Any, grad_f: Any) -> Any:
    for _ in range(T):
        g = grad_f(theta)
        theta = theta - (f(theta) - f_star) / np.linalg.norm(g) ** 2 * g
    return theta


def shifted(T: Any, epsilon_0: Any, epsilon_min: Any, gamma: Any) -> Any:
    e = epsilon_0
    for _ in range(T):
        e = max(epsilon_min, gamma * e)
    return e


def td(s: Any, s_prime: Any, r: Any, gamma: Any, alpha: Any, w: Any, V: Any, grad_V: Any) -> Any:
    delta = r + gamma * V(s_prime) - V(s)
    return w + alpha * delta * grad_V(s)


def kalman(x: Any, P: Any, A: Any, H: Any, Q: Any, R: Any, z: Any) -> Any:
    x, P = A @ x, A @ P @ A.T + Q
    K = P @ H.T @ np.linalg.inv(H @ P @ H.T + R)
    return x + K @ (z - H @ x)


def dual(x: Any, u: Any, rho: Any, T: Any, f: Any) -> Any:
    z = x
    for _ in range(T):
        x = f(z - u, rho)
        z = np.maximum(0, x + u)
        u = u + x - z
    return z
