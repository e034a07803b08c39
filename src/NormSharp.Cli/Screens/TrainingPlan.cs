using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What a training is about to do, on a few lines.</summary>
internal sealed record TrainingPlan(TrainRequest Request, Module Model, DataSplit Data, string Folder)
{
    /// <summary>How much memory a step needs; null where that is not known.</summary>
    public string? Memory { get; init; }

    /// <summary>Among which ranks the training goes on; null for one that is alone.</summary>
    public string? Ranks { get; init; }

    /// <summary>How batch size and learning rate were scaled; null where they were not.</summary>
    public string? Scaling { get; init; }

    private const int FewSteps = 200;
    private const int UnevenFactor = 3;

    public void Show(Screen screen, TrainingStart start)
    {
        string model = $"[bold]{Markup.Escape(Request.Model)}[/]";
        string data = $"[bold]{Markup.Escape(DataNames.ShortOf(Request.Data))}[/]";
        screen.Line(start.Step > 0
            ? Messages.Of($"[bold]{Application.Name}[/] goes on after step {Format.Count(start.Step)} with {model} on {data}")
            : Messages.Of($"[bold]{Application.Name}[/] trains {model} on {data}"));
        ImageShape shape = Data.Train.Shape;
        var facts = new Facts();
        if (Request.Transfer.From?.Path is string from)
        {
            facts.Add("begins with", from);
        }

        facts.Add("model", $"{Format.Count(start.Parameters)} parameters, {Normalizations()}")
            .Add(
                "data",
                $"{Images(start)} of {shape}, {Data.Train.ClassCount} classes")
            .Add("training", Training(start))
            .Add("machine", $"{BenchmarkReport.Threads(start.Threads)}, {HostInfo.Current.Processor}")
            .Add("run", Folder);
        if (Memory is not null)
        {
            facts.Add("memory", Memory);
        }

        if (Ranks is not null)
        {
            facts.Add("ranks", Ranks);
        }

        if (Scaling is not null)
        {
            facts.Add("scaled", Scaling);
        }

        if (Frozen() is { Length: > 0 } frozen)
        {
            facts.Add("frozen", frozen);
        }

        facts.Show(screen);
        ShowLength(screen);
        ShowDoubts(screen, start);
        screen.Line();
    }

    private static string Images(TrainingStart start) => start.ValidationImages > 0
        ? Messages.Of(
            $"{Format.Count(start.TrainImages)} training, {Format.Count(start.ValidationImages)} validation and "
                + $"{Format.Count(start.TestImages)} test images")
        : Messages.Of($"{Format.Count(start.TrainImages)} training and {Format.Count(start.TestImages)} test images");

    private void ShowLength(Screen screen)
    {
        if (Request.EpochsBefore is not int before)
        {
            return;
        }

        bool dependsOnLength = Request.Training.Schedule.Kind is ScheduleKind.Cosine or ScheduleKind.OneCycle;
        string course = dependsOnLength
            ? Messages.Of($": from here on the learning rate follows the course of {Request.Training.Epochs} epochs, unlike before")
            : string.Empty;
        screen.Line($"  [bold]{Request.Training.Epochs} epochs instead of {before}[/]{course}");
    }

    private void ShowDoubts(Screen screen, TrainingStart start)
    {
        long steps = (long)start.Epochs * start.BatchesPerEpoch;
        if (steps < FewSteps)
        {
            screen.Line(
                $"  [bold]only {Format.Count(steps)} steps in all:[/] fewer than about {FewSteps} seldom teach much; more --epochs or a "
                    + $"smaller --batch-size make more");
        }

        int[] counts = new int[Data.Train.ClassCount];
        for (int i = 0; i < Data.Train.Count; i++)
        {
            counts[Data.Train.LabelOf(i)]++;
        }

        (int least, int most) = (counts.Min(), counts.Max());
        bool isBalanced = Request.Training.WeightClasses || Request.Training.SampleClassesEvenly;
        if (most >= UnevenFactor * Math.Max(least, 1) && !isBalanced)
        {
            string[] names = [.. Data.Train.ClassNames];
            screen.Line(
                $"  [bold]classes are uneven:[/] {Format.Count(most)} images of {Markup.Escape(names[Array.IndexOf(counts, most)])}, "
                    + $"{Format.Count(least)} of {Markup.Escape(names[Array.IndexOf(counts, least)])}; look at the recall of each class, "
                    + $"and try --balance weights or --balance sampling");
        }
    }

