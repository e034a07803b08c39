using System.Text;
using NormSharp.Serialization;

namespace NormSharp.Cli.Output;

/// <summary>
/// A standard stream that may be closed or full. What cannot be written to the standard output fails the command; what cannot be written to
/// the standard error is lost, since there is nobody left to tell.
/// </summary>
/// <param name="inner">The stream; null where it is closed.</param>
/// <param name="name">What it is called; null to lose what cannot be written.</param>
internal sealed class StandardWriter(TextWriter? inner, string? name) : TextWriter
{
    public override Encoding Encoding => inner?.Encoding ?? Encoding.UTF8;

    public override void Write(char value) => Try(writer => writer.Write(value));

    public override void Write(string? value) => Try(writer => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void WriteLine() => Try(writer => writer.WriteLine());

    public override void WriteLine(string? value) => Try(writer => writer.WriteLine(value));

    public override void Flush() => Try(writer => writer.Flush());

    private void Try(Action<TextWriter> write)
    {
        try
        {
            write(inner ?? throw new IOException("it is closed"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (name is not null)
            {
                throw new FileWriteException(name, exception as IOException ?? new IOException("it is closed", exception));
            }
        }
    }
}
