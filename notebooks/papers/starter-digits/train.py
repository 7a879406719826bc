"""Softmax regression on ten classes of seeded synthetic 8x8 images; prints test loss and accuracy as JSON."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from optimizer import SGD, Vector

CLASSES = 10
FEATURES = 64
TRAIN = 1500
TEST = 500


@dataclass(frozen=True)
class Split:
    """Images, shape (n, 64), and their class numbers, shape (n,)."""

    images: Vector
    labels: NDArray[np.int64]


def make_data(rng: np.random.Generator) -> tuple[Split, Split]:
    """Draw training and test images: a prototype per class plus noise, each pixel with a scale of its own."""
    prototypes = rng.normal(size=(CLASSES, FEATURES))
    scales = 10.0 ** rng.uniform(-1.0, 1.0, size=FEATURES)
    labels = rng.integers(CLASSES, size=TRAIN + TEST)
    images = (prototypes[labels] + 2.0 * rng.normal(size=(TRAIN + TEST, FEATURES))) * scales
    return Split(images[:TRAIN], labels[:TRAIN]), Split(images[TRAIN:], labels[TRAIN:])


def log_probabilities(theta: Vector, images: Vector) -> Vector:
    """Class log-probabilities, shape (n, 10); theta holds the (64, 10) weights, then the 10 biases."""
    weights = theta[: FEATURES * CLASSES].reshape(FEATURES, CLASSES)
    logits = images @ weights + theta[FEATURES * CLASSES :]
    logits = logits - logits.max(axis=1, keepdims=True)
    normalised: Vector = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return normalised


def loss(theta: Vector, batch: Split) -> float:
    """Mean cross entropy of the batch, in nats."""
    chosen = log_probabilities(theta, batch.images)[np.arange(len(batch.labels)), batch.labels]
    return float(-chosen.mean())


def gradient(theta: Vector, batch: Split) -> Vector:
    """Gradient of the loss, shape (650,)."""
    residual = np.exp(log_probabilities(theta, batch.images))
    residual[np.arange(len(batch.labels)), batch.labels] -= 1.0
    residual /= len(batch.labels)
    return np.concatenate([(batch.images.T @ residual).ravel(), residual.sum(axis=0)])


def accuracy(theta: Vector, batch: Split) -> float:
    """Share of images whose likeliest class is the right one."""
    return float((log_probabilities(theta, batch.images).argmax(axis=1) == batch.labels).mean())


def train(steps: int, batch_size: int, seed: int) -> dict[str, float]:
    """Train from zero parameters and measure on the test images."""
    rng = np.random.default_rng(seed)
    training, test = make_data(rng)
    optimizer = SGD()
    theta: Vector = np.zeros(FEATURES * CLASSES + CLASSES)
    for _ in range(steps):
        rows = rng.integers(TRAIN, size=batch_size)
        batch = Split(training.images[rows], training.labels[rows])
        theta = optimizer.step(theta, gradient(theta, batch))
    return {"loss": loss(theta, test), "accuracy": accuracy(theta, test)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(json.dumps(train(options.steps, options.batch_size, options.seed)))


if __name__ == "__main__":
    main()
