using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>What a model is trained with when the command line is silent.</summary>
internal static class Recipe
{
    private const double AdamLearningRate = 0.001;

    /// <summary>The defaults of a model under an optimizer.</summary>
    public static TrainerOptions For(string model, OptimizerKind optimizer)
    {
        (double rate, double momentum) = (model, optimizer) switch
        {
            (_, OptimizerKind.Adam or OptimizerKind.AdamW) => (AdamLearningRate, 0),

            // The rates at which the textbook compares LeNet with and without batch normalization.
            ("lenet-bn", _) => (1.0, 0),
            ("lenet", _) => (0.3, 0),
            _ => (0.05, 0.9),
        };
        return new TrainerOptions
        {
            LearningRate = rate,
            Optimizer = new OptimizerOptions { Kind = optimizer, Momentum = momentum },
        };
    }
}
