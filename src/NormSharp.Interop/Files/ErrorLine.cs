namespace NormSharp.Interop.Files;

/// <summary>What another library said, in one printable line.</summary>
internal static class ErrorLine
{
    public static string Of(Exception error) => Printable.Name(error.Message.ReplaceLineEndings(" "));
}
