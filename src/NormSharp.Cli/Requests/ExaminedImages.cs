using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Diagnosis;
using NormSharp.Interop;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>The images that <c>doctor</c> is asked to examine a model with.</summary>
/// <param name="Data">The data set; null takes what the run was trained on, if that is known.</param>
/// <param name="Domains">Images of each domain, as they were given.</param>
internal sealed record ExaminedImages(string? Data, IReadOnlyList<string> Domains)
{
    /// <summary>Take these classes alone; null takes those of the run.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>The most images; null for the usual number.</summary>
    public int? Most { get; init; }

    /// <summary>The most memory that images may take, in bytes.</summary>
    public long? MaxMemory { get; init; }

    /// <summary>Opens them; no images where there are none, or the patient is numbers alone.</summary>
    /// <param name="patient">The model.</param>
    /// <param name="screen">Where a spinner turns meanwhile.</param>
    /// <exception cref="UsageException">Images were given that nothing can be done with.</exception>
    /// <exception cref="NormSharpException">They cannot be read, or do not fit the model.</exception>
    public (ImageSet? Images, ExaminationOptions Options) Open(Patient patient, Screen screen)
    {
        ExaminationOptions options = OptionsFor(patient);
        if (patient.Model is not { } model)
        {
            return Data is null
                ? (null, options)
                : throw new UsageException($"--data was given, but {patient.Name} has no architecture that images could be shown to");
        }

        string? data = Data ?? (model.Location.Run is { } run ? RunOrigin.DataOf(run) : null);
        if (data is null)
        {
            if (Domains.Count > 0)
            {
                throw new UsageException("--domain was given without --data, images of all domains to examine the model with");
            }

            return (null, Known(model) is { } own ? options with { Shape = own.Shape, Normalization = own.Normalization } : options);
        }

        return UnlabelledImages.Recognises(data)
            ? Unlabelled(model, data, options, screen)
            : Labelled(model, data, options, screen);
    }

    private ExaminationOptions OptionsFor(Patient patient)
    {
        FileKind? kind = patient.Model is { Foreign: not null } foreign ? FileKinds.Of(foreign.Location.Path) : null;
        return new ExaminationOptions
        {
            Name = patient.Name,
            Images = Most ?? new ExaminationOptions().Images,
            IsKeras = kind == FileKind.Keras,
            IsOnnx = kind == FileKind.Onnx,
        };
    }

    private (ImageSet Images, ExaminationOptions Options) Unlabelled(
        LoadedModel model, string data, ExaminationOptions options, Screen screen)
    {
        ImageSet images = screen.Wait($"reading {data}", _ => UnlabelledImages.Open(data));
        ModelInput input = model.InputFor(images);
        input.CheckFits(images);
        return (images, For(input, options, screen));
    }

    private (ImageSet Images, ExaminationOptions Options) Labelled(
        LoadedModel model, string data, ExaminationOptions options, Screen screen)
    {
        DataSplit split = ChosenClasses.Of(
            DataSource.Open("--data", data, screen, null, MaxMemory), Classes ?? DataNames.ClassesFor(data, model.Location.Run));
        ModelInput input = model.InputFor(split.Test);
        input.CheckFits(split.Train.WithoutLabels());

        // Labels of other classes than the model's say nothing of its predictions.
        bool sameClasses = split.Test.ClassNames.SequenceEqual(input.Classes);
        return (split.Train, For(input, options, screen) with { Test = sameClasses ? split.Test : split.Test.WithoutLabels() });
    }

    private ExaminationOptions For(ModelInput input, ExaminationOptions options, Screen screen) => options with
    {
        Shape = input.Shape,
        Normalization = input.Normalization,
        Domains = NamedDomains.Open(Domains, input, screen),
    };

    /// <summary>What a model takes, where that is known without images.</summary>
    private static ModelInput? Known(LoadedModel model)
    {
        try
        {
            return model.InputFor();
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
