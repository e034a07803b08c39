using NormSharp.Data;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests;

public sealed class ModelInputTests
{
    [Fact]
    public void A_description_comes_back_with_and_without_normalization()
    {
        var plain = new ModelInput(new ImageShape(1, 28, 28), ["T-shirt", "裤子"]);
        ModelInput scaled = plain with { Normalization = new Normalization([0.286f], [0.353f]) };

        foreach (ModelInput input in new[] { plain, scaled })
        {
            var metadata = new Dictionary<string, string>();
            input.Save(metadata);
            ModelInput read = ModelInput.Load("model", metadata)!;

            Assert.Equal(input.Shape, read.Shape);
            Assert.Equal(input.Classes, read.Classes);
            Assert.Equal(input.Normalization, read.Normalization);
        }

        Assert.Null(ModelInput.Load("model", new Dictionary<string, string>()));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"shape":[1,28],"classes":[]}""")]
    [InlineData("""{"shape":[1,"a",28],"classes":["a"]}""")]
    [InlineData("""{"shape":[1,28,28],"classes":7}""")]
    [InlineData("""{"shape":[1,28,28],"classes":["a"],"mean":[0.5]}""")]
    [InlineData("""{"shape":[1,28,28],"classes":["a"],"mean":[0.5],"deviation":[0]}""")]
    [InlineData("""{"shape":[3,28,28],"classes":["a"],"mean":[0.5],"deviation":[1]}""")]
    public void A_damaged_description_is_named(string text)
    {
        var metadata = new Dictionary<string, string> { ["normsharp.input"] = text };

        string message = Assert.Throws<ModelFormatException>(() => ModelInput.Load("model.safetensors", metadata)).Message;

        Assert.StartsWith("model.safetensors", message, StringComparison.Ordinal);
        Assert.Contains("normsharp.input", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_do_not_fit_are_named_with_both_sizes()
    {
        var input = new ModelInput(new ImageShape(1, 28, 28), ["a", "b"]);
        var large = new InMemoryImageSet("large", new ImageShape(3, 32, 32), ["a", "b"], new byte[3072], [0]);
        var many = new InMemoryImageSet("many", new ImageShape(1, 28, 28), ["a", "b", "c"], new byte[784], [2]);
        var right = new InMemoryImageSet("right", new ImageShape(1, 28, 28), ["a", "b"], new byte[784], [0]);

        string message = Assert.Throws<NormSharpException>(() => input.CheckFits(large)).Message;
        Assert.Contains(large.Shape.ToString(), message, StringComparison.Ordinal);
        Assert.Contains(input.Shape.ToString(), message, StringComparison.Ordinal);
        Assert.Contains(
            "many: the model does not know the class c; the data has a, b, c, the model a, b",
            Assert.Throws<NormSharpException>(() => input.CheckFits(many)).Message);
        input.CheckFits(right);
    }
}
