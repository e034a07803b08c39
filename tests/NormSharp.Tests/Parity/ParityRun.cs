using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>
/// One tape on which a fixture's inputs are watched, and whose results are held to the fixture. It runs on the vector kernels, or on the
/// composed bodies in double, so that both are compared with PyTorch.
/// </summary>
internal sealed class ParityRun : IDisposable
{
    /// <summary>The names that <see cref="ParityRun(string)"/> takes.</summary>
    public static readonly string[] Backends = ["cpu", "reference"];

    private readonly Backend _backend;

    public ParityRun(string backend)
    {
        _backend = backend == "cpu" ? new CpuBackend(threads: 2) : new ReferenceBackend();
        Tape = new Tape(_backend);
    }

    public Tape Tape { get; }

    /// <summary>All cases of a fixture file on every backend.</summary>
    public static TheoryData<string, string> Cases(string file, Func<FixtureCase, bool>? where = null)
    {
        var data = new TheoryData<string, string>();
        foreach (FixtureCase c in FixtureFile.Load(file).Cases.Where(where ?? (_ => true)))
        {
            foreach (string backend in Backends)
            {
                data.Add(c.Name, backend);
            }
        }

        return data;
    }

    /// <summary>A fixture's tensor in float32.</summary>
    public static Tensor Ordinary(FixtureTensor values) => Tensor.From(values.Floats, Shape.Create(values.Shape));

    /// <summary>Gives a parameter a fixture's values.</summary>
    public static void Assign(Tensor parameter, FixtureTensor values)
    {
        Assert.Equal(values.Shape, parameter.Shape.ToArray());
        values.Floats.CopyTo(parameter.AsSpan());
    }

    /// <summary>Fails unless shape and values are the fixture's.</summary>
    public static void Check(string what, Tensor? actual, FixtureTensor reference)
    {
        Expect.True(actual is not null, $"{what} is missing");
        Assert.Equal(reference.Shape, actual.Shape.ToArray());
        Closeness.Check(what, actual.ToArray(), reference);
    }

    /// <summary>A fixture's tensor on the tape, asking for its gradient.</summary>
    public Tensor Watch(FixtureTensor values) => Tape.Watch(Ordinary(values));

    /// <summary>Runs the backward pass from an upstream gradient of the fixture.</summary>
    public void Backward(Tensor y, FixtureTensor dy) => Tape.Backward(y, Tape.Input(dy.Floats, Shape.Create(dy.Shape)));

    /// <summary>Fails unless the gradient by a tensor or parameter is the fixture's.</summary>
    public void CheckGradient(string what, Tensor by, FixtureTensor reference) => Check(what, Tape.GradientOf(by), reference);

    public void Dispose()
    {
        Tape.Dispose();
        _backend.Dispose();
    }
}
