using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Tries a model on one black image, so that a set that does not fit it is told before work begins.</summary>
internal static class ModelFit
{
    /// <summary>Throws unless the model takes the set's images and gives one logit a class; leaves it in evaluation mode.</summary>
    public static void Check(Module model, ImageSet set, Backend backend)
    {
        ImageShape shape = set.Shape;
        model.Evaluate();
        using var tape = new Tape(backend, gradients: false);
        Tensor logits;
        try
        {
            logits = model.Forward(tape.Input(new float[shape.Length], [1, shape.Channels, shape.Height, shape.Width]));
        }
        catch (LayerException exception)
        {
            throw new NormSharpException($"{set.Name}: its images of {shape} do not fit the model: {exception.Message}", exception);
        }

        if (logits.Rank != 2 || logits.Shape[1] < set.ClassCount)
        {
            throw new NormSharpException(
                $"{set.Name}: it has {set.ClassCount} classes, but the model gives outputs of shape {logits.Shape}; expected one logit "
                    + "a class");
        }
    }
}
