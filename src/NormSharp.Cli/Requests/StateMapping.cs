using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Interop;
using NormSharp.Interop.Files;

namespace NormSharp.Cli.Requests;

/// <summary>What becomes of numbers whose names are not those of the network: shown, and confirmed by the user.</summary>
internal static class StateMapping
{
    /// <summary>The match itself where it is complete, or the confirmed proposal.</summary>
    /// <param name="source">How the model was asked for.</param>
    /// <param name="state">The file.</param>
    /// <param name="match">The match by name.</param>
    /// <param name="log">Where a proposal is shown, and what fits nothing.</param>
    /// <exception cref="UsageException">The names do not fit, and no mapping that does was confirmed.</exception>
    public static StateMatch Confirmed(ModelSource source, StateFile state, StateMatch match, TextWriter log)
    {
        if (match.IsComplete)
        {
            return match;
        }

        string network = source.Arch ?? source.Like!;
        StateMatch proposal = match.Propose();
        if (!proposal.IsComplete)
        {
            StateMatch better = proposal.Pairs.Count > match.Pairs.Count ? proposal : match;
            ShowRest(better, log);
            throw new UsageException(
                $"{state.Path} does not fit {network}: {better.Pairs.Count} of its {state.Tensors.Count} tensors have a place, "
                    + $"{better.Unused.Count} have none, {better.Missing.Count} of the network's are missing and {better.Misfits.Count} "
                    + $"have another shape (listed above); rename by --map FROM=TO, or name another network");
        }

        if (!source.AcceptsMapping)
        {
            foreach ((string target, NamedTensor tensor) in proposal.Pairs)
            {
                log.WriteLine(Printable.Text($"  {tensor.SourceName} → {target}  {tensor}"));
            }

            throw new UsageException(
                $"the names of {state.Path} are not those of {network}; by order and shape its tensors would go as listed above: look at "
                    + $"it and confirm by --accept-mapping, or rename by --map FROM=TO");
        }

        return proposal;
    }

    private static void ShowRest(StateMatch match, TextWriter log)
    {
        foreach (string name in match.Missing)
        {
            log.WriteLine(Printable.Text(Messages.Of($"  missing: {name}")));
        }

        foreach (string line in match.Misfits)
        {
            log.WriteLine(Printable.Text(Messages.Of($"  another shape: {line}")));
        }

        foreach (NamedTensor tensor in match.Unused)
        {
            log.WriteLine(Messages.Of($"  no place: {Printable.Name(tensor.SourceName)} {tensor}"));
        }
    }
}
