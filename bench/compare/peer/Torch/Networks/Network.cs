using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormSharp.Peer.Torch.Networks;

/// <summary>The networks of NormSharp's catalogue, built of libtorch's layers, with activations in place.</summary>
internal static class Network
{
    /// <summary>A network.</summary>
    /// <param name="name">Its name in the catalogue.</param>
    /// <exception cref="ArgumentException">There is none of that name here.</exception>
    public static Module<Tensor, Tensor> Create(string name) => name switch
    {
        "lenet-bn" => LeNet(),
        "resnet20" => ResNet20(),
        "resnet18" => ResNet18(),
        "mobilenet_v2" => MobileNetV2(),
        _ => throw new ArgumentException($"there is no network {name}; known are lenet-bn, resnet20, resnet18, mobilenet_v2"),
    };

    /// <summary>Channels, rows and columns of its images.</summary>
    public static long[] UsualInput(string name) => name switch
    {
        "lenet-bn" => [1, 28, 28],
        "resnet20" => [3, 32, 32],
        _ => [3, 224, 224],
    };

    private static Sequential LeNet() => Sequential(
        Conv2d(1, 6, 5), BatchNorm2d(6), Sigmoid(), AvgPool2d(2),
        Conv2d(6, 16, 5), BatchNorm2d(16), Sigmoid(), AvgPool2d(2),
        Flatten(), Linear(256, 120), BatchNorm1d(120), Sigmoid(),
        Linear(120, 84), BatchNorm1d(84), Sigmoid(), Linear(84, 10));

    private static Sequential ResNet20()
    {
        List<Module<Tensor, Tensor>> layers = [.. Normalized(3, 16, 3, 1), ReLU(inplace: true)];
        int channels = 16;
        foreach (int filters in (ReadOnlySpan<int>)[16, 16, 16, 32, 32, 32, 64, 64, 64])
        {
            layers.Add(Block(channels, filters, channels == filters ? 1 : 2));
            channels = filters;
        }

        return Headed(layers, channels);
    }

    private static Sequential ResNet18()
    {
        List<Module<Tensor, Tensor>> layers =
            [.. Normalized(3, 64, 7, 2), ReLU(inplace: true), MaxPool2d(3, stride: 2, padding: 1)];
        int channels = 64;
        foreach (int filters in (ReadOnlySpan<int>)[64, 64, 128, 128, 256, 256, 512, 512])
        {
            layers.Add(Block(channels, filters, channels == filters ? 1 : 2));
            channels = filters;
        }

        return Headed(layers, channels);
    }

    private static Sequential MobileNetV2()
    {
        List<Module<Tensor, Tensor>> layers = [.. Normalized(3, 32, 3, 2), ReLU6(inplace: true)];
        int channels = 32;
        ReadOnlySpan<(int Expansion, int Filters, int Blocks, int Stride)> stages =
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        foreach ((int expansion, int filters, int blocks, int stride) in stages)
        {
            for (int i = 0; i < blocks; i++)
            {
                layers.Add(Inverted(channels, filters, expansion, i == 0 ? stride : 1));
                channels = filters;
            }
        }

        layers.AddRange([.. Normalized(channels, 1280, 1, 1), ReLU6(inplace: true)]);
        return Sequential([.. layers, AdaptiveAvgPool2d(1), Flatten(), Dropout(0.2, inplace: true), Linear(1280, 10)]);
    }

    private static Sequential Headed(List<Module<Tensor, Tensor>> layers, int channels)
        => Sequential([.. layers, AdaptiveAvgPool2d(1), Flatten(), Linear(channels, 10)]);

    private static SumBlock Block(int channels, int filters, int stride) => new(
        Sequential([.. Normalized(channels, filters, 3, stride), ReLU(inplace: true), .. Normalized(filters, filters, 3, 1)]),
        channels == filters && stride == 1 ? null : Sequential([.. Normalized(channels, filters, 1, stride)]),
        ReLU(inplace: true));

    private static Module<Tensor, Tensor> Inverted(int channels, int filters, int expansion, int stride)
    {
        int wide = channels * expansion;
        List<Module<Tensor, Tensor>> layers = expansion == 1 ? [] : [.. Normalized(channels, wide, 1, 1), ReLU6(inplace: true)];
        layers.AddRange([.. Normalized(wide, wide, 3, stride, wide), ReLU6(inplace: true), .. Normalized(wide, filters, 1, 1)]);
        Sequential branch = Sequential([.. layers]);
        return stride == 1 && channels == filters ? new SumBlock(branch, null, null) : branch;
    }

    private static Module<Tensor, Tensor>[] Normalized(int channels, int filters, int kernel, int stride, int groups = 1) =>
        [Conv2d(channels, filters, kernel, stride, padding: kernel / 2, groups: groups, bias: false), BatchNorm2d(filters)];
}
