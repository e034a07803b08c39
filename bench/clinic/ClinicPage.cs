using System.Globalization;
using System.Text;

namespace NormSharp.Clinic;

/// <summary>Writes docs/clinic.md.</summary>
internal static class ClinicPage
{
    public static string Of(IReadOnlyList<Outcome> all)
    {
        Outcome[] held = [.. all.Where(outcome => outcome.IsHeldOut)];
        Outcome[] set = [.. all.Where(outcome => !outcome.IsHeldOut)];
        int kinds = all.Where(outcome => !outcome.Fault.IsHealthy).Select(outcome => outcome.Kind).Distinct().Count();
        int healthy = all.Count(outcome => outcome.Fault.IsHealthy);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            {{all.Count - healthy}} ill models of {{kinds}} kinds of faults, {{healthy}} healthy ones.

            | | half that thresholds were set on | held-out half |
            |---|---:|---:|

            """);
        Row(page, "models", set, held, part => string.Join(", ", part.Select(outcome => outcome.Model).Distinct()));
        Row(page, "cases", set, held, part => $"{part.Length}");
        Row(page, "cases that lose 2 points and more", set, held, part => $"{part.Count(outcome => outcome.LosesPoints)}");
        Row(page, "of them named", set, held, part => Share(part.Where(outcome => outcome.LosesPoints), outcome => outcome.IsNamed));
        Row(page, "cases that lose 2 points and more, beyond chance", set, held, part => $"{part.Count(outcome => outcome.IsCostly)}");
        Row(page, "of them named (recall)", set, held, part => Share(part.Where(outcome => outcome.IsCostly), outcome => outcome.IsNamed));
        Row(page, "findings that are right, costly and healthy cases (precision)", set, held, part => Precision(
            part.Where(outcome => outcome.LosesPoints || outcome.Fault.IsHealthy)));
        Row(page, "findings that are right, all cases", set, held, Precision);
        Row(page, "untouched models without an error", set, held, part => Share(
            part.Where(outcome => outcome.Kind == OddButHealthy.Untouched.Kind), outcome => outcome.Errors.Count == 0));
        Row(page, "healthy and odd models without an error", set, held, part => Share(
            part.Where(outcome => outcome.Fault.IsHealthy), outcome => outcome.Errors.Count == 0));
        Row(page, "healthy and odd models without a warning", set, held, part => Share(
            part.Where(outcome => outcome.Fault.IsHealthy), outcome => outcome.Ids.Count == 0));
        Row(page, "median share of the loss that `--fix` brings back", set, held, Recovered);
        Row(page, "kinds of faults below 80 % recall", set, held, part => $"{part.GroupBy(outcome => outcome.Kind).Count(IsWeak)}");
        Row(page, "seconds an examination and repair (median)", set, held, part
            => string.Create(CultureInfo.InvariantCulture, $"{Median(part.Select(outcome => outcome.Seconds)):0.0}"));
        page.Append("""

            ## By fault, held-out half

            Lost and brought back are medians over the costly cases; named counts the costly cases, and of
            several faults at once each must be named. Other findings are warnings and errors that do not name
            the fault. A dash: no case lost 2 points, or there is no repair.

            | fault | id | cases | costly | named | lost | brought back | other findings |
            |---|---|---:|---:|---:|---:|---:|---|

            """);
        foreach (IGrouping<string, Outcome> kind in InOrder(held))
        {
            Outcome[] costly = [.. kind.Where(outcome => outcome.IsCostly)];
            string[] others = [.. kind.SelectMany(outcome => outcome.Ids.Except(outcome.Fault.Ids)).GroupBy(id => id)
                .Select(group => $"{group.Key} {group.Count()}×")];
            page.Append(CultureInfo.InvariantCulture, $"| {kind.Key} | {string.Join(", ", kind.First().Fault.Ids)} | {kind.Count()} | ");
            string named = costly.Length == 0 ? "–" : $"{costly.Count(outcome => outcome.IsNamed)}";
            page.Append(CultureInfo.InvariantCulture, $"{costly.Length} | {named} | ");
            page.Append(costly.Length == 0 ? "–" : $"{100 * Median(costly.Select(outcome => outcome.Lost)):0.0}").Append(" | ");
            page.Append(costly.Length == 0 || !kind.First().Fault.IsRepairable
                ? "–"
                : Percent(Median(costly.Select(outcome => outcome.Recovered))));
            page.Append(CultureInfo.InvariantCulture, $" | {string.Join(", ", others)} |\n");
        }

        Missed(page, held);
        page.Append("\n## By model\n\n| model | half | cases | costly | named | findings | right | seconds |\n");
        page.Append("|---|---|---:|---:|---:|---:|---:|---:|\n");
        foreach (IGrouping<string, Outcome> model in all.GroupBy(outcome => outcome.Model))
        {
            page.Append(CultureInfo.InvariantCulture, $"| {model.Key} | {(model.First().IsHeldOut ? "held-out" : "thresholds")} | ");
            page.Append(CultureInfo.InvariantCulture, $"{model.Count()} | {model.Count(outcome => outcome.IsCostly)} | ");
            page.Append(CultureInfo.InvariantCulture, $"{model.Count(outcome => outcome.IsCostly && outcome.IsNamed)} | ");
            page.Append(CultureInfo.InvariantCulture, $"{model.Sum(outcome => outcome.Ids.Count)} | ");
            page.Append(CultureInfo.InvariantCulture, $"{model.Sum(outcome => outcome.Ids.Count(outcome.Fault.Ids.Contains))} | ");
            page.Append(CultureInfo.InvariantCulture, $"{Median(model.Select(outcome => outcome.Seconds)):0.0} |\n");
        }

        page.Append("\n## Confusion, held-out half\n\nHow often a finding (column) was made of a fault (row), all cases.\n\n");
        string[] ids = [.. held.SelectMany(outcome => outcome.Ids).Distinct().Order()];
        page.Append($"| fault | none | {string.Join(" | ", ids)} |\n|---|---:|{string.Concat(ids.Select(_ => "---:|"))}\n");
        foreach (IGrouping<string, Outcome> kind in InOrder(held))
        {
            IEnumerable<string> counts = ids.Select(id => Blank(kind.Count(outcome => outcome.Ids.Contains(id))));
            page.Append($"| {kind.Key} | {Blank(kind.Count(outcome => outcome.Ids.Count == 0))} | {string.Join(" | ", counts)} |\n");
        }

        return page.ToString();
    }

    private static void Row(StringBuilder page, string title, Outcome[] set, Outcome[] held, Func<Outcome[], string> value)
        => page.Append($"| {title} | {value(set)} | {value(held)} |\n");

    private static string Share(IEnumerable<Outcome> outcomes, Func<Outcome, bool> holds)
    {
        Outcome[] all = [.. outcomes];
        return all.Length == 0 ? "–" : $"{Percent(all.Count(holds) / (double)all.Length)} ({all.Count(holds)} of {all.Length})";
    }

    /// <summary>Every case that was missed or given a wrong name, so that a reader can judge each.</summary>
    private static void Missed(StringBuilder page, Outcome[] held)
    {
        Outcome[] wrong =
            [.. held.Where(outcome => (outcome.LosesPoints && !outcome.IsNamed) || outcome.Ids.Except(outcome.Fault.Ids).Any())];
        page.Append("\n## Missed and misnamed, held-out half\n\n");
        if (wrong.Length == 0)
        {
            page.Append("None.\n");
            return;
        }

        page.Append("| model | fault | strength | accuracy | findings |\n|---|---|---|---|---|\n");
        foreach (Outcome outcome in wrong)
        {
            string found = outcome.Ids.Count == 0 ? "none" : string.Join(", ", outcome.Ids);
            page.Append(CultureInfo.InvariantCulture, $"| {outcome.Model} | {outcome.Kind} | {outcome.Strength} | ");
            page.Append(CultureInfo.InvariantCulture, $"{100 * outcome.Healthy:0.0} → {100 * outcome.Ill:0.0} | {found} |\n");
        }
    }

    private static IEnumerable<IGrouping<string, Outcome>> InOrder(IEnumerable<Outcome> outcomes)
    {
        List<string> kinds = [.. Faults.All.Select(fault => fault.Kind).Distinct()];
        return outcomes.GroupBy(outcome => outcome.Kind).OrderBy(kind => kinds.IndexOf(kind.Key));
    }

    private static bool IsWeak(IEnumerable<Outcome> kind)
        => kind.Where(outcome => outcome.IsCostly).ToArray() is { Length: > 0 } costly
            && costly.Count(outcome => outcome.IsNamed) < 0.8 * costly.Length;

    private static string Precision(IEnumerable<Outcome> outcomes) => Precision([.. outcomes]);

    private static string Precision(Outcome[] outcomes)
    {
        int all = outcomes.Sum(outcome => outcome.Ids.Count);
        int right = outcomes.Sum(outcome => outcome.Ids.Count(outcome.Fault.Ids.Contains));
        return all == 0 ? "–" : $"{Percent((double)right / all)} ({right} of {all})";
    }

    private static string Recovered(Outcome[] outcomes)
    {
        double[] shares =
            [.. outcomes.Where(outcome => outcome.IsCostly && outcome.Fault.IsRepairable).Select(outcome => outcome.Recovered)];
        return shares.Length == 0 ? "–" : Percent(Median(shares));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    private static string Blank(int count) => count == 0 ? string.Empty : count.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");
}
