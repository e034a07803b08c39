using System.Globalization;
using System.Text;

namespace NormSharp.Clinic;

/// <summary>Writes docs/clinic.md.</summary>
internal static class ClinicPage
{
    public static string Of(IReadOnlyList<Outcome> all, int seeds, int images, TimeSpan time)
    {
        Outcome[] held = [.. all.Where(outcome => outcome.IsHeldOut)];
        Outcome[] set = [.. all.Where(outcome => !outcome.IsHeldOut)];
        int kinds = all.Select(outcome => outcome.Fault.Kind).Distinct().Count();
        int healthy = all.Count(outcome => outcome.Fault.Ids.Length == 0);
        string models = string.Join(", ", all.Select(outcome => outcome.Model).Distinct());
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $$"""
            # The clinic

            `bench/clinic` makes ill models of healthy ones, lets the doctor look at each and repair it, and
            writes this page. A fault costs what the healthy model's accuracy loses by it. The tables are of the
            seeds 1, 3, …; thresholds are to be set on the others. A finding counts where it is a warning or an
            error.

            {{all.Count}} cases of {{kinds}} kinds ({{all.Count - healthy}} ill, {{healthy}} healthy), {{seeds}} seeds, at most
            {{images}} images to measure on, {{time.TotalMinutes:0}} minutes on {{Environment.ProcessorCount}} processors. Models:
            {{models}}.

            | | seeds that thresholds were set on | held-out seeds |
            |---|---:|---:|

            """);
        Row(page, "cases that lose 2 points and more", set, held, part => $"{part.Count(outcome => outcome.IsCostly)}");
        Row(page, "of them named (recall)", set, held, part => Share(part.Where(outcome => outcome.IsCostly), outcome => outcome.IsNamed));
        Row(page, "findings that are right (precision of id)", set, held, Precision);
        Row(page, "healthy models without an error", set, held, part => Share(
            part.Where(outcome => outcome.Fault.Ids.Length == 0), outcome => outcome.Errors.Count == 0));
        Row(page, "healthy models without a warning", set, held, part => Share(
            part.Where(outcome => outcome.Fault.Ids.Length == 0), outcome => outcome.Ids.Count == 0));
        Row(page, "median share of the loss that `--fix` brings back", set, held, Recovered);
        page.Append("""

            ## By fault, held-out seeds

            Lost and brought back are medians over the costly cases; named counts the costly cases. Other
            findings are warnings and errors that do not name the fault. A dash: no case lost 2 points.

            | fault | id | cases | costly | named | lost | brought back | other findings |
            |---|---|---:|---:|---:|---:|---:|---|

            """);
        foreach (IGrouping<string, Outcome> kind in held.GroupBy(outcome => outcome.Fault.Kind))
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

        page.Append("\n## Confusion, held-out seeds\n\nHow often a finding (column) was made of a fault (row), all cases.\n\n");
        string[] ids = [.. held.SelectMany(outcome => outcome.Ids).Distinct().Order()];
        page.Append($"| fault | none | {string.Join(" | ", ids)} |\n|---|---:|{string.Concat(ids.Select(_ => "---:|"))}\n");
        foreach (IGrouping<string, Outcome> kind in held.GroupBy(outcome => outcome.Fault.Kind))
        {
            IEnumerable<string> counts = ids.Select(id => Blank(kind.Count(outcome => outcome.Ids.Contains(id))));
            page.Append($"| {kind.Key} | {Blank(kind.Count(outcome => outcome.Ids.Count == 0))} | {string.Join(" | ", counts)} |\n");
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"\nExamination and repair took {Median(all.Select(outcome => outcome.Seconds)):0.0} seconds a case (median).\n");
        return page.ToString();
    }

    private static void Row(StringBuilder page, string title, Outcome[] set, Outcome[] held, Func<Outcome[], string> value)
        => page.Append($"| {title} | {value(set)} | {value(held)} |\n");

    private static string Share(IEnumerable<Outcome> outcomes, Func<Outcome, bool> holds)
    {
        Outcome[] all = [.. outcomes];
        return all.Length == 0 ? "–" : $"{Percent(all.Count(holds) / (double)all.Length)} ({all.Count(holds)} of {all.Length})";
    }

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
