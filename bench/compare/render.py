"""Makes a page of the answers that run.py kept: docs/performance.md, or docs/performance.avx512.md of such a machine.

What people wrote, in a file of the page's name that ends in .notes.md, is put in as it stands.

usage: render.py RESULTS_FOLDER PAGE
"""
import json
import statistics
import sys
import textwrap
from pathlib import Path

import rows

ROOT = Path(__file__).resolve().parent.parent.parent
PROFILES = {
    "kernels-lenet-bn": "`lenet-bn`, a training step of batch 256, 2 threads",
    "kernels-resnet20": "`resnet20`, a training step of batch 128, 2 threads",
    "kernels-resnet20-infer": "`resnet20`, inference of batch 128, folded, 2 threads",
}
KERNELS_SHOWN = 16


def kept(folder, id):
    path = folder / f"{id}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def paragraph(text, indent=""):
    """Lines of at most 100 characters, as all prose of the project has them."""
    return textwrap.fill(text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def item(text):
    return paragraph(f"- {text}", "  ")


def number(value):
    magnitude = abs(value)
    return f"{value:,.0f}" if magnitude >= 100 else f"{value:.1f}" if magnitude >= 10 else f"{value:.2f}" if magnitude >= 0.1 else f"{value:.4f}"


def percent(value):
    return f"{100 * value:.0f} %"


def pairs_of(folder, row):
    by_pair = {}
    for answer in kept(folder, row.id):
        by_pair.setdefault(answer["pair"], {})[answer["side"]] = answer
    return [by_pair[pair] for pair in sorted(by_pair)]


def line(row, ratios, ours, theirs, share):
    """One line of the table."""
    median = statistics.median(ratios)
    return (f"| {row.title} | {row.target:g} | **{number(median)}** | {number(min(ratios))} | {number(max(ratios))} | {number(ours)} {row.unit} | "
            f"{number(theirs)} {row.unit} | {row.side} | {share} | {'yes' if median >= row.target else 'no'} |")


def ratios_of(folder, row):
    return [pair["theirs"][row.metric] / pair["ours"][row.metric] for pair in pairs_of(folder, row) if "ours" in pair and "theirs" in pair]


def mean_line(folder, mean):
    """The geometric mean of several rows' medians, pair by pair for its least and greatest; None where a row is not there."""
    each = [ratios_of(folder, row) for row in rows.ROWS if row.id in mean.rows]
    if not all(each):
        return None
    medians = [statistics.median(ratios) for ratios in each]
    of_pairs = [statistics.geometric_mean(pair) for pair in zip(*each)]
    value = statistics.geometric_mean(medians)
    met = value >= mean.target and min(medians) >= mean.least
    return (f"| {mean.title}; the least of them {number(min(medians))} | {mean.target:g}; {mean.least:g} | **{number(value)}** | "
            f"{number(min(of_pairs))} | {number(max(of_pairs))} | | | | | {'yes' if met else 'no'} |")


def table(folder):
    lines = ["| work | target | median | min | max | ours | theirs | the other side | of the limit | met |", "|---|--:|--:|--:|--:|--:|--:|---|--:|---|"]
    for row in rows.ROWS:
        answers = pairs_of(folder, row)
        whole = [pair for pair in answers if "ours" in pair and "theirs" in pair]
        mine = [pair["ours"] for pair in answers if "ours" in pair]
        if not mine:
            lines.append(f"| {row.title} | {row.target:g} | not measured | | | | | {row.side} | | |")
            continue
        ours = row.scale * statistics.median(answer[row.metric] for answer in mine)
        shares = [answer["limit_share"] for answer in mine if "limit_share" in answer]
        share = percent(statistics.median(shares)) if shares else ""
        if not whole:
            lines.append(f"| {row.title} | {row.target:g} | no peer | | | {number(ours)} {row.unit} | | {row.side} | {share} | |")
        else:
            ratios = [pair["theirs"][row.metric] / pair["ours"][row.metric] for pair in whole]
            theirs = row.scale * statistics.median(pair["theirs"][row.metric] for pair in whole)
            lines.append(line(row, ratios, ours, theirs, share))
        if row.id == "bn-64x64x56x56":
            # The work is counted as 8 tensors moved: the inverse of the share is our time over the time that moving them takes.
            moved = statistics.median(1 / value for value in shares)
            lines.append(f"| the same: our time / the time that moving 8 tensors takes | ≤ 1.4 | **{number(moved)}** | {number(1 / max(shares))} | "
                         f"{number(1 / min(shares))} | {number(ours)} ms | | | {share} | {'yes' if moved <= 1.4 else 'no'} |")
        for mean in rows.MEANS:
            if row.id == mean.rows[-1] and (together := mean_line(folder, mean)):
                lines.append(together)
    return lines


def limits(folder):
    lines = ["| vectors | threads | multiply-adds, GFLOP/s | copying, GB/s |", "|---|--:|--:|--:|"]
    for id in ("limits", "limits-avx2", "limits-128"):
        for answer in kept(folder, id)[-1:]:
            lines += [f"| {answer['instruction_set']} | {limit['threads']} | {number(limit['gflops'])} | {number(limit['gb_per_second'])} |" for limit in answer["by_threads"]]
    return lines


def profile(answer):
    step = answer["by_kernel_step_ms"]
    lines = ["| kernel | size | calls | ms | of the step | GFLOP/s | GB/s | of the limit |", "|---|---|--:|--:|--:|--:|--:|--:|"]
    kernels = answer["kernels"]
    for kernel in kernels[:KERNELS_SHOWN]:
        ms = kernel["ms"]
        operations = number(kernel["operations"] / ms / 1e6) if kernel["operations"] else ""
        lines.append(f"| {kernel['kernel']} | {kernel['size']} | {kernel['calls']} | {number(ms)} | {percent(ms / step)} | {operations} | "
                     f"{number(kernel['bytes'] / ms / 1e6)} | {percent(kernel['limit_share'])} |")
    rest = kernels[KERNELS_SHOWN:]
    for name, ms in ((f"{len(rest)} smaller kernels", sum(kernel["ms"] for kernel in rest)), ("loading the batch", answer["by_kernel_load_ms"]),
                     ("everything else: tape, layers, loops over parameters", answer["by_kernel_other_ms"]), ("**the step**", step)):
        if not name.startswith("0 smaller"):
            lines.append(f"| {name} | | | {number(ms)} | {percent(ms / step)} | | | |")
    return lines


def rows_where(folder, chose):
    """The rows in which most of the peer's runs chose so."""
    found = []
    for row in rows.ROWS:
        answers = [answer for answer in kept(folder, row.id) if answer["side"] == "theirs" and row.side != rows.NORMSHARP]
        if answers and 2 * sum(chose(answer) for answer in answers) > len(answers):
            found.append(row.id)
    return found


def commits(folder):
    """What was measured; more than one do not belong on a page."""
    found = dict.fromkeys(answer.get("commit", "unknown") for id in rows.ALL_IDS for answer in kept(folder, id))
    return list(found)


def machine(folder):
    path = folder / "host.json"
    if not path.exists():
        return []
    host = json.loads(path.read_text())
    env = host["normsharp"]
    peers = host["peers"]
    lines = [
        item(f"processor: {env['processor']}, {env['cores']} cores; {', '.join(env['vector_sets'])}"),
        item(f"system: {env['operating_system']}; {env['memory_mb'] / 1024:.1f} GB of memory"),
        item(f"NormSharp {env['normsharp'].split('+')[0]}, commit {', '.join(commits(folder))}, on {env['runtime']}, built in Release"),
    ]
    if peers:
        lines.append(item(f"TorchSharp {peers['torchsharp']} on libtorch {peers['libtorch']}, and ONNX Runtime {peers['onnxruntime']}, on {peers['runtime']}"))
    else:
        lines.append(item("the peers are not built: no ratios"))
    return lines


def write(folder, page):
    answers = [answer for id in rows.ALL_IDS for answer in kept(folder, id)]
    dates = sorted(answer["date"] for answer in answers)
    pairs = max((answer["pair"] + 1 for answer in answers if "pair" in answer), default=0)
    wide = "avx512" in page.name
    text = [
        "# Performance on a machine with AVX-512" if wide else "# Performance",
        "",
        paragraph(
            "NormSharp beside libtorch and ONNX Runtime on one machine, measured by `bench/compare/run.sh`, which also writes this page: numbers are not edited by "
            "hand. A ratio is the other side's time over ours: 2 means that NormSharp takes half the time."),
        "",
        paragraph(
            ("[performance.md](performance.md) is of a machine without AVX-512." if wide else
             "[performance.avx512.md](performance.avx512.md) is of a machine with AVX-512.")
            + " [performance.sweep.md](performance.sweep.md) compares convolutions of many shapes."),
        "",
    ]
    if any(answer.get("quick") for answer in answers):
        text += ["> **A trial run (`--quick`): these numbers only show that everything runs.**", ""]
    text += ["## The machine", "", *machine(folder)]
    if dates:
        text += [item(f"measured {dates[0]} to {dates[-1]}, {pairs} pairs a row")]
    text += [
        "",
        *limits(folder),
        "",
        paragraph(
            "These limits are measured by NormSharp's own loops: multiply-adds in registers, and copies of memory far larger than the caches (bytes read and written). "
            "Shares of the limit below refer to limits measured in the same process as the work: of multiply-adds for matrix products and convolutions, of copying for "
            "what moves memory. Each time is the median of its run; work that stays in the caches can exceed the bandwidth of copying."),
        "",
        "## The comparison",
        "",
        paragraph(
            f"A and B take turns, {pairs} times each in processes of their own. The ratio is taken pair by pair; its median, least and greatest value are shown. "
            "Threads are 2 unless said."),
        "",
        *table(folder),
        "",
        "The peers are called from C#, as a .NET program would, and get their best settings:",
        "",
        item("threads set as for us, and a warm-up;"),
        item("libtorch: no gradient where none is needed, evaluation mode for inference, activations in place, batches that are slices of floats ready in memory "
             "(NormSharp makes its floats from bytes within the time, but for the rows beside ONNX Runtime);"),
        item("libtorch: by a trial of both, the faster of contiguous and channels-last memory; on machines with AVX-512 by a trial also the fastest of what it does "
             "by itself, AVX2 for its own kernels (`ATEN_CPU_CAPABILITY`) and AVX-512 for MKL (`MKL_ENABLE_INSTRUCTIONS`); oneDNN chooses its own;"),
        item("ONNX Runtime: all optimizations of the graph, workers that spin between kernels, and by a trial of both the faster of plain runs and inputs and outputs "
             "that are bound to memory once."),
        "",
        "What the trials chose:",
        "",
        *choices(folder),
        "",
        paragraph(
            "Beside ONNX Runtime stands an inference plan of the same weights, both on floats that are ready: `normsharp bench infer --forward-only`. Models of the "
            "catalogue are saved and exported (`normsharp export`); Ultraface, FastestDet and ppocr-cls are the files of others. Those that were written for one "
            "picture at a time are read by ONNX Runtime with the batch in their inputs' and outputs' first extent and, in place of a leading 1, the input's own "
            "extent in their `Reshape`s (-1 in place of another); NormSharp reads them as they are. FastestDet stays at batch 1: "
            "the optimizer of ONNX Runtime writes that batch into what it makes of its channel shuffles."),
        "",
        paragraph(
            "An epoch is the mean step times 60,000 / 256. The AVX2 lines set `DOTNET_EnableAVX512=0` on one side and `ONEDNN_MAX_CPU_ISA`, "
            "`MKL_ENABLE_INSTRUCTIONS` and `ATEN_CPU_CAPABILITY` on the other. The 128-bit lines compare NormSharp with itself under `DOTNET_EnableAVX2=0`, as an "
            "ARM64 machine would run it."),
        "",
        "## Where the time of a step goes",
        "",
        paragraph(
            "`normsharp bench train|infer --by-kernel` hands every operation of the backend on through a clock. A kernel's share of the limit counts the products of the "
            "direct formula and each tensor once a pass."),
        "",
    ]
    for id, title in PROFILES.items():
        for answer in kept(folder, id)[-1:]:
            text += [f"### {title}", "", *profile(answer), ""]
    notes = ROOT / "docs" / page.with_suffix(".notes.md").name
    if notes.exists():
        text += [notes.read_text().strip(), ""]
    text += [
        "## Measure again",
        "",
        "```",
        "bench/compare/run.sh                  # everything, under an hour on two cores",
        "bench/compare/run.sh lenet conv       # only the rows whose names begin so; --list names them",
        "bench/compare/run.sh --again gemm     # anew, though complete",
        "```",
        "",
        paragraph(
            "Answers are kept as JSON lines, and a run that was stopped goes on where it was. Where the peers cannot be built (`bench/compare/peer/setup.sh`) only our "
            "side is measured."),
    ]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(text) + "\n")


def choices(folder):
    last = rows_where(folder, lambda answer: answer.get("chosen") == "ChannelsLast")
    bound = rows_where(folder, lambda answer: answer.get("chosen") == "IoBinding")
    narrow = rows_where(folder, lambda answer: answer.get("setting") == {"ATEN_CPU_CAPABILITY": "avx2"})
    wide = rows_where(folder, lambda answer: answer.get("setting") == {"MKL_ENABLE_INSTRUCTIONS": "AVX512"})
    return [
        item(f"Channels-last: {', '.join(last) or 'in no row'}."),
        item(f"Memory bound once: {', '.join(bound) or 'in no row'}."),
        item(f"AVX2 for libtorch's own kernels: {', '.join(narrow) or 'in no row'}."),
        item(f"AVX-512 for MKL: {', '.join(wide) or 'in no row'}."),
    ]


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
