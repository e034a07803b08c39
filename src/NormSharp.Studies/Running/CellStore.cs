using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NormSharp.Serialization;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Files;

namespace NormSharp.Studies.Running;

/// <summary>
/// Finished cells as files, one each, written all or nothing: what an interrupted study does not run again. A cell of another scale, size
/// or data has another file.
/// </summary>
internal sealed class CellStore
{
    // Raised when a change makes the old numbers of every study incomparable; Study.Revision is for those of one.
    private const int Version = 1;

    private readonly string _folder;
    private readonly string _basis;

    /// <exception cref="FileWriteException">The folder cannot be written to.</exception>
    public CellStore(string folder, Study study, StudyPlan plan, StudySize size, string data)
    {
        WritableFolder.Prepare(folder);
        _folder = folder;
        _basis =
            $"version={Version} study={(study.Revision == 1 ? study.Name : $"{study.Name}/{study.Revision}")} scale={plan.Scale} "
                + $"train_images={size.TrainImages} test_images={size.TestImages} epochs={size.Epochs} data={data}";
    }

    /// <summary>A cell that was run before; null when it was not, or its file is damaged.</summary>
    public CellRun? Find(StudyCell cell, ulong seed)
    {
        try
        {
            string path = PathOf(cell, seed);
            if (!File.Exists(path))
            {
                return null;
            }

            var json = new JsonFields(path, StrictJson.Read(path));
            return json.Text("identity") == Identity(cell, seed) && CellResult.FromJson(json.Json) is { } result
                ? new CellRun(cell, seed, result, json.OptionalNumber("seconds") ?? 0)
                : null;
        }
        catch (NormSharpException)
        {
            return null;
        }
    }

    /// <summary>Keeps a cell.</summary>
    /// <exception cref="FileWriteException">The folder cannot be written to.</exception>
    public void Keep(CellRun run)
    {
        JsonObject json = run.Result.ToJson();
        json.Insert(0, "identity", Identity(run.Cell, run.Seed));
        json["seconds"] = Math.Round(run.Seconds, 3);
        byte[] text = Encoding.UTF8.GetBytes(json.ToJsonString() + "\n");
        AtomicFile.Write(PathOf(run.Cell, run.Seed), stream => stream.Write(text));
    }

    private string Identity(StudyCell cell, ulong seed) => $"{_basis} seed={seed} {cell.Key}";

    private string PathOf(StudyCell cell, ulong seed)
        => Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Identity(cell, seed))))[..20] + ".json");
}
