using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Models;

/// <summary>
/// The catalogue beside torchvision's own networks with random numbers, where Debian's Python has it
/// (<c>apt-get install python3-torchvision</c>): outputs, and gradients of the first and the last weight.
/// </summary>
public sealed class TorchvisionTests
{
    private const string Script = """
        import sys
        import numpy as np, torch, torchvision
        name, folder, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
        torch.manual_seed(1)
        model = getattr(torchvision.models, name)(weights=None, num_classes=10)
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.2)
                module.running_var.uniform_(0.5, 1.5)
                torch.nn.init.uniform_(module.weight, 0.5, 1.5)
                torch.nn.init.normal_(module.bias, 0, 0.2)
        model.eval()
        x = torch.randn(2, 3, size, size)
        seed = torch.randn(2, 10)
        y = model(x)
        (y * seed).sum().backward()
        weights = [p for n, p in model.named_parameters() if n.endswith("weight") and p.dim() > 1]
        torch.save(model.state_dict(), folder + "/state.pth")
        for key, value in dict(x=x, seed=seed, y=y, first=weights[0].grad, last=weights[-1].grad).items():
            np.save(folder + "/" + key + ".npy", value.detach().numpy())
        """;

    [Theory]
    [InlineData("shufflenet_v2_x1_0", 64)]
    [InlineData("squeezenet1_1", 71)]
    [InlineData("resnet18", 64, Traits = ["Category", "Exhaustive"])]
    [InlineData("mobilenet_v2", 64, Traits = ["Category", "Exhaustive"])]
    [InlineData("efficientnet_b0", 64, Traits = ["Category", "Exhaustive"])]
    public void Outputs_and_gradients_equal_PyTorchs(string name, int size) => Compare(name, size);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("resnet50", 64)]
    [InlineData("densenet121", 64)]
    [InlineData("vgg11_bn", 96)]
    [InlineData("vgg16_bn", 224)]
    [InlineData("resnet34", 224)]
    [InlineData("squeezenet1_1", 224)]
    public void Outputs_and_gradients_of_large_ones_equal_PyTorchs(string name, int size) => Compare(name, size);

    private static void Compare(string name, int size)
    {
        Assert.SkipUnless(
            Python.Run("import importlib.util as u; print(u.find_spec('torchvision') is not None)") == "True",
            "Debian's Python has no torchvision (apt-get install python3-torchvision).");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[string.Empty]);
        Python.Run(Script, name, folder[string.Empty], $"{size}");
        Module model = UndrawnValues.Make(
            () => ModelCatalog.Create(name, new ModelOptions { Input = (3, size, size), Classes = 10 }));
        using StateFile state = StateFiles.Open(folder["state.pth"]);
        StateMatch.ByName(state, model).Apply();
        model.Evaluate();

        using var tape = new Tape();
        Tensor x = tape.Input(Read("x"), [2, 3, size, size]);
        Tensor y = model.Forward(x);
        Close(Read("y"), y.ToArray(), 1e-4, "outputs");
        tape.Backward((y * tape.Input(Read("seed"), [2, 10])).Sum());
        Parameter[] weights = [.. model.NamedParameters().Select(entry => entry.Parameter).Where(parameter => parameter.Rank > 1)];
        Close(Read("last"), weights[^1].Gradient!.ToArray(), 1e-3, "gradient of the last weight");
        Close(Read("first"), weights[0].Gradient!.ToArray(), 1e-2, "gradient of the first weight");

        float[] Read(string file) => TensorFiles.Read(folder[$"{file}.npy"]).ReadSingle();
    }

    /// <summary>‖a − b‖ relative to ‖a‖.</summary>
    private static void Close(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = Math.Sqrt(expected.Zip(actual).Sum(pair => Math.Pow(pair.First - (double)pair.Second, 2)));
        double norm = Math.Sqrt(expected.Sum(value => (double)value * value));
        Expect.True(difference <= tolerance * norm, $"{what}: relative difference {difference / norm:0.0e+0}");
    }
}
