using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Tests.Autograd;

public class TapeTests
{
    [Fact]
    public void A_tensor_read_after_its_tape_throws_and_says_what_to_do()
    {
        Tensor y;
        using (var tape = new Tape())
        {
            y = tape.Input([1, 2], [2]) * 2f;
        }

        Assert.Contains("Detach()", Assert.Throws<ObjectDisposedException>(() => y.ToArray()).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => y + 1f);
        Assert.Equal("Tensor [2] (its tape is gone)", y.ToString());
    }

    [Fact]
    public void Operands_of_two_tapes_do_not_mix()
    {
        using var first = new Tape();
        using var second = new Tape();
        Tensor a = first.Input([1], [1]);
        Tensor b = second.Input([1], [1]);
        Assert.Throws<ArgumentException>(() => a + b);
        Assert.Throws<ArgumentException>(() => second.Input(a));
    }

    [Fact]
    public void A_tensor_used_twice_gets_both_gradients()
    {
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From(3, 5));
        tape.Backward(((x * x) + x + x).Sum());
        Assert.Equal([8, 12], tape.GradientOf(x)!.ToArray());
    }

    [Fact]
    public void One_gradient_shared_by_two_operands_is_not_overwritten()
    {
        // a and b get the same upstream gradient; a then gets more, which must not reach b.
        using var tape = new Tape();
        Tensor a = tape.Watch(Tensor.From(1));
        Tensor b = tape.Watch(Tensor.From(1));
        Tensor scaled = a * 10f;
        tape.Backward((a + b + scaled).Sum());
        Assert.Equal([11], tape.GradientOf(a)!.ToArray());
        Assert.Equal([1], tape.GradientOf(b)!.ToArray());
    }

    [Fact]
    public void Parameters_collect_gradients_over_steps_until_cleared()
    {
        var weight = new Parameter(Tensor.From(2, 3));
        for (int step = 0; step < 2; step++)
        {
            using var tape = new Tape();
            tape.Backward((tape.Input([1, 10], [2]) * weight).Sum());
        }

        Assert.Equal([2, 20], weight.Gradient!.ToArray());
        weight.ClearGradient();
        Assert.Null(weight.Gradient);
        using var last = new Tape();
        last.Backward((last.Input([1, 10], [2]) * weight).Sum());
        Assert.Equal([1, 10], weight.Gradient!.ToArray());
    }

    [Fact]
    public void A_frozen_parameter_gets_none()
    {
        var weight = new Parameter([2]) { IsFrozen = true };
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From(1, 2));
        tape.Backward((x * weight).Sum());
        Assert.Null(weight.Gradient);
        Assert.NotNull(tape.GradientOf(x));
    }

    [Fact]
    public void A_value_computed_from_a_parameter_alone_is_refused_instead_of_losing_its_gradient()
    {
        var gamma = new Parameter(Tensor.From(2, 3));
        using var tape = new Tape();
        Tensor x = tape.Input([1, 1, 1, 1], [2, 2]);
        Tensor reshaped = gamma.Reshape(1, 2);
        Assert.Contains("On(x)", Assert.Throws<InvalidOperationException>(() => x * reshaped).Message, StringComparison.Ordinal);
        tape.Backward((x * gamma.On(x).Reshape(1, 2)).Sum());
        Assert.Equal([2, 2], gamma.Gradient!.ToArray());
    }

    [Fact]
    public void The_same_is_allowed_where_nothing_is_recorded()
    {
        var gamma = new Parameter(Tensor.From(2, 3));
        using var tape = new Tape(gradients: false);
        Assert.Equal([2, 3], (tape.Input([1, 1], [1, 2]) * gamma.Reshape(1, 2)).ToArray());
        Assert.Equal([4, 6], (gamma * 2f).ToArray());
    }

    [Fact]
    public void Backward_needs_a_scalar_and_something_to_differentiate()
    {
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From(1, 2));
        Assert.Throws<ArgumentException>(() => tape.Backward(x * 2f));
        Assert.Throws<ArgumentException>(() => tape.Backward(tape.Input([1], [1])));
        Assert.Throws<ArgumentException>(() => tape.Backward(x * 2f, Tensor.From(1, 2, 3)));
        using var evaluation = new Tape(gradients: false);
        Assert.Throws<ArgumentException>(() => evaluation.Backward(evaluation.Watch(Tensor.From(1)) * 2f));
    }

    [Fact]
    public void An_intermediate_gradient_can_be_kept()
    {
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From(3));
        Tensor middle = Tape.KeepGradient(x * x);
        Tensor other = x * 5f;
        tape.Backward((middle * 7f).Sum());
        Assert.Equal([7], tape.GradientOf(middle)!.ToArray());
        Assert.Null(tape.GradientOf(other));
    }

    [Fact]
    public void A_kept_gradient_is_not_propagated_again_by_a_second_pass()
    {
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From(1));
        Tensor kept = Tape.KeepGradient(x * 3f);
        Tensor first = kept.Sum();
        Tensor second = (x * 1f).Sum();
        tape.Backward(first);
        tape.Backward(second);
        Assert.Equal([4], tape.GradientOf(x)!.ToArray());
        tape.Backward(first);
        Assert.Equal([2], tape.GradientOf(kept)!.ToArray());
        Assert.Equal([7], tape.GradientOf(x)!.ToArray());
    }

    [Fact]
    public void No_pass_follows_the_last_until_the_tape_restarts()
    {
        using var tape = new Tape();
        Tensor x = tape.Watch(Tensor.From(3));
        Tensor y = x * x;
        tape.Backward(y);
        tape.Backward(y, last: true);
        Assert.Equal([12], tape.GradientOf(x)!.ToArray());
        Assert.Contains("last: true", Assert.Throws<InvalidOperationException>(() => tape.Backward(y)).Message, StringComparison.Ordinal);
        tape.Restart();
        Assert.False(tape.IsLastPass);
        x = tape.Watch(Tensor.From(2));
        tape.Backward(x * x);
        Assert.Equal([4], tape.GradientOf(x)!.ToArray());
    }

    [Fact]
    public void Memory_is_used_again_from_step_to_step()
    {
        using var backend = new CpuBackend(1);
        Storage first = Step(backend);
        Assert.Same(first, Step(backend));

        static Storage Step(CpuBackend backend)
        {
            using var tape = new Tape(backend);
            return tape.Input(new float[1000], [1000]).Storage;
        }
    }

    [Fact]
    public void A_step_allocates_nothing_that_grows_with_the_batch()
    {
        using var backend = new CpuBackend(1);
        var weight = new Parameter(RandomTensor.Normal(1, [16, 32]));
        // One byte a row of the larger batch would be 4096; the runtime's own count differs by a few bytes from time to time.
        Assert.InRange(BytesPerStep(4096) - BytesPerStep(64), -512, 512);

        long BytesPerStep(int rows)
        {
            var values = new float[rows * 32];
            Array.ForEach(new int[10], _ => Step(values, rows));

            // What the runtime counts on this thread besides (a collection that other tests cause, say) falls into some steps, never into
            // all; what a step allocates does.
            return Enumerable.Range(0, 30).Min(_ => BytesOf(() => Step(values, rows)));
        }

        void Step(float[] values, int rows)
        {
            using var tape = new Tape(backend);
            Tensor x = tape.Input(values, [rows, 32]);
            tape.Backward(x.Linear(weight).Relu().Square().Sum([0]).Sum());
            weight.ClearGradient();
        }

        static long BytesOf(Action step)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            step();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Gradients_given_back_early_do_not_disturb_those_still_needed()
    {
        // A long chain whose buffers are reused many times gives the same gradient as in double.
        Tensor x0 = RandomTensor.Normal(4, [33]);
        Assert.InRange(Distance(Gradient(new CpuBackend(1)), Gradient(new ReferenceBackend())), 0, 1e-5);

        float[] Gradient(Backend backend)
        {
            using Backend owned = backend;
            using var tape = new Tape(backend);
            Tensor x = tape.Watch(x0);
            Tensor y = x;
            for (int i = 0; i < 30; i++)
            {
                y = (y.Tanh() * x) + y.Sigmoid();
            }

            tape.Backward(y.Sum());
            return tape.GradientOf(x)!.ToArray();
        }

        static double Distance(float[] a, float[] b)
            => Math.Sqrt(a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum() / b.Sum(y => (double)y * y));
    }
}
