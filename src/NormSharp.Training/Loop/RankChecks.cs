using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Looks, before several ranks train together, for what would make each learn something else.</summary>
internal static class RankChecks
{
    /// <summary>Compares the ranks' models, images and options by one message; does nothing where one trains alone.</summary>
    /// <param name="context">This rank's training.</param>
    /// <param name="steps">The images of each step of an epoch.</param>
    /// <exception cref="NormSharpException">The ranks differ, or a step has too few images for all.</exception>
    public static void Run(TrainingContext context, IEnumerable<int> steps)
    {
        IReducer reducer = context.Reducer;
        if (reducer.RankCount == 1)
        {
            return;
        }

        TrainerOptions options = context.Options;
        foreach (int images in steps)
        {
            int parts = BatchSizes.PartsOfRank(images, reducer.RankCount, options.BatchSize) * reducer.RankCount;
            if (parts > images)
            {
                throw new NormSharpException(
                    $"a step has {images} images, and {reducer.RankCount} ranks that take at most {options.BatchSize} at once need "
                        + $"{parts}; set a larger BatchSize, or LastBatch to Even or Drop");
            }
        }

        double[] message =
        [
            Checksum(context.Model),
            context.Data.Train.Count,
            context.Data.Test.Count,
            options.Seed,
            options.Epochs,
            options.BatchSize,
            options.AccumulationSteps,
        ];
        string[] names = ["models", "training images", "test images", "Seed", "Epochs", "BatchSize", "AccumulationSteps"];
        reducer.AllReduce(message, KeepEqual);
        int differs = Array.FindIndex(message, double.IsNaN);
        if (differs >= 0)
        {
            throw new NormSharpException(
                $"the ranks differ in their {names[differs]}; all must begin with the same model, images and options");
        }
    }

    private static void KeepEqual(Span<double> folded, ReadOnlySpan<double> next)
    {
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] = folded[i] == next[i] ? folded[i] : double.NaN;
        }
    }

    /// <summary>Of the bits of all parameters and buffers, by the FNV-1a rule of Fowler, Noll and Vo, number by number.</summary>
    private static double Checksum(Module model)
    {
        uint sum = 2166136261;
        foreach (Tensor tensor in model.NamedParameters().Select(entry => (Tensor)entry.Parameter)
            .Concat(model.NamedBuffers().Select(entry => entry.Buffer)))
        {
            foreach (float value in tensor.ToArray())
            {
                sum = (sum ^ BitConverter.SingleToUInt32Bits(value)) * 16777619;
            }
        }

        return sum;
    }
}
