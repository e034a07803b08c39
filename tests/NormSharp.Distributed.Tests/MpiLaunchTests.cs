namespace NormSharp.Distributed.Tests;

/// <summary>The environment says whose library to load: the wrong one would give every process a world of its own.</summary>
public sealed class MpiLaunchTests
{
    [Fact]
    public void Without_a_launcher_there_are_no_ranks()
    {
        Assert.Null(Of());
        Assert.Null(Of(("OMPI_COMM_WORLD_SIZE", "no number"), ("PMI_SIZE", "0")));
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE", "4", nameof(MpiFamily.OpenMpi), 4)]
    [InlineData("PMI_SIZE", "3", nameof(MpiFamily.Mpich), 3)]
    [InlineData("PMIX_RANK", "0", nameof(MpiFamily.OpenMpi), null)]
    [InlineData("PMI_RANK", "2", nameof(MpiFamily.Mpich), null)]
    public void The_launcher_is_known_by_its_variables(string name, string value, string family, int? ranks)
    {
        MpiLaunch launch = Of((name, value))!;
        Assert.Equal((Enum.Parse<MpiFamily>(family), ranks), (launch.Family, launch.Ranks));
        Assert.StartsWith(name, launch.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MPI_comes_first_and_says_how_many_ranks_share_the_machine()
    {
        MpiLaunch launch = Of(("OMPI_COMM_WORLD_SIZE", "4"), ("OMPI_COMM_WORLD_LOCAL_SIZE", "2"), ("PMI_SIZE", "9"))!;
        Assert.Equal((MpiFamily.OpenMpi, 4, 2), (launch.Family, launch.Ranks, launch.RanksOfMachine));
    }

    private static MpiLaunch? Of(params (string Name, string Value)[] variables)
        => MpiLaunch.Of(name => Array.Find(variables, variable => variable.Name == name).Value);
}
