using NormSharp.Backends;
using NormSharp.Data;

namespace NormSharp.Diagnosis;

/// <summary>What <see cref="Doctor.Examine"/> may look at beside the model.</summary>
public sealed record ExaminationOptions
{
    /// <summary>What the model is called in reports.</summary>
    public string Name { get; init; } = "model";

    /// <summary>The size of the images that the model takes; null takes that of the images that are given.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>How the model's input is centred and scaled; null for v/255.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>
    /// Images to measure outputs on, best with labels and not those of the training; null takes the images that are given.
    /// </summary>
    public ImageSet? Test { get; init; }

    /// <summary>
    /// Images of each domain, by its name, where the model is used on several, such as cameras: those of training are what the domain's
    /// statistics are taken from, those of test what outputs are measured on. Null where all images are of one domain.
    /// </summary>
    public IReadOnlyDictionary<string, DataSplit>? Domains { get; init; }

    /// <summary>The most images that statistics are taken over, and the most that outputs are measured on.</summary>
    public int Images { get; init; } = 2000;

    /// <summary>
    /// The parameters and buffers that the model's file can take back; where it is a file of others, repairs change nothing else. Null for
    /// a file that takes everything.
    /// </summary>
    internal IReadOnlySet<string>? Writable { get; init; }

    /// <summary>Whether the model is from an ONNX file, in which normalizing by the batch is a node's mode and can be rewritten.</summary>
    internal bool IsOnnx { get; init; }

    /// <summary>Whether the model is from a Keras file, of which only ε and momentum are changed in place.</summary>
    internal bool IsKeras { get; init; }

    /// <summary>What computes; the CPU with all its processors when null.</summary>
    public Backend? Backend { get; init; }

    /// <summary>Hears what is being done, in English.</summary>
    public Action<string>? Progress { get; init; }
}
