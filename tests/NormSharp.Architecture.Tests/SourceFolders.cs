using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace NormSharp.Architecture;

/// <summary>
/// The folder of each type's source, below its project: from the documents that the compiler names in the symbols (.pdb).
/// </summary>
internal sealed class SourceFolders
{
    /// <summary>What the compiler writes for types without code, such as enumerations and interfaces.</summary>
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly Assembly _assembly;
    private readonly MetadataReader _symbols;
    private readonly Dictionary<int, SortedSet<string>> _folders = [];

    private SourceFolders(Assembly assembly, MetadataReader symbols)
    {
        _assembly = assembly;
        _symbols = symbols;
    }

    /// <summary>The folder of every type of an assembly that has a source file, nested types apart.</summary>
    public static Dictionary<Type, string> Of(Assembly assembly)
    {
        using FileStream stream = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        return new SourceFolders(assembly, provider.GetMetadataReader()).Read();
    }

    private Dictionary<Type, string> Read()
    {
        Type[] types = _assembly.GetTypes();
        foreach (Type type in types)
        {
            Type outermost = Outermost(type);
            foreach (MethodBase method in Members.MethodsOf(type))
            {
                MethodDebugInformation information = _symbols.GetMethodDebugInformation(
                    (MethodDefinitionHandle)MetadataTokens.Handle(method.MetadataToken));
                if (!information.Document.IsNil)
                {
                    Add(outermost, information.Document);
                }

                foreach (SequencePoint point in information.GetSequencePoints())
                {
                    Add(outermost, point.Document);
                }
            }

            AddDocumentsWithoutCode(type, outermost);
        }

        return types.Where(type => !type.IsNested && _folders.ContainsKey(type.MetadataToken))
            .ToDictionary(type => type, OnlyFolder);
    }

    private string OnlyFolder(Type type)
    {
        SortedSet<string> folders = _folders[type.MetadataToken];
        return folders.Count == 1 ? folders.Min!
            : throw new InvalidOperationException(
                $"{type.FullName} stands in several folders of {_assembly.GetName().Name}: {string.Join(", ", folders)}");
    }

    private void AddDocumentsWithoutCode(Type type, Type outermost)
    {
        foreach (CustomDebugInformationHandle handle in _symbols.GetCustomDebugInformation(MetadataTokens.EntityHandle(type.MetadataToken)))
        {
            CustomDebugInformation information = _symbols.GetCustomDebugInformation(handle);
            if (_symbols.GetGuid(information.Kind) != TypeDefinitionDocuments)
            {
                continue;
            }

            BlobReader rows = _symbols.GetBlobReader(information.Value);
            while (rows.RemainingBytes > 0)
            {
                Add(outermost, MetadataTokens.DocumentHandle(rows.ReadCompressedInteger()));
            }
        }
    }

    private void Add(Type type, DocumentHandle handle)
    {
        string path = _symbols.GetString(_symbols.GetDocument(handle).Name).Replace('\\', '/');
        string project = $"/src/{_assembly.GetName().Name}/";
        int at = path.LastIndexOf(project, StringComparison.Ordinal);
        if (at < 0 || path.IndexOf("/obj/", at, StringComparison.Ordinal) >= 0)
        {
            return;
        }

        if (!_folders.TryGetValue(type.MetadataToken, out SortedSet<string>? folders))
        {
            _folders[type.MetadataToken] = folders = [];
        }

        string below = path[(at + project.Length)..];
        folders.Add(below.Contains('/') ? below[..below.LastIndexOf('/')] : "");
    }

    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
