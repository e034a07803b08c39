namespace NormSharp.Kernels.Parallel;

/// <content>Work that is too small to wake others for.</content>
internal sealed unsafe partial class ThreadTeam
{
    /// <summary>
    /// Runs what the caller gives with every loop of this team on the calling thread, which gives the same bits and wakes nobody. Other
    /// callers wait meanwhile.
    /// </summary>
    /// <param name="work">What to run; kernels on this team may be called in it.</param>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    public void Alone(Action work)
    {
        ref Context context = ref s_context;
        if (context.Team == this)
        {
            work();
            return;
        }

        lock (_callers)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Context outer = context;

            // As a loop's body: loops that are started inside of one run inline.
            context = new Context(this, Worker: 0, Depth: 0);
            try
            {
                work();
            }
            finally
            {
                context = outer;
            }
        }
    }
}
