using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Profiling;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench infer</c>: classifying images with a model.</summary>
internal sealed class BenchInferCommand : MeasuringCommand
{
    private const int RandomClasses = 10;

    private static readonly Choice<PlanKind> Plans = new(
        ("folded", PlanKind.Folded), ("unfolded", PlanKind.Unfolded), ("none", PlanKind.None));

    private readonly Option<string?> _model = new("--model")
    {
        Description =
            $"A model of the catalogue ({string.Join(", ", ModelCatalog.Names)}), a model file, or a run folder. Default: "
                + $"{TrainRequest.DefaultModel}.",
        HelpName = "MODEL",
    };

    private readonly Option<bool> _byKernel = new("--by-kernel")
    {
        Description = "Also take the time of each kernel, in further batches.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<PlanKind?> _plan = Plans.Option(
        "--plan",
        "The inference plan: with normalizations folded, without, or none at all: the layers one after another. Default: folded.");

    private readonly Option<string?> _tune = new("--tune")
    {
        Description =
            "Measure by which algorithms, and on how many threads, each step of the plan is fastest, take those, and keep them in FILE for "
                + "the next time.",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _forwardOnly = new("--forward-only")
    {
        Description = "Time the forward pass alone, on floats that are ready: no loading of a batch, no largest logit.",
        Arity = ArgumentArity.Zero,
    };

    private readonly BenchImagesOptionSet _images = new();
    private readonly ModelOptionSet _modelOptions = new();
    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public BenchInferCommand()
        : base("infer", "classifying images: load a batch, forward, largest logit")
    {
        AddGroup("What to classify with what", [_model, _plan, _tune, _forwardOnly, .. _images.All]);
        AddMeasurement();
        AddGroup("What to tell", _byKernel);
        AddGroup("Model (of the catalogue)", _modelOptions.All);
        AddGroup("Files of others", _source.State);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("bench infer --model resnet20 --batch-size 128 --threads 2", "A model of the catalogue; weights do not matter for speed."),
        new("bench infer --model resnet20 --batch-size 128 --plan none", "The same, layer by layer."),
        new("bench infer --model resnet20 --batch-size 1 --tune resnet20.json", "The fastest algorithm of each step, once measured."),
        new("bench infer --model detector.onnx --forward-only --batch-size 1 --images 1", "The network alone, one picture at a time."),
        new("bench infer --model runs/lenet-bn-garments-1 --data garments", "A trained model on real images."),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Images are random unless --data names a set. GFLOP/s count matrix products and convolutions.",
        LimitNote,
    ];

    protected override Func<Bench, BenchmarkReport> Prepare(ParseResult parsed, Screen screen)
    {
        string name = parsed.GetValue(_model) ?? TrainRequest.DefaultModel;
        (Module model, ImageSet images) = Resolve(parsed, name, screen);
        int batchSize = _images.BatchSize(parsed);
        BenchMemory.Check(model, images.Shape, batchSize, gradients: false);
        PlanKind plan = parsed.GetValue(_plan) ?? PlanKind.Folded;
        PlanTuning? tuning = Tuning(parsed, plan);
        var sizes = new JsonObject
        {
            ["model"] = name,
            ["plan"] = Plans.NameOf(plan),
            ["batch_size"] = batchSize,
            ["images"] = images.Count,
            ["forward_only"] = parsed.GetValue(_forwardOnly),
        };
        return bench =>
        {
            using var backend = new CpuBackend(bench.Threads);
            IReadOnlyList<InferenceStep>? tuned = null;
            var inference = new InferenceBenchmark(on => Inference(plan, on), images, batchSize)
            {
                ForwardOnly = parsed.GetValue(_forwardOnly),
            };
            BenchmarkResult result = inference.Run(backend, bench.Options, bench.Token);
            KernelProfile? profile = parsed.GetValue(_byKernel) ? inference.ByKernel(backend, bench.Options, bench.Token) : null;
            string how = plan == PlanKind.None ? Messages.Of("without a plan") : Messages.Of($"plan {Plans.NameOf(plan)}");
            string title = Messages.Of($"classifying by {name}, {how}, batch {batchSize} of {images.Shape}");
            return new BenchmarkReport("infer", title, sizes, result, bench.Limits)
            {
                Profile = profile,
                Tuning = tuning is null ? null : new TuningScreen(tuning, tuned!),
            };

            IInference Inference(PlanKind kind, Backend on)
            {
                if (kind == PlanKind.None)
                {
                    return new PlainInference(model, on);
                }

                var options = new InferencePlanOptions { FoldsNormalization = kind == PlanKind.Folded, Backend = on, Tune = tuning };
                var planned = new PlannedInference(model, images.Shape, batchSize, options);
                tuned = planned.Steps;
                return planned;
            }
        };
    }

    private enum PlanKind
    {
        Folded,
        Unfolded,
        None,
    }

    private static string Named(string name)
    {
        if (!ModelLocation.LooksLikePath(name))
        {
            ModelFactory.CheckName("--model", name);
        }

        return name;
    }

    private PlanTuning? Tuning(ParseResult parsed, PlanKind plan)
    {
        if (!parsed.IsGiven(_tune))
        {
            return null;
        }

        return plan == PlanKind.None
            ? throw new UsageException($"--tune was given, but --plan none makes no plan that could be tuned")
            : new PlanTuning(parsed.GetValue(_tune));
    }

    private (Module Model, ImageSet Images) Resolve(ParseResult parsed, string name, Screen screen)
    {
        if (ModelCatalog.Names.Contains(name) && !_source.HasWeights(parsed))
        {
            ModelOptions options = _modelOptions.Read(parsed, name, new ModelOptions());
            ImageSet images = _images.Open(parsed, ModelFactory.UsualShape(name), RandomClasses, screen);
            ImageShape shape = images.Shape;
            return (ModelFactory.Create(
                name, options with { Input = (shape.Channels, shape.Height, shape.Width), Classes = images.ClassCount }), images);
        }

        foreach (Option option in _modelOptions.All)
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} was given, but {name} is a file, which says itself how its model is built");
            }
        }

        InputRequest request = _input.Read(parsed);
        ModelSource source = _source.HasWeights(parsed)
            ? _source.Read(parsed, null, name, request)
            : _source.Read(parsed, Named(name), null, request);
        LoadedModel model = LoadedModel.Load(source, screen.Writer);
        ModelInput input = model.InputFor();
        ImageSet set = _images.Open(parsed, input.Shape, Math.Max(1, input.Classes.Count), screen);
        if (input.Classes.Count > 0 && _images.ReadsData(parsed))
        {
            input.CheckFits(set);
        }

        return (model.Module, set);
    }
}
