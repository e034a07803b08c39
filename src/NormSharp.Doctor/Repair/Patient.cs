using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Repair;

/// <summary>A model, how it is given its images, and images to recompute statistics from and to measure outputs on.</summary>
/// <param name="Model">The network.</param>
/// <param name="Normalization">How pixels are centred and scaled; null for v/255.</param>
internal sealed record Patient(Module Model, Normalization? Normalization)
{
    /// <summary>What computes.</summary>
    public required Backend Backend { get; init; }

    /// <summary>Images to recompute statistics from; null where there are none.</summary>
    public ImageSet? Images { get; init; }

    /// <summary>Images to measure outputs on; null where there are none.</summary>
    public ImageSet? Test { get; init; }

    /// <summary>Whether <see cref="Images"/> are others than <see cref="Test"/>, and have labels as these have.</summary>
    public bool HasTwice { get; init; }

    /// <summary>Images in the order of their set, of which <see cref="Images"/> is a sample; null where there are none.</summary>
    public ImageSet? InOrder { get; init; }

    /// <summary>Images of each domain, where they were given; null where all are of one, or nobody has said.</summary>
    public IReadOnlyList<Domain>? Domains { get; init; }

    /// <summary>The convention of input that was found to be the right one; null where what is given is right.</summary>
    public InputConvention? Convention { get; init; }

    /// <summary>What stands before the paths of the layers that were examined.</summary>
    public string Prefix { get; init; } = string.Empty;

    /// <summary>The network without what was put before it to set its input right.</summary>
    public Module Network => Prefix.Length == 0 ? Model : Model.Children.Last().Child;

    /// <summary>How many images passed at once where gradients were accumulated.</summary>
    public int MicroBatch { get; init; } = 32;

    /// <summary>How many images a batch of the training had, where that was too few; a fine-tune takes no more.</summary>
    public int TrainedBatch { get; init; } = 32;

    /// <summary>The parameters and buffers that may be changed, and nothing else; null where everything may.</summary>
    public IReadOnlySet<string>? Writable { get; init; }

    /// <summary>Whether the model comes from an ONNX file.</summary>
    public bool IsOnnx { get; init; }

    /// <summary>Whether the model comes from a Keras file, of which only ε and momentum are changed in place.</summary>
    public bool IsKeras { get; init; }

    /// <summary>Stops what takes long.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>What the model says of the images to measure on: of each domain's by its own statistics, where they were given.</summary>
    public ModelOutputs Outputs()
    {
        if (Domains is null)
        {
            return ModelOutputs.Of(Model, Test!, Normalization, Backend, Stop);
        }

        ModelOutputs outputs = ModelOutputs.Join([.. Domains.Select(OutputsOf)]);
        SeparateStatistics.Select(Model, Domains[0].Name);
        return outputs;
    }

    /// <summary>The same with another network, a copy that may be changed.</summary>
    public Patient Copy() => this with { Model = ModelRewriting.Rewrite(Model, _ => { }) };

    private ModelOutputs OutputsOf(Domain domain)
    {
        SeparateStatistics.Select(Model, domain.Name);
        return ModelOutputs.Of(Model, domain.Test, Normalization, Backend, Stop);
    }
}
