"""Makes docs/performance.sweep.md of the answers that sweep.py kept.

usage: page.py [ANSWERS.jsonl [PAGE]]
"""
import json
import statistics
import sys
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
PASSES = {"forward": ("torch", "onnx"), "both": ("torch",)}
TITLES = {"forward": "forward", "both": "forward and backward"}
PEERS = {"torch": "libtorch", "onnx": "ONNX Runtime"}
TARGETS = ((0.5, "median", 1.3), (0.05, "fifth percentile", 0.85))
WORST = 10
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.5, 3, 4, 6, 10)
BAR = 40


def kept(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def ratio(answer, which):
    """The faster peer of a pass and its time over ours, the median of the rounds; None where a side has no time."""
    medians = {name: [median for median, _ in rounds] for name, rounds in answer["times"].items()}
    ours = medians.get(f"ours {which}")
    theirs = {peer: medians[f"{peer} {which}"] for peer in PASSES[which] if f"{peer} {which}" in medians}
    if not ours or not theirs:
        return None
    peer = min(theirs, key=lambda name: statistics.median(theirs[name]))
    return peer, statistics.median(a / b for a, b in zip(theirs[peer], ours))


def of_shortest(answer, which):
    """The same of the shortest times, which other work on the machine disturbs least."""
    least = {name: min(shortest for _, shortest in rounds) for name, rounds in answer["times"].items()}
    theirs = [least[f"{peer} {which}"] for peer in PASSES[which] if f"{peer} {which}" in least]
    return min(theirs) / least[f"ours {which}"] if theirs and f"ours {which}" in least else None


def milliseconds(answer, side, which):
    rounds = answer["times"].get(f"{side} {which}")
    return f"{statistics.median(median for median, _ in rounds):.3f}" if rounds else ""


def percentile(values, part):
    """The value below which this part lies, between neighbours by a straight line."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def geometric_mean(values):
    return statistics.geometric_mean(values)


def title(shape):
    """What people read of a shape's line."""
    kind, n, c, size, filters, kernel, stride, padding, dilation, groups = shape.split()
    parts = [f"{n}×{c}×{size}×{size} → {filters}, {kernel}×{kernel}"]
    parts += [f"stride {stride}"] if stride != "1" else []
    parts += [f"padding {padding}"] if padding != "0" else []
    parts += [f"dilation {dilation}"] if dilation != "1" else []
    parts += ["depthwise" if groups == c == filters else f"{groups} groups"] if groups != "1" else []
    return ("transposed " if kind == "transposed" else "") + ", ".join(parts)


def short(answer):
    """A line of progress."""
    text = title(answer["shape"])
    for which in PASSES:
        found = ratio(answer, which)
        if found:
            text += f" | {TITLES[which]}: {PEERS[found[0]]} / ours {found[1]:.2f}, of the shortest {of_shortest(answer, which):.2f}"
    return text


def ratios(answers, which):
    """(ratio, peer, answer) of each shape that has one."""
    found = [(ratio(answer, which), answer) for answer in answers]
    return [(one[1], one[0], answer) for one, answer in found if one]


def summary(answers):
    lines = ["| pass | shapes | median | fifth percentile | least | greatest | ours at least as fast | slower by more than a fifth |",
             "|---|--:|--:|--:|--:|--:|--:|--:|"]
    everything = []
    for which in PASSES:
        values = [value for value, _, _ in ratios(answers, which)]
        everything += values
        lines += [row(TITLES[which], values)] if values else []
    return lines + ([row("**both together**", everything)] if everything else [])


def row(name, values):
    fast = sum(value >= 1 for value in values) / len(values)
    slow = sum(value < 1 / 1.2 for value in values)
    return (f"| {name} | {len(values)} | **{percentile(values, 0.5):.2f}** | **{percentile(values, 0.05):.2f}** | {min(values):.2f} | "
            f"{max(values):.2f} | {100 * fast:.0f} % | {slow} |")


def targets(answers):
    values = [value for which in PASSES for value, _, _ in ratios(answers, which)]
    found = [(name, percentile(values, part), least) for part, name, least in TARGETS]
    return "; ".join(f"the {name} is {value:.2f}, and {least:g} is aimed at: {'met' if value >= least else 'missed'}" for name, value, least in found)


def by_family(answers):
    lines = ["| family | shapes | forward: median | least | forward and backward: median | least |", "|---|--:|--:|--:|--:|--:|"]
    for family in dict.fromkeys(answer["family"] for answer in answers):
        of_family = [answer for answer in answers if answer["family"] == family]
        cells = []
        for which in PASSES:
            values = [value for value, _, _ in ratios(of_family, which)]
            cells += [f"{statistics.median(values):.2f}", f"{min(values):.2f}"] if values else ["", ""]
        lines.append(f"| {family} | {len(of_family)} | {' | '.join(cells)} |")
    return lines


def histogram(values):
    edges = (0, *EDGES, float("inf"))
    counts = [sum(low <= value < high for value in values) for low, high in zip(edges, edges[1:])]
    lines = []
    for low, high, count in zip(edges, edges[1:], counts):
        name = f"below {high:g}" if low == 0 else f"{low:g} and more" if high == float("inf") else f"{low:g} to {high:g}"
        lines.append(f"{name:>12} {'█' * round(BAR * count / max(counts))} {count}".rstrip())
    return lines


def worst(answers, which):
    found = sorted(ratios(answers, which), key=lambda each: each[0])[:WORST]
    lines = ["| shape | ratio | faster peer | ours, ms | libtorch, ms | ONNX Runtime, ms |", "|---|--:|---|--:|--:|--:|"]
    for value, peer, answer in found:
        times = " | ".join(milliseconds(answer, side, which) for side in ("ours", "torch", "onnx"))
        lines.append(f"| {title(answer['shape'])} | {value:.2f} | {PEERS[peer]} | {times} |")
    return lines


def all_of(answers):
    lines = ["| shape | forward | forward and backward |", "|---|--:|--:|"]
    for answer in answers:
        cells = [f"{found[1]:.2f}" if found else "" for found in (ratio(answer, which) for which in PASSES)]
        lines.append(f"| {title(answer['shape'])} | {' | '.join(cells)} |")
    return lines


def paragraph(text, indent=""):
    return textwrap.fill(text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def item(text):
    return paragraph(f"- {text}", "  ")


def machine(path):
    if not path.exists():
        return []
    host = json.loads(path.read_text())
    env, peers = host["normsharp"], host["peers"]
    return [
        item(f"processor: {env['processor']}, {env['cores']} cores; {', '.join(env['vector_sets'])}"),
        item(f"NormSharp {env['normsharp'].split('+')[0]} on {env['runtime']}"),
        item(f"TorchSharp {peers['torchsharp']} on libtorch {peers['libtorch']}; ONNX Runtime {peers['onnxruntime']}"),
    ]


def write(path, target):
    answers = kept(path)
    dates = sorted(answer["date"] for answer in answers)
    commits = ", ".join(dict.fromkeys(answer["commit"] for answer in answers))
    rounds = max((answer["rounds"] for answer in answers), default=0)
    failed = [answer for answer in answers if answer.get("faults")]
    text = [
        "# A sweep of convolutions",
        "",
        paragraph(
            f"{len(answers)} convolutions that nobody chose because they suit: `bench/compare/sweep/shapes.py` draws them by a seed, and "
            "`bench/compare/sweep.sh` measures them and writes this page. A ratio is the time of the faster peer over ours: 2 means that "
            "NormSharp takes half the time."),
        "",
    ]
    if any(answer["quick"] for answer in answers):
        text += ["> **A trial run (`--quick`): these numbers only show that everything runs.**", ""]
    text += [*machine(path.with_suffix(".host.json"))]
    if dates:
        text += [item(f"commit {commits}, measured {dates[0]} to {dates[-1]}, 2 threads")]
    text += [
        "",
        paragraph(
            f"The three sides are processes that stay. They take turns on a shape, {rounds} times each, and a turn warms up for 5 ms before "
            "it is timed. The ratio is taken round by round, and its median is shown. *Forward* is inference: an inference plan of the one "
            "layer beside libtorch in inference mode and a session of ONNX Runtime, whichever is faster. *Forward and backward* is training: "
            "the layer on a tape beside libtorch, with gradients by input and weight. libtorch has the faster of contiguous and channels-last "
            "memory, by a trial for each shape and pass; ONNX Runtime has all optimizations, and inputs and outputs bound to memory."),
        "",
        *summary(answers),
        "",
        paragraph(f"Of both together {targets(answers)}."),
        "",
        "## By family",
        "",
        *by_family(answers),
        "",
    ]
    for which in PASSES:
        values = [value for value, _, _ in ratios(answers, which)]
        if values:
            text += [f"## {TITLES[which].capitalize()}", "", "How many shapes have which ratio:", "", "```", *histogram(values), "```", "",
                     f"The worst {WORST}:", "", *worst(answers, which), ""]
    if failed:
        text += ["## What could not be measured", "", *[item(f"{title(answer['shape'])}: {'; '.join(answer['faults'])}") for answer in failed], ""]
    text += ["## All shapes", "", *all_of(answers)]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "results/sweep.jsonl",
          Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs/performance.sweep.md")
