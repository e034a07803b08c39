using System.Text.Json.Serialization;

namespace NormSharp.Training;

/// <summary>How options look in JSON: snake_case names, enumerations by name; nothing unknown is accepted.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrainerOptions))]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    public const string OutputFolder = "output_folder";
    public const string Resume = "resume";
}
