"""Makes docs/performance.md of the answers that run.py kept; docs/performance.notes.md is put in as it stands.

usage: render.py [RESULTS_FOLDER [PAGE]]
"""
import json
import statistics
import sys
import textwrap
from pathlib import Path

import rows

ROOT = Path(__file__).resolve().parent.parent.parent
NOTES = ROOT / "docs/performance.notes.md"
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


def line(title, ratios, target, ours, theirs, unit, share, at_most=False):
    """One line of the table; a target is a least ratio, or a greatest one."""
    median = statistics.median(ratios)
    met = median <= target if at_most else median >= target
    aim = f"≤ {target:g}" if at_most else f"{target:g}"
    return (f"| {title} | {aim} | **{number(median)}** | {number(min(ratios))} | {number(max(ratios))} | "
            f"{number(ours)} {unit} | {f'{number(theirs)} {unit}' if theirs else ''} | {share} | {'yes' if met else 'no'} |")


def table(folder):
    lines = ["| work | target | median | min | max | ours | the other side | of the limit | met |", "|---|--:|--:|--:|--:|--:|--:|--:|---|"]
    for row in rows.ROWS:
        answers = pairs_of(folder, row)
        whole = [pair for pair in answers if "ours" in pair and "theirs" in pair]
        mine = [pair["ours"] for pair in answers if "ours" in pair]
        if not mine:
            lines.append(f"| {row.title} | {row.target:g} | not measured | | | | | | |")
            continue
        ours = row.scale * statistics.median(answer[row.metric] for answer in mine)
        shares = [answer["limit_share"] for answer in mine if "limit_share" in answer]
        share = percent(statistics.median(shares)) if shares else ""
        if not whole:
            lines.append(f"| {row.title} | {row.target:g} | no PyTorch | | | {number(ours)} {row.unit} | | {share} | |")
        else:
            ratios = [pair["theirs"][row.metric] / pair["ours"][row.metric] for pair in whole]
            theirs = row.scale * statistics.median(pair["theirs"][row.metric] for pair in whole)
            lines.append(line(row.title, ratios, row.target, ours, theirs, row.unit, share))
        if row.id == "bn-64x64x56x56":
            # The work is counted as 8 tensors moved: the inverse of the share is our time over the time that moving them takes.
            lines.append(line("the same: our time / the time that moving 8 tensors takes", [1 / value for value in shares], 1.4, ours, None, row.unit, share, True))
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
    """The rows in which most of PyTorch's runs chose so."""
    found = []
    for row in rows.ROWS:
        answers = [answer for answer in kept(folder, row.id) if answer["side"] == "theirs" and not row.theirs_is_normsharp]
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
    torch = host["torch"]
    lines = [
        item(f"processor: {env['processor']}, {env['cores']} cores; {', '.join(env['vector_sets'])}"),
        item(f"system: {env['operating_system']}; {env['memory_mb'] / 1024:.1f} GB of memory"),
        item(f"NormSharp {env['normsharp'].split('+')[0]}, commit {', '.join(commits(folder))}, on {env['runtime']}, built in Release"),
    ]
    if torch:
        blas = ", ".join(torch["blas"])
        lines.append(item(f"PyTorch {torch['torch']} ({torch['onednn']}; {blas}); {', '.join(host['packages'])}"))
    else:
        lines.append(item("PyTorch is not installed: no ratios"))
    return lines


def write(folder, page):
    answers = [answer for id in rows.ALL_IDS for answer in kept(folder, id)]
    dates = sorted(answer["date"] for answer in answers)
    pairs = max((answer["pair"] + 1 for answer in answers if "pair" in answer), default=0)
    text = [
        "# Performance",
        "",
        paragraph(
            "NormSharp beside PyTorch on one machine, measured by `bench/compare/run.sh`, which also writes this page: numbers are not edited by hand. "
            "A ratio is the other side's time over ours, the other side being PyTorch unless a line says otherwise: 2 means that NormSharp takes half the time."),
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
        "PyTorch gets its best setting:",
        "",
        item("threads set for its own pool and for OpenBLAS, and a warm-up;"),
        item("no gradient where none is needed, evaluation mode for inference, activations in place;"),
        item("batches that are ready as floats in memory (NormSharp makes its floats from bytes within the time);"),
        item("by a trial of both, the faster of contiguous and channels-last memory;"),
        item(
            "by a trial of both, the faster of AVX2 and AVX-512 kernels, its own (`ATEN_CPU_CAPABILITY`) and OpenBLAS's (`OPENBLAS_CORETYPE=SkylakeX`, which OpenBLAS "
            "does not choose by itself on every processor that has them). oneDNN chooses its own."),
        "",
        "What the trials chose:",
        "",
        *choices(folder),
        "",
        paragraph(
            "An epoch is the mean step times 60,000 / 256. The AVX2 lines set `DOTNET_EnableAVX512=0` on one side and `DNNL_MAX_CPU_ISA=AVX2`, `OPENBLAS_CORETYPE=Haswell`, "
            "`ATEN_CPU_CAPABILITY=avx2` on the other. The 128-bit lines compare NormSharp with itself under `DOTNET_EnableAVX2=0`, as an ARM64 machine would run it."),
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
    if NOTES.exists():
        text += [NOTES.read_text().strip(), ""]
    text += [
        "## Measure again",
        "",
        "```",
        "bench/compare/run.sh                  # everything, under 30 minutes on two cores",
        "bench/compare/run.sh lenet conv       # only the rows whose names begin so; --list names them",
        "bench/compare/run.sh --again gemm     # anew, though complete",
        "```",
        "",
        paragraph(
            "Answers are kept as JSON lines, and a run that was stopped goes on where it was. Without PyTorch (Debian: `python3-torch`, `libopenblas0-pthread`) only our "
            "side is measured."),
    ]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(text) + "\n")


def choices(folder):
    last = rows_where(folder, lambda answer: answer.get("layout") == "channels_last")
    wide = rows_where(folder, lambda answer: answer.get("setting", {}).get("ATEN_CPU_CAPABILITY") == "avx512")
    blas = rows_where(folder, lambda answer: answer.get("setting", {}).get("OPENBLAS_CORETYPE") == "SkylakeX")
    return [
        item(f"Channels-last: {', '.join(last) or 'in no row'}."),
        item(f"AVX-512 kernels of its own: {', '.join(wide) or 'in no row'}."),
        item(f"OpenBLAS's AVX-512 kernels: {', '.join(blas) or 'in no row'}."),
    ]


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "results",
          Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs/performance.md")
