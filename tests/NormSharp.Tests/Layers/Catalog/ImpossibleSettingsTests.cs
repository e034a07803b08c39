using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Catalog;

/// <summary>
/// Each whole number of each description is replaced by extreme ones: the layer is refused by a documented exception, or it is what its
/// definition said of it.
/// </summary>
public sealed class ImpossibleSettingsTests
{
    private const long MostNumbers = 1 << 20;

    // 65536 fits all limits by itself: what takes minutes by it is judged before it is begun, or computed in another way.
    private static readonly int[] Extremes = [int.MinValue, -1, 0, 1, 3, 100, 1 << 16, (1 << 20) + 1, 1 << 30, int.MaxValue];

    public static TheoryData<string> Samples => [.. SampleLayers.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Extreme_settings_are_refused_or_hold(string name)
    {
        (Func<Module> make, Shape[] inputs) = SampleLayers.All[name];
        string description = make().Describe().ToJsonString();
        int places = Numbers(JsonNode.Parse(description)!).Count;
        for (int place = 0; place < places; place++)
        {
            foreach (int extreme in Extremes)
            {
                JsonNode changed = JsonNode.Parse(description)!;
                Numbers(changed)[place].ReplaceWith(extreme);
                Judge((JsonObject)changed, inputs);
            }
        }
    }

    private static void Judge(JsonObject description, Shape[] inputs)
    {
        try
        {
            ModelSize size = ModelSize.Of(description, inputs);
            if (size.State.Total > MostNumbers || size.Activations > MostNumbers || size.Scratch > 16 * MostNumbers)
            {
                return;
            }

            Module layer = LayerCatalog.Create(description);
            Assert.Equal(layer.ParameterCount(), size.State.Parameters);
            layer.Evaluate();
            using var tape = new Tape(gradients: false);
            Tensor[] operands = [.. inputs.Select(shape => tape.Input(new float[shape.ElementCount], shape))];
            Shape output = layer.Forward(operands).Shape;
            Expect.True(inputs.Length == 0 || size.Output == output, $"{description.ToJsonString()}: {size.Output}, but gave {output}");
        }
        catch (Exception error) when (error is FormatException or LayerException)
        {
            Assert.DoesNotContain('\n', error.Message);
        }
        catch (Exception error) when (error is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{description.ToJsonString()}: {error}");
        }
    }

    private static List<JsonValue> Numbers(JsonNode node) => node switch
    {
        JsonObject settings => [.. settings.SelectMany(entry => entry.Value is null ? [] : Numbers(entry.Value))],
        JsonArray list => [.. list.SelectMany(entry => entry is null ? [] : Numbers(entry))],
        JsonValue value when value.TryGetValue(out int _) => [value],
        _ => [],
    };
}
