using System.Globalization;
using NormSharp.Backends;
using NormSharp.Compare.Sweep;
using NormSharp.Models;
using NormSharp.Serialization;

// NormSharp's side of bench/compare, where `normsharp bench` is not enough.
switch (args)
{
    case ["sweep", string threads]:
        using (var backend = new CpuBackend(int.Parse(threads, CultureInfo.InvariantCulture)))
        {
            SweepServer.Run(Console.In, Console.Out, shape => new LayerPasses(shape, backend));
        }

        return 0;
    case ["save", string model, string input, string classes, string file]:
        // With the weights that a training begins with: what a network costs does not depend on them.
        int[] sizes = [.. $"{input},{classes}".Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        ModelFile.Save(
            file, ModelCatalog.Create(model, new ModelOptions { Input = (sizes[0], sizes[1], sizes[2]), Classes = sizes[3] }));
        return 0;
    default:
        Console.Error.WriteLine("usage: NormSharp.Compare sweep THREADS | save MODEL C,H,W CLASSES FILE.safetensors");
        return 2;
}
