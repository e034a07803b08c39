using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Cli.Requests;

/// <summary>Refuses what cannot fit into this machine's memory, before it is tried.</summary>
internal static class MemoryNeed
{
    /// <summary>Throws when more is needed than there is.</summary>
    /// <param name="what">The options that ask for it, for example <c>--shape 64,64,56,56</c>.</param>
    /// <param name="numbers">How many float32 numbers are in memory at once, at least.</param>
    /// <exception cref="UsageException">There is too little memory.</exception>
    public static void Check(string what, double numbers)
    {
        double bytes = numbers * sizeof(float);
        double available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (bytes > available)
        {
            throw new UsageException(
                $"{what} needs at least {Format.Bytes(bytes)} of memory, and there are {Format.Bytes(available)}; choose smaller sizes");
        }
    }

    /// <summary>The most bytes that a model may need: what was said, or nine tenths of what is free.</summary>
    public static long LimitOf(ModelSource source) => LimitOf(source.MaxMemory);

    /// <inheritdoc cref="LimitOf(ModelSource)"/>
    public static long LimitOf(long? said) => said ?? (long)(0.9 * MachineMemory.Free);

    /// <summary>Throws when a model needs more memory for given inputs than it may.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="model">The model; one that does not describe itself is not measured.</param>
    /// <param name="inputs">The shapes of its inputs.</param>
    /// <param name="limit">The most bytes.</param>
    /// <exception cref="NormSharpException">It needs more; the message has both numbers.</exception>
    public static void CheckInputs(string name, Module model, IReadOnlyList<Shape> inputs, long limit)
    {
        if (SizeOf(model, inputs) is { } size && size.Bytes > limit)
        {
            throw new CommandException($"{name}: for inputs of {string.Join(", ", inputs)} {Needs(size, size.Bytes, limit)}");
        }
    }

    /// <summary>Throws when what a network keeps needs more memory than it may.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="description">The network, which need not have been made.</param>
    /// <param name="limit">The most bytes.</param>
    /// <exception cref="NormSharpException">It needs more; the message has both numbers.</exception>
    public static void CheckState(string name, JsonObject description, long limit)
    {
        if (SizeOf(() => description, []) is { } size && size.Bytes > limit)
        {
            throw new CommandException($"{name}: {Needs(size, size.Bytes, limit)}");
        }
    }

    /// <summary>Throws when a step of training needs more memory than it may.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="description">The network, which need not have been made; one that cannot be measured passes.</param>
    /// <param name="shape">The size of an image.</param>
    /// <param name="budget">Images that are in memory at once, and the most bytes.</param>
    /// <exception cref="NormSharpException">It needs more; the message has both numbers.</exception>
    /// <returns>What a step needs, for people; null where that is not known.</returns>
    public static string? CheckTraining(string name, Func<JsonObject> description, ImageShape shape, TrainingBudget budget)
    {
        (int batch, long limit) = budget;
        if (SizeOf(description, [[batch, shape.Channels, shape.Height, shape.Width]]) is not { } size)
        {
            return null;
        }

        // A copy has parameters and gradients of its own.
        double bytes = size.TrainingBytes + ((budget.Copies - 1) * 8.0 * size.State.Parameters);
        return bytes <= limit
            ? Messages.Of(
                $"about {Format.Bytes(bytes)} for {batch} images of {shape} at once; {Format.Bytes(MachineMemory.Free)} are free")
            : throw new CommandException(
                $"{name}: for {batch} images of {shape} at once {Needs(size, bytes, limit)}, or fewer images by --batch-size");
    }

    /// <summary>Throws when a model needs more memory than it may.</summary>
    /// <param name="model">The model; one that does not describe itself is not measured.</param>
    /// <param name="shape">The size of an image.</param>
    /// <exception cref="NormSharpException">It needs more; the message has both numbers.</exception>
    public static void CheckModel(LoadedModel model, ImageShape shape)
    {
        long limit = LimitOf(model.Source);
        if (SizeOf(model.Module, [[1, shape.Channels, shape.Height, shape.Width]]) is { } size && size.Bytes > limit)
        {
            throw new CommandException(
                $"{model.Location.Path}: for an image of {shape} {Needs(size, size.Bytes, limit)}, or choose a smaller image");
        }
    }

    private static ModelSize? SizeOf(Module model, IReadOnlyList<Shape> inputs) => SizeOf(model.Describe, inputs);

    private static ModelSize? SizeOf(Func<JsonObject> description, IReadOnlyList<Shape> inputs)
    {
        try
        {
            return ModelSize.Of(description(), inputs);
        }
        catch (Exception error) when (error is NotSupportedException or LayerException or FormatException)
        {
            // Nothing is known of its size, or it does not take such inputs, which is said where they are used.
            return null;
        }
    }

    private static string Needs(ModelSize size, double bytes, long limit) => Messages.Of(
        $"it needs {Format.Bytes(bytes)} of memory ({Format.Bytes(4.0 * size.State.Total)} of state, "
            + $"{Format.Bytes(4.0 * size.Activations)} of activations, {Format.Bytes(4.0 * size.Scratch)} of scratch memory), "
            + $"and {Format.Bytes(limit)} is the limit; raise it by {MemoryOption.Name}");

    /// <summary>Throws when a tensor would hold more numbers than one can.</summary>
    /// <param name="what">The options that ask for it.</param>
    /// <param name="numbers">How many numbers each tensor holds.</param>
    /// <exception cref="UsageException">One is too large.</exception>
    public static void CheckTensor(string what, params ReadOnlySpan<double> numbers)
    {
        foreach (double count in numbers)
        {
            if (count > ExtentsOption.MostNumbers)
            {
                throw new UsageException(
                    $"{what} makes a tensor of {Format.Count(count)} numbers, and one holds {Format.Count(ExtentsOption.MostNumbers)} "
                        + $"at most; choose smaller sizes");
            }
        }
    }
}
