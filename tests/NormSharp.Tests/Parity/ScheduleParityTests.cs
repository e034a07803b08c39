using NormSharp.Optimizers;

namespace NormSharp.Tests.Parity;

/// <summary>Learning rates of every step against PyTorch's schedulers.</summary>
public sealed class ScheduleParityTests
{
    public static TheoryData<string> Cases => FixtureFile.CasesOf("schedules");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Learning_rates_agree(string name)
    {
        FixtureCase fixture = FixtureFile.Load("schedules").Case(name);
        double rate = fixture.Number("lr");
        ISchedule schedule;
        switch (fixture.Text("kind"))
        {
            case "step":
                schedule = new StepSchedule((long)fixture.Number("step_size"), fixture.Number("gamma"));
                break;
            case "cosine":
                schedule = new CosineSchedule((long)fixture.Number("T_max"), fixture.Number("eta_min") / rate);
                break;
            case "warm_up":
                schedule = new WarmUpSchedule((long)fixture.Number("total_iters") + 1, new ConstantSchedule());
                break;
            default:
                rate = fixture.Number("max_lr");
                schedule = new OneCycleSchedule(
                    (long)fixture.Number("total_steps"),
                    fixture.Number("pct_start", absent: 0.3),
                    fixture.Number("div_factor", absent: 25),
                    fixture.Number("final_div_factor", absent: 1e4));
                break;
        }

        double[] expected = fixture["learningRates"].Values;
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], rate * schedule.Factor(step), 1e-9 * expected[step]);
        }
    }
}