    private string Frozen()
    {
        int statistics = Model.NamedModules().Count(entry => entry.Module is IRecalibratable { FreezesStatistics: true });
        long parameters = Model.NamedParameters().Where(entry => entry.Parameter.IsFrozen).Sum(entry => (long)entry.Parameter.Length);
        List<string> parts = [];
        if (parameters > 0)
        {
            parts.Add(Messages.Of($"{Format.Count(parameters)} parameters"));
        }

        if (statistics > 0)
        {
            parts.Add(statistics == 1
                ? Messages.Of("the running statistics of 1 layer")
                : Messages.Of($"the running statistics of {statistics} layers"));
        }

        return Words.List(parts);
    }

    /// <summary>For example <c>4 batch normalizations</c>.</summary>
    private string Normalizations()
    {
        IEnumerable<string> kinds = Model.NamedModules()
            .Select(entry => LayerCatalog.Of(entry.Module)?.Normalization)
            .OfType<string>()
            .GroupBy(kind => kind)
            .Select(kind => Messages.Of($"{kind.Count()} {Messages.Of(kind.Key)} normalizations"));
        string all = Words.List(kinds);
        return all.Length == 0 ? Messages.Of("no batch normalization") : all;
    }

    private string Training(TrainingStart start)
    {
        TrainerOptions options = Request.Training;
        string nesterov = options.Optimizer.Nesterov ? Messages.Of(" (Nesterov)") : string.Empty;
        List<string> parts =
        [
            start.Epochs == 1
                ? Messages.Of($"1 epoch of {Format.Count(start.BatchesPerEpoch)} steps")
                : Messages.Of($"{start.Epochs} epochs of {Format.Count(start.BatchesPerEpoch)} steps"),
            options.AccumulationSteps > 1
                ? Messages.Of($"{options.AccumulationSteps} batches of {options.BatchSize} a step")
                : Messages.Of($"batch {options.BatchSize}"),
            Messages.Of($"{Choices.Optimizer.NameOf(options.Optimizer.Kind)} lr {Format.Number(options.LearningRate)}"),
        ];
        AddIf(
            options.Optimizer is { Kind: OptimizerKind.Sgd, Momentum: > 0 },
            $"momentum {Format.Number(options.Optimizer.Momentum)}{nesterov}");
        AddIf(options.Optimizer.WeightDecay > 0, $"weight decay {Format.Number(options.Optimizer.WeightDecay)}");
        AddIf(options.Schedule.Kind != ScheduleKind.Constant, $"{Choices.Schedule.NameOf(options.Schedule.Kind)}");
        AddIf(options.Schedule.WarmupEpochs > 0, $"warm-up {Format.Number(options.Schedule.WarmupEpochs)}");
        AddIf(options.LabelSmoothing > 0, $"label smoothing {Format.Number(options.LabelSmoothing)}");
        AddIf(options.GradientClip is not null, $"clip {Format.Number(options.GradientClip ?? 0)}");
        AddIf(options.NormalizeInput, $"normalized input");
        AddIf(options.Augmentation is { MaxShift: > 0 }, $"shift {options.Augmentation?.MaxShift}");
        AddIf(options.Augmentation is { HorizontalFlip: true }, $"flip");
        AddIf(options.Augmentation is { CropArea: not null }, $"crops from {Format.Percent(options.Augmentation?.CropArea ?? 0)} on");
        AddIf(options.Augmentation is { ColorJitter: > 0 }, $"colours ± {Format.Number(options.Augmentation?.ColorJitter ?? 0)}");
        AddIf(options.Augmentation is { Rotation: > 0 }, $"rotation ± {Format.Number(options.Augmentation?.Rotation ?? 0)}°");
        AddIf(options.Augmentation is { Cutout: > 0 }, $"cutout {options.Augmentation?.Cutout}");
        AddIf(options.Augmentation is { Mixup: > 0 }, $"mixup {Format.Number(options.Augmentation?.Mixup ?? 0)}");
        AddIf(options.HeadFirstEpochs > 0, $"first {options.HeadFirstEpochs} the last layer alone, on recalibrated statistics");
        AddIf(options.WeightClasses, $"classes weighted");
        AddIf(options.SampleClassesEvenly, $"classes drawn evenly");
        AddIf(
            options.Averaging is not null,
            $"average {(options.Averaging is { } averaging ? AverageOption.NameOf(averaging) : string.Empty)}");
        AddIf(options.Shards > 1, $"{options.Shards} shards a step");
        parts.Add(Messages.Of($"seed {options.Seed}"));
        return Words.Parts(parts);

        void AddIf(bool condition, Message part)
        {
            if (condition)
            {
                parts.Add(Messages.Of(part));
            }
        }
    }
}
