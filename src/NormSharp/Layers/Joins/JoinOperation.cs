using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Steps of inference plans that read several values.</summary>
internal static class JoinOperation
{
    /// <summary>The sum of values of one shape, then an activation.</summary>
    public static PlanOperation Add(int count) => new(AddBound)
    {
        TakesActivation = true,

        // Of more than two, the sum of the first would overwrite what is still to be added.
        WorksInPlace = count == 2,
        IsSum = count == 2,
        Blocked = new BlockedElementwiseForm(AddBound),
    };

    /// <summary>An operation of values that broadcast, from the first to the last.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="shapes">The shapes of one sample of each.</param>
    public static PlanOperation Fold(BinaryOperation operation, IReadOnlyList<Shape> shapes) => new(operands =>
    {
        (Backend backend, Tensor y) = (operands.Backend, operands.Output);
        Tensor[] inputs = [.. operands.Inputs.Select(input => input.BroadcastTo(y.Shape))];
        return () =>
        {
            for (int i = 1; i < inputs.Length; i++)
            {
                backend.Binary(operation, i == 1 ? inputs[0] : y, inputs[i], y);
            }
        };
    })
    {
        WorksInPlace = shapes.Count == 2,
        Blocked = operation == BinaryOperation.Multiply && BlockedScaleForm.Of(shapes) is { } scale ? scale
            : shapes.Count == 2 && shapes[0] == shapes[1] ? new BlockedElementwiseForm(operands =>
            {
                (Backend backend, Tensor x, Tensor other, Tensor y)
                    = (operands.Backend, operands.Inputs[0], operands.Inputs[1], operands.Output);
                return () => backend.Binary(operation, x, other, y);
            })
            : null,
    };

    /// <summary>A copy: what is left of a join of one value.</summary>
    public static PlanOperation Copy { get; } = new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        return () => backend.Copy(x, y);
    });

    /// <summary>Values side by side.</summary>
    public static PlanOperation Concatenate(int dimension) => new(operands =>
    {
        (Backend backend, IReadOnlyList<Tensor> inputs, Tensor y) = (operands.Backend, operands.Inputs, operands.Output);
        int axis = y.Shape.Axis(dimension);
        var places = new Tensor[inputs.Count];
        var parts = new Tensor[inputs.Count];
        int start = 0;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = y.Narrowed(axis, start, inputs[i].Shape[axis]);
            start += inputs[i].Shape[axis];

            // A constant is there once, however many samples there are.
            parts[i] = inputs[i].BroadcastTo(places[i].Shape);
        }

        return () =>
        {
            for (int i = 0; i < places.Length; i++)
            {
                backend.Copy(parts[i], places[i]);
            }
        };
    })
    {
        Blocked = new BlockedConcatenationForm(dimension),
    };

    private static Action AddBound(Operands operands)
    {
        (Backend backend, IReadOnlyList<Tensor> inputs, Tensor y) = (operands.Backend, operands.Inputs, operands.Output);
        Activation activation = operands.Activation;
        if (inputs.Any(input => input.Shape != y.Shape))
        {
            return WithConstants(backend, [.. inputs.Select(input => input.BroadcastTo(y.Shape))], activation, y);
        }

        return () =>
        {
            for (int i = 1; i < inputs.Count; i++)
            {
                backend.AddThen(i == 1 ? inputs[0] : y, inputs[i], i == inputs.Count - 1 ? activation : Activation.Identity, y);
            }
        };
    }

    /// <summary>A constant is there once, however many samples there are: it is added to each.</summary>
    private static Action WithConstants(Backend backend, Tensor[] inputs, Activation activation, Tensor y) => () =>
    {
        for (int i = 1; i < inputs.Length; i++)
        {
            backend.Binary(BinaryOperation.Add, i == 1 ? inputs[0] : y, inputs[i], y);
        }

        backend.ActivateInPlace(activation, y);
    };
}
