using System.Globalization;
using System.Numerics;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>What people's own data is trained with when the command line names no model: by size, channels and count.</summary>
/// <param name="Model">A name of the catalogue.</param>
/// <param name="Options">How it is trained.</param>
/// <param name="Reasons">What was chosen and why, for people.</param>
internal sealed record DataRecipe(string Model, TrainerOptions Options, string Reasons)
{
    private const int LargestForLeNet = 32;
    private const int ManyImages = 10_000;
    private const int StepsPerEpoch = 20;
    private const int StepsInAll = 1500;
    private const int TransferSteps = 400;
    private const double TransferRate = 0.01;

    // As often as usual: twenty images give three steps an epoch, and a few hundred steps must come together all the same.
    private const int MostEpochs = 10;

    /// <summary>Chooses.</summary>
    /// <param name="images">The images to learn from.</param>
    /// <param name="optimizer">The optimizer that was asked for; null for the usual one.</param>
    public static DataRecipe For(ImageSet images, OptimizerKind? optimizer)
    {
        ImageShape shape = images.Shape;
        bool isSmallGray = shape.Channels == 1 && Math.Max(shape.Height, shape.Width) <= LargestForLeNet;
        string model = isSmallGray ? "lenet-bn" : "resnet20";
        TrainerOptions usual = Recipe.For(model, optimizer ?? OptimizerKind.Sgd);
        int batch = BatchFor(images.Count, isSmallGray ? usual.BatchSize : usual.BatchSize / 2);
        int steps = (images.Count + batch - 1) / batch;
        int epochs = Math.Clamp((StepsInAll + steps - 1) / steps, usual.Epochs, MostEpochs * usual.Epochs);
        bool isFew = images.Count < ManyImages;
        bool scales = usual.Optimizer.Kind == OptimizerKind.Sgd;

        // Gradients of small batches are noisier by the root of the size.
        double rate = usual.LearningRate * (scales ? Math.Sqrt((double)batch / usual.BatchSize) : 1);
        TrainerOptions options = usual with
        {
            BatchSize = batch,
            LearningRate = Math.Round(rate, 4),
            Epochs = epochs,
            NormalizeInput = !isSmallGray,
            Augmentation = !isFew ? null
                : isSmallGray ? new Augmentation { MaxShift = 2 }
                : new Augmentation { CropArea = 0.25, HorizontalFlip = true },
            Schedule = isSmallGray && !isFew ? usual.Schedule : usual.Schedule with { Kind = ScheduleKind.Cosine },
        };
        string varied = !isFew ? string.Empty : Messages.Of(isSmallGray ? ", shifted at random" : ", cropped and mirrored at random");
        string colour = Messages.Of(shape.Channels == 1 ? "gray" : "colour");
        return new DataRecipe(model, options, Messages.Of(
            $"{model} for {colour} images of {shape.Height}×{shape.Width}; batches of {batch} and "
                + $"{epochs} epochs: {Format.Count(images.Count)} images{varied} give {Format.Count((double)steps * epochs)} steps; "
                + $"rate {Format.Number(options.LearningRate)} for batches of that size"));
    }

    /// <summary>Chooses for a trained network that learns other classes: small steps, and as many as the images allow.</summary>
    /// <param name="model">What the network is called.</param>
    /// <param name="images">The images to learn from.</param>
    /// <param name="optimizer">The optimizer that was asked for; null for the usual one.</param>
    public static DataRecipe ForTransfer(string model, ImageSet images, OptimizerKind? optimizer)
    {
        TrainerOptions usual = Recipe.For(model, optimizer ?? OptimizerKind.Sgd);
        bool isSgd = usual.Optimizer.Kind == OptimizerKind.Sgd;
        int batch = BatchFor(images.Count, usual.BatchSize / 4);
        int steps = (images.Count + batch - 1) / batch;
        int epochs = Math.Clamp((TransferSteps + steps - 1) / steps, usual.Epochs / 2, MostEpochs * usual.Epochs);
        TrainerOptions options = usual with
        {
            BatchSize = batch,
            Epochs = epochs,
            LearningRate = isSgd ? TransferRate : usual.LearningRate,
            Optimizer = usual.Optimizer with { Momentum = isSgd ? 0.9 : 0 },
            Schedule = usual.Schedule with { Kind = ScheduleKind.Cosine },
        };
        return new DataRecipe(model, options, Messages.Of(
            $"batches of {batch} and {epochs} epochs: {Format.Count(images.Count)} images give {Format.Count((double)steps * epochs)} "
                + $"steps; rate {Format.Number(options.LearningRate)}, small, since the network is trained already"));
    }

    /// <summary>A power of two that leaves some steps an epoch.</summary>
    private static int BatchFor(int images, int most)
        => Math.Clamp(1 << BitOperations.Log2((uint)Math.Max(images / StepsPerEpoch, 1)), Math.Min(8, images), most);
}
