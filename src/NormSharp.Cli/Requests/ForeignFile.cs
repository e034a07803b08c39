using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Layers;

namespace NormSharp.Cli.Requests;

/// <summary>Writes a stranger's file anew: what came in, with nothing but the changed numbers changed.</summary>
internal static class ForeignFile
{
    private const string Safetensors = ".safetensors";

    /// <summary>Whether a result is written as the file that came in: one of others, whose name ends alike.</summary>
    /// <param name="model">The model.</param>
    /// <param name="output">The name of the result.</param>
    /// <param name="takesSettings">Whether a Keras file is, whose settings alone can change.</param>
    /// <exception cref="UsageException">The name ends neither so nor as that of another format.</exception>
    /// <exception cref="NormSharpException">Files of this kind cannot be written anew.</exception>
    public static bool IsRewritten(LoadedModel model, string output, bool takesSettings = false)
    {
        if (model.Foreign is not { } foreign)
        {
            return false;
        }

        string source = Path.GetExtension(model.Location.Path);
        string ending = Path.GetExtension(output);
        if (!ending.Equals(source, StringComparison.OrdinalIgnoreCase))
        {
            return ExportFormats.Find(output) is not null
                ? false
                : throw new UsageException(
                    $"--out is {output}, but {model.Location.Path} ({foreign.Format}) is written as it came in to a name with {source}, or "
                        + $"in another format to one with {Words.Or(ExportFormats.All.Select(format => format.Extension))}");
        }

        bool isTaken = foreign.Pairs.Count > 0 || (takesSettings && FileKinds.Of(model.Location.Path) == FileKind.Keras);
        return isTaken ? true : throw new CommandException(
            $"{model.Location.Path}: files of this kind ({foreign.Format}) are not written; name the result with "
                + $"{Words.Or(ExportFormats.All.Select(format => format.Extension))}");
    }

    /// <summary>
    /// The numbers in which a repaired network differs from the one that was read; a bias that it no longer has is zeros in the file.
    /// </summary>
    /// <param name="before">The network as it was read.</param>
    /// <param name="after">The same with other numbers, or without some biases.</param>
    /// <exception cref="NormSharpException">Its layers have other sizes.</exception>
    public static IEnumerable<NamedTensor> Changes(Module before, Module after)
    {
        HashSet<string> counters = [.. before.NamedCounters().Select(entry => entry.Name)];
        Dictionary<string, NamedTensor> now = StateFiles.TensorsOf(after).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (NamedTensor old in StateFiles.TensorsOf(before).Where(tensor => !counters.Contains(tensor.Name)))
        {
            if (!now.TryGetValue(old.Name, out NamedTensor? other))
            {
                yield return old.Name.EndsWith("bias", StringComparison.Ordinal)
                    ? NamedTensor.Of(old.Name, [.. old.Shape], (ReadOnlySpan<float>)new float[old.Count])
                    : throw new CommandException(
                        $"the repaired network has no {old.Name}, which the file cannot leave out; name the result {Safetensors}");
            }
            else if (!other.Shape.SequenceEqual(old.Shape))
            {
                throw new CommandException(
                    $"the repaired network has another size of {old.Name}, which the file cannot take in; name the result {Safetensors}");
            }
            else if (!other.ReadSingle().AsSpan().SequenceEqual(old.ReadSingle()))
            {
                yield return other;
            }
        }
    }

    /// <summary>Writes the file with those numbers that differ from its own.</summary>
    /// <param name="model">The model as it was read.</param>
    /// <param name="output">The file to make.</param>
    /// <param name="values">Numbers by their names in the network.</param>
    /// <param name="after">What else is done to the written file; null for nothing.</param>
    /// <returns>How many tensors were changed.</returns>
    /// <exception cref="NormSharpException">
    /// A number that changed does not stand in the file by itself, or cannot be changed in place.
    /// </exception>
    /// <exception cref="FileWriteException">The file cannot be written, or there is one by now.</exception>
    public static int Rewrite(LoadedModel model, string output, IEnumerable<NamedTensor> values, Action<string>? after = null)
    {
        using StateFile file = StateFiles.Open(model.Location.Path);
        Dictionary<string, NamedTensor> places = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Dictionary<string, string> sources = model.Foreign!.Pairs.ToDictionary(pair => pair.Target, pair => pair.Source.Name);
        var changes = new List<NamedTensor>();
        foreach (NamedTensor value in values)
        {
            if (!sources.TryGetValue(value.Name, out string? name))
            {
                throw new CommandException(
                    $"{file.Path}: {value.Name} is computed in the file or shared, so that it cannot be changed in place; name the result "
                        + $"{Safetensors}");
            }

            float[] numbers = value.ReadSingle();
            if (!places[name].ReadSingle().AsSpan().SequenceEqual(numbers))
            {
                changes.Add(NamedTensor.Of(name, [.. places[name].Shape], (ReadOnlySpan<float>)numbers));
            }
        }

        if (changes.GroupBy(change => change.Name).FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new CommandException(
                $"{file.Path}: its '{shared.Key}' serves several layers, which would need different numbers now; name the result "
                    + $"{Safetensors}");
        }

        NewFile.WriteBy(output, temporary =>
        {
            file.Rewrite(temporary, changes);
            after?.Invoke(temporary);
        });
        return changes.Count;
    }
}
