using NormSharp.GradientChecking;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>
/// Every operation against PyTorch, in float32 on the kernels and in double on the reference; and its gradient against finite differences.
/// </summary>
public sealed class OperationParityTests
{
    private static readonly FixtureFile Fixture = FixtureFile.Load("operations");

    public static TheoryData<string, string> Cases => ParityRun.Cases("operations");

    public static TheoryData<string> Names => FixtureFile.CasesOf("operations");

    /// <summary>Finite differences see neither a jump nor a kink: cases of equal values, and a function that is flat.</summary>
    public static TheoryData<string> SmoothNames
        => new(Fixture.Cases.Select(c => c.Name).Where(name => !name.Contains("equals", StringComparison.Ordinal)));

    [Fact]
    public void The_table_has_the_cases_of_the_fixture() =>
        Assert.Equal(Fixture.Cases.Select(c => c.Name).Order(), OperationTable.Functions.Keys.Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_agree(string name, string backend)
    {
        FixtureCase fixture = Fixture.Case(name);
        using var run = new ParityRun(backend);
        List<Tensor> inputs = [.. Inputs(fixture).Select(run.Watch)];
        Tensor y = OperationTable.Functions[name](inputs);
        run.Backward(y, fixture["dy"]);
        ParityRun.Check("y", y, fixture["y"]);
        for (int i = 0; i < inputs.Count; i++)
        {
            run.CheckGradient($"dx{i}", inputs[i], fixture[$"dx{i}"]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_a_tape_the_output_is_the_same(string name)
    {
        FixtureCase fixture = Fixture.Case(name);
        ParityRun.Check("y", OperationTable.Functions[name]([.. Inputs(fixture).Select(ParityRun.Ordinary)]), fixture["y"]);
    }

    [Theory]
    [MemberData(nameof(SmoothNames))]
    public void Gradients_are_those_of_finite_differences(string name)
    {
        Tensor[] inputs = [.. Inputs(Fixture.Case(name)).Select(ParityRun.Ordinary)];
        GradientCheckResult result = GradientCheck.Run(OperationTable.Functions[name], inputs);
        Assert.Equal(inputs.Sum(input => input.Length), result.Checked);
        Assert.True(result.RelativeError <= 1e-6, result.ToString());
    }

    private static IEnumerable<FixtureTensor> Inputs(FixtureCase fixture)
    {
        for (int i = 0; fixture.Has($"x{i}"); i++)
        {
            yield return fixture[$"x{i}"];
        }
    }
}
