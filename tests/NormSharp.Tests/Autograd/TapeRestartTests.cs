using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Models;
using NormSharp.Ops;
using NormSharp.Optimizers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Autograd;

/// <summary>One tape for many steps: what <see cref="Tape.Restart"/> ends is gone, and what it uses again starts clean.</summary>
public class TapeRestartTests
{
    [Fact]
    public void A_tensor_of_the_step_before_throws_all_through_the_next_step()
    {
        using var tape = new Tape();
        for (int step = 0; step < 5; step++)
        {
            Tensor x = tape.Watch(tape.Input([1, 2, 3, 4], [2, 2]));
            Tensor y = (x * 2f).Reshape(4);
            tape.Backward(y.Sum());
            Tensor gradient = tape.GradientOf(x)!;
            Assert.Equal([2, 2, 2, 2], gradient.ToArray());
            tape.Restart();

            // The next step makes tensors of the same shapes in the same order: none of them may turn out to be one of these.
            Tensor next = tape.Watch(tape.Input([5, 6, 7, 8], [2, 2]));
            tape.Backward((next * 3f).Reshape(4).Sum());
            foreach (Tensor gone in new[] { x, y, gradient })
            {
                Assert.Contains(
                    "restarted", Assert.Throws<ObjectDisposedException>(() => gone.ToArray()).Message, StringComparison.Ordinal);
                Assert.Throws<ObjectDisposedException>(() => gone + 1f);
                Assert.Throws<ObjectDisposedException>(() => gone.Reshape(2, 2));
                Assert.Throws<ObjectDisposedException>(() => gone.Transpose(0, 0));
                Assert.Throws<ObjectDisposedException>(() => tape.Input(gone));
                Assert.Contains("its tape is gone", gone.ToString(), StringComparison.Ordinal);
            }

            Assert.Throws<ObjectDisposedException>(() => tape.Backward(y.Sum()));
            tape.Restart();
        }
    }

    [Fact]
    public void An_object_that_is_used_again_has_nothing_left_of_what_it_was()
    {
        using var tape = new Tape();
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        bool again = false;
        for (int step = 0; step < 6; step++)
        {
            Tensor x = tape.Input([1, 2], [2]);
            again |= !seen.Add(x);
            Assert.False(x.RequiresGradient);
            Assert.Null(tape.GradientOf(x));
            Tensor watched = tape.Watch(x);
            Tensor y = Tape.KeepGradient(watched * 2f);
            tape.Backward((y * y).Sum());
            Assert.Equal([4, 8], tape.GradientOf(y)!.ToArray());
            Assert.Equal([8, 16], tape.GradientOf(watched)!.ToArray());
            tape.Restart();
        }

        Assert.True(again, "no object was used again");
    }

    [Theory]
    [InlineData("lenet-bn", 1, 28)]
    [InlineData("resnet20", 3, 16)]
    [InlineData("mlp", 1, 8)]
    public void A_training_on_one_tape_gives_the_bits_of_one_on_a_tape_a_step(string name, int channels, int size)
    {
        Assert.Equal(Train(name, channels, size, restarts: false), Train(name, channels, size, restarts: true));
    }

    [Fact]
    public void A_step_that_fails_half_way_leaves_nothing_behind()
    {
        using var tape = new Tape();
        var weight = new Parameter(Tensor.From(1, 2));
        for (int step = 0; step < 4; step++)
        {
            weight.ClearGradient();
            Tensor loss = (tape.Input([1, 10], [2]) * weight).Sum();
            if (step % 2 == 0)
            {
                Assert.Throws<InvalidOperationException>(() => tape.Backward(tape.Record(tape.Rent([]), new Failing(loss))));
            }
            else
            {
                tape.Backward(loss);
                Assert.Equal([1, 10], weight.Gradient!.ToArray());
            }

            tape.Restart();
        }
    }

    [Fact]
    public void A_disposed_tape_does_not_restart()
    {
        var tape = new Tape();
        tape.Dispose();
        Assert.Throws<ObjectDisposedException>(tape.Restart);
    }

    private static float[] Train(string name, int channels, int size, bool restarts)
    {
        using var backend = new CpuBackend(2);
        Module model = ModelCatalog.Create(name, new ModelOptions { Input = (channels, size, size), Dropout = 0.2 });
        foreach (IStochastic layer in model.NamedModules().Select(entry => entry.Module).OfType<IStochastic>())
        {
            layer.Seed(1, 0);
        }

        var optimizer = new Sgd(model, new SgdOptions { LearningRate = 0.1, Momentum = 0.9 }, backend);
        var loss = new CrossEntropyLoss();
        var one = new Tape(backend);
        for (int step = 0; step < 5; step++)
        {
            model.ClearGradients();
            Tensor x = RandomTensor.Normal((ulong)step, [4, channels, size, size]);
            Tape tape = restarts ? one : new Tape(backend);
            tape.Backward(loss.Forward(model.Forward(tape.Input(x)), new[] { 0, 1, 2, step }));
            optimizer.Step();
            if (restarts)
            {
                tape.Restart();
            }
            else
            {
                tape.Dispose();
            }
        }

        one.Dispose();
        return [.. model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray()),
            .. model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
    }

    private readonly struct Failing(Tensor x) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            tape.Accumulate(x, dy);
            throw new InvalidOperationException("half way");
        }
    }
}
