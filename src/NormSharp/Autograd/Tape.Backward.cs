using NormSharp.Tensors;

namespace NormSharp.Autograd;

/// <content>The backward pass.</content>
public sealed partial class Tape
{
    private bool _hadLastPass;

    /// <summary>
    /// Whether a backward pass, running or done, was said to be the last before <see cref="Restart"/>, so that an operation may overwrite
    /// what it kept for it and never handed out.
    /// </summary>
    public bool IsLastPass => _hadLastPass;

    /// <summary>Computes the gradients of a scalar by every parameter and watched tensor that it came from.</summary>
    /// <param name="output">The scalar.</param>
    /// <param name="last">
    /// Whether no other backward pass follows before <see cref="Restart"/>: operations then write gradients over what only they have read,
    /// which takes less memory and time.
    /// </param>
    /// <exception cref="ArgumentException">The tensor is no scalar, or nothing on its way requires a gradient.</exception>
    /// <exception cref="InvalidOperationException">The last pass has been.</exception>
    public void Backward(Tensor output, bool last = false)
    {
        if (output.Length != 1)
        {
            throw new ArgumentException(
                $"Backward() starts from one number, a loss; the tensor has shape {output.Shape}: reduce it, or give the upstream "
                    + "gradient");
        }

        Tensor one = Rent(output.Shape);
        Backend.Fill(one, 1);
        Backward(output, one, last);
    }

    /// <summary>Computes the gradients of Σ upstream · output.</summary>
    /// <param name="output">Where the backward pass starts.</param>
    /// <param name="upstream">The gradient by <paramref name="output"/>, of its shape.</param>
    /// <param name="last">Whether no other backward pass follows before <see cref="Restart"/>.</param>
    /// <exception cref="ArgumentException">The shapes differ, or nothing on the way requires a gradient.</exception>
    /// <exception cref="InvalidOperationException">The last pass has been.</exception>
    public void Backward(Tensor output, Tensor upstream, bool last = false)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _ = output.Storage;
        if (_hadLastPass)
        {
            throw new InvalidOperationException(
                "an earlier backward pass was said to be the tape's last (last: true), so what another one needs is gone: say so of "
                    + "the last one only, or Restart() the tape");
        }

        if (!output.RequiresGradient || output.Owner != this)
        {
            throw new ArgumentException(
                "there is nothing to differentiate: the tensor does not come from a parameter or watched tensor by operations on this "
                    + "tape" +
                (RecordsGradients ? string.Empty : " (it was made with gradients: false)"));
        }

        if (upstream.Shape != output.Shape)
        {
            throw new ArgumentException($"the upstream gradient has shape {upstream.Shape}, the output {output.Shape}; they must be equal");
        }

        _hadLastPass = last;
        _memory.BeginBackward();
        try
        {
            Accumulate(output, upstream.ElementType == Backend.ElementType ? upstream : Import(upstream));
            for (int i = _nodes.Count - 1; i >= 0; i--)
            {
                Propagate(_nodes[i]);
            }
        }
        catch
        {
            // What is half done must not be taken for a gradient by the next pass.
            _nodes.ForEach(node => node.Output!.PendingGradient = null);
            throw;
        }
        finally
        {
            _memory.EndBackward();
        }
    }

    /// <summary>
    /// The gradient by a parameter, a watched tensor or a kept intermediate result, after <see cref="Backward(Tensor, bool)"/>.
    /// </summary>
    /// <returns>The gradient, or null where the backward pass did not come by.</returns>
    public Tensor? GradientOf(Tensor tensor)
        => _imports is not null && _imports.TryGetValue(tensor, out Tensor? import)
            ? import.PendingGradient
            : tensor is Parameter parameter ? parameter.Gradient : tensor.KeptGradient ?? tensor.PendingGradient;

    /// <summary>Keeps the gradient by an intermediate result, which a backward pass would otherwise give back.</summary>
    public static Tensor KeepGradient(Tensor tensor)
    {
        tensor.KeepsGradient = true;
        return tensor;
    }

    /// <summary>Adds to the gradient by an operand; does nothing where none is asked for.</summary>
    public void Accumulate(Tensor operand, Tensor gradient)
    {
        if (!NeedsGradient(operand))
        {
            Release(gradient);
            return;
        }

        if (operand is Parameter parameter)
        {
            parameter.AddGradient(this, gradient);
            Release(gradient);
            return;
        }

        if (!gradient.IsContiguous)
        {
            Tensor copy = Rent(gradient.Shape);
            Backend.Copy(gradient, copy);
            gradient = copy;
        }

        if (operand.PendingGradient is not { } pending)
        {
            operand.PendingGradient = gradient;
            gradient.Storage.References++;
            return;
        }

        if (pending.Storage.References == 1 && _memory.IsOfBackward(pending.Storage))
        {
            Backend.Accumulate(gradient, pending);
            Release(gradient);
            return;
        }

        Tensor sum = Rent(pending.Shape);
        Backend.Copy(pending, sum);
        Backend.Accumulate(gradient, sum);
        pending.Storage.References--;
        Release(pending);
        Release(gradient);
        sum.Storage.References++;
        operand.PendingGradient = sum;
    }

    /// <summary>Gives back temporary memory of a backward pass that nothing refers to any more.</summary>
    public void Release(Tensor temporary) => _memory.Release(temporary.Storage);

    private void Propagate(Node node)
    {
        Tensor result = node.Output!;
        if (result.PendingGradient is not { } dy)
        {
            return;
        }

        result.PendingGradient = null;
        node.Backward(this, dy);
        if (result.KeepsGradient)
        {
            Tensor kept = Rent(dy.Shape);
            Backend.Copy(dy, kept);
            if (result.KeptGradient is { } earlier)
            {
                Backend.Accumulate(earlier, kept);
            }

            kept.Storage.References++;
            result.KeptGradient = kept;
        }

        dy.Storage.References--;
        Release(dy);
    }
}
