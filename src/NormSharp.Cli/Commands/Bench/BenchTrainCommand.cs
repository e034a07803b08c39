using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Ranks;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Distributed;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Profiling;
using NormSharp.Training;

namespace NormSharp.Cli.Commands.Bench;

/// <summary><c>bench train</c>: training steps of a model of the catalogue.</summary>
internal sealed class BenchTrainCommand : MeasuringCommand
{
    // The classes of noise cannot be learned; a small rate keeps the weights where they are.
    private const double LearningRate = 0.001;

    private const int RandomClasses = 10;

    private readonly Option<string?> _model = new("--model")
    {
        Description = $"Default: {TrainRequest.DefaultModel}.",
        HelpName = string.Join('|', ModelCatalog.Names),
    };

    private readonly Option<OptimizerKind?> _optimizer = Choices.Optimizer.Option(
        "--optimizer", "Default: sgd, with momentum where the model's recipe has it.");

    private readonly Option<ImageShape?> _input = ShapeOption.Create("--input", "Size of random images. Default: the model's usual one.");

    private readonly Option<bool> _byKernel = new("--by-kernel")
    {
        Description = "Also take the time of each kernel, in further steps.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _firstStep = new("--first-step")
    {
        Description = "Only make the first step of a process, and tell the time since the process started.",
        Arity = ArgumentArity.Zero,
    };

    private readonly BenchImagesOptionSet _images = new();
    private readonly ModelOptionSet _modelOptions = new();

    public BenchTrainCommand()
        : base("train", "training steps: load a batch, forward, loss, backward, update")
    {
        AddGroup("What to train on what", [_model, .. _images.All, _input, _optimizer]);
        AddMeasurement();
        AddGroup("What to tell", _byKernel, _firstStep);
        AddGroup("Model", _modelOptions.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("bench train --model lenet-bn --batch-size 256 --threads 2", "The network of the textbooks."),
        new("bench train --model resnet20 --batch-size 128 --by-kernel", "Which kernels take the time, and how near each is to the limit."),
        new("bench train --model resnet18 --input 3,64,64 --batch-size 32", "On smaller images than it is published for."),
        new("bench train --first-step --json", "How long a program takes from its start to its first step."),
    ];

    public override IReadOnlyList<string> Notes =>
    [
        "Images and labels are random unless --data names a set; what a step costs does not depend on them. GFLOP/s count matrix "
            + "products and convolutions.",
        LimitNote,
        "Under mpirun or launch: what the exchange of gradients costs, how much of it is hidden behind the backward pass, and the "
            + "efficiency.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal) =>
        parsed.GetValue(_firstStep) ? RunFirstStep(parsed, terminal)
        : MpiReducer.IsLaunched ? RankSession.Run(terminal, null, session => RunRanks(parsed, session))
        : base.Run(parsed, terminal);

    protected override Func<Bench, BenchmarkReport> Prepare(ParseResult parsed, Screen screen)
    {
        TrainingBenchmark training = Create(parsed, screen);
        string model = Model(parsed);
        string title = Messages.Of(
            $"training step of {model}, batch {training.Options.BatchSize} of {training.Images.Shape}");
        var sizes = new JsonObject { ["model"] = model, ["batch_size"] = training.Options.BatchSize, ["images"] = training.Images.Count };
        return bench =>
        {
            using var backend = new CpuBackend(bench.Threads);
            BenchmarkResult result = training.Run(backend, bench.Options, bench.Token);
            KernelProfile? profile = parsed.GetValue(_byKernel) ? training.ByKernel(backend, bench.Options, bench.Token) : null;
            return new BenchmarkReport("train", title, sizes, result, bench.Limits) { Profile = profile };
        };
    }

    private int RunRanks(ParseResult parsed, RankSession session)
    {
        MeasurementOptions options = Measured(parsed);
        Screen screen = session.Terminal.Screen(parsed.GetValue(GlobalOptions.Json), session.Rank > 0);
        TrainingBenchmark training = Create(parsed, screen);

        // Ranks of one machine share its cores.
        using var backend = new CpuBackend(Math.Max(1, Threads(parsed) / session.Communicator.RanksOfMachine));
        var benchmark = new RankTrainingBenchmark(training, session.Communicator);
        var result = new RankTrainingScreen(
            Messages.Of(
                $"training step of {Model(parsed)}, batch {training.Options.BatchSize} a rank, {session.Description}, "
                    + $"{BenchmarkReport.Threads(backend.Threads)} each"),
            session.Count,
            training.Options.BatchSize,
            benchmark.Run(backend, options));
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonLine.Write(session.Terminal.Output, result.ToJson());
        }
        else
        {
            result.Show(screen);
        }

        return ExitCode.Ok;
    }

    private int RunFirstStep(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        int threads = Threads(parsed);
        using (var backend = new CpuBackend(threads))
        {
            Create(parsed, screen).FirstStep(backend);
        }

        using Process process = Process.GetCurrentProcess();
        double milliseconds = (DateTime.UtcNow - process.StartTime.ToUniversalTime()).TotalMilliseconds;
        if (json)
        {
            JsonLine.Write(terminal.Output, new JsonObject
            {
                ["benchmark"] = "first-step",
                ["model"] = Model(parsed),
                ["batch_size"] = _images.BatchSize(parsed),
                ["threads"] = threads,
                ["instruction_set"] = InstructionSet.Name,
                ["median_ms"] = milliseconds,
                ["min_ms"] = milliseconds,
                ["max_ms"] = milliseconds,
                ["repetitions"] = 1,
            });
        }
        else
        {
            screen.Line(
                $"{BenchmarkReport.Milliseconds(milliseconds)} from the start of the process to the end of the first step of "
                    + $"{Model(parsed)}");
        }

        return ExitCode.Ok;
    }

    private string Model(ParseResult parsed) => parsed.GetValue(_model) ?? TrainRequest.DefaultModel;

    private TrainingBenchmark Create(ParseResult parsed, Screen screen)
    {
        string name = Model(parsed);
        ModelFactory.CheckName("--model", name);
        ModelOptions options = _modelOptions.Read(parsed, name, new ModelOptions());
        if (parsed.GetValue(_input) is not null && _images.ReadsData(parsed))
        {
            throw new UsageException("--input is the size of random images, but --data names a data set; choose one");
        }

        ImageShape size = parsed.GetValue(_input) ?? ModelFactory.UsualShape(name);
        ImageSet images = _images.Open(parsed, size, RandomClasses, screen);
        ImageShape shape = images.Shape;
        Module model = ModelFactory.Create(
            name, options with { Input = (shape.Channels, shape.Height, shape.Width), Classes = images.ClassCount });
        int batchSize = _images.BatchSize(parsed);
        BenchMemory.Check(model, shape, batchSize, gradients: true);
        TrainerOptions recipe = Recipe.For(name, parsed.GetValue(_optimizer) ?? OptimizerKind.Sgd);
        return new TrainingBenchmark(model, images, recipe with { BatchSize = batchSize, LearningRate = LearningRate });
    }
}
