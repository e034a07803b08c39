#!/usr/bin/env python3
"""Draws the accuracies of a run's epochs as SVG, and prints them as a Markdown table.

usage: scripts/curve.py RUN/metrics.jsonl CURVE.svg
"""
import json
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 320, 52, 44, 16, 110


def main(metrics, target):
    with open(metrics, encoding="utf-8") as lines:
        epochs = [entry for entry in map(json.loads, lines) if entry["kind"] == "epoch"]
    last = max(entry["epoch"] for entry in epochs)

    def place(epoch, accuracy):
        x = LEFT + (WIDTH - LEFT - RIGHT) * (epoch - 1) / max(last - 1, 1)
        return f"{x:.1f},{HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * accuracy:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for percent in range(0, 101, 20):
        x, y = place(1, percent / 100).split(",")
        parts.append(f'<path d="M{x},{y}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{float(y) + 4:.1f}" text-anchor="end">{percent} %</text>')
    for epoch in [1, *range(10, last + 1, 10)]:
        x = place(epoch, 0).split(",")[0]
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{epoch}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle">epoch</text>')
    for name, key, colour, offset in (("training", "train_accuracy", "#888", -6), ("test", "test_accuracy", "#06c", 10)):
        points = " ".join(place(entry["epoch"], entry[key]) for entry in epochs)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = place(last, epochs[-1][key]).split(",")
        label = f"{name} {100 * epochs[-1][key]:.2f} %"
        parts.append(f'<text x="{float(x) + 6:.1f}" y="{float(y) + offset:.1f}" fill="{colour}">{label}</text>')
    parts.append("</svg>")
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n")

    print("| epoch | training loss | training | test | seconds |")
    print("|--:|--:|--:|--:|--:|")
    for entry in epochs:
        if entry["epoch"] == 1 or entry["epoch"] % 5 == 0:
            print(f'| {entry["epoch"]} | {entry["train_loss"]:.3f} | {100 * entry["train_accuracy"]:.2f} % '
                  f'| {100 * entry["test_accuracy"]:.2f} % | {entry["seconds"]:.0f} |')


if __name__ == "__main__":
    main(*sys.argv[1:])
