using NormSharp.Accuracy;

if (args is ["inputs", string inputFolder])
{
    foreach (AccuracyCase accuracyCase in AccuracyCase.All)
    {
        FloatFile.Write(Path.Combine(inputFolder, $"{accuracyCase.Name}.x.f32"), accuracyCase.Input());
    }

    File.WriteAllLines(
        Path.Combine(inputFolder, "cases.txt"),
        AccuracyCase.All.Select(entry => $"{entry.Name} {string.Join(' ', entry.Shape.Select(extent => $"{extent}"))}"));
    return 0;
}

if (args is ["report", string folder, string page, string picture])
{
    IReadOnlyList<string> worse = AccuracyReport.Write(folder, page, picture);
    foreach (string line in worse)
    {
        Console.WriteLine($"less exact: {line}");
    }

    return worse.Count == 0 ? 0 : 1;
}

Console.Error.WriteLine("usage: NormSharp.Accuracy inputs FOLDER | report FOLDER PAGE.md PICTURE.svg");
return 2;
