namespace NormSharp.Studies.Tests;

public class StudyPlanTests
{
    [Theory]
    [InlineData("order", StudyScale.Quick, 3)]
    [InlineData("order", StudyScale.Standard, 3)]
    [InlineData("order", StudyScale.Full, 6)]
    [InlineData("placement", StudyScale.Quick, 6)]
    [InlineData("placement", StudyScale.Full, 6)]
    public void Seeds_count_from_one_and_are_more_at_full_scale(string study, StudyScale scale, int count)
        => Assert.Equal(
            Enumerable.Range(1, count).Select(i => (ulong)i),
            new StudyPlan { Scale = scale }.SeedsFor(StudyCatalog.Find(study)!.DefaultSeedCount));

    [Fact]
    public void Seeds_that_are_given_count_at_every_scale()
        => Assert.All(
            Enum.GetValues<StudyScale>(), scale => Assert.Equal([7UL, 9UL], new StudyPlan { Scale = scale, Seeds = [7, 9] }.SeedsFor(3)));
}
