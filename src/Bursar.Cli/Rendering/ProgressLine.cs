using System.Globalization;
using Bursar.Ledger.Ingest;

namespace Bursar.Cli.Rendering;

/// <summary>A bar on the terminal while a long first read goes on; short reads show nothing.</summary>
internal sealed class ProgressLine(Terminal terminal, TimeProvider clock)
{
    private const int MaxBar = 30;
    private const string Label = "Reading transcripts ";
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly long _started = clock.GetTimestamp();
    private TimeSpan _shownAt;

    public Action<IngestProgress>? Sink => terminal.IsErrorTerminal ? Show : null;

    private void Show(IngestProgress progress)
    {
        var now = clock.GetElapsedTime(_started);
        if (now < Patience || now - _shownAt < Interval || progress.BytesToRead == 0)
        {
            return;
        }

        _shownAt = now;
        var share = Math.Clamp((double)progress.BytesDone / progress.BytesToRead, 0, 1);
        var text = string.Create(CultureInfo.InvariantCulture, $"{share,4:0%}  {Numbers.Bytes(progress.BytesDone)} of {Numbers.Bytes(progress.BytesToRead)}");
        // One column stays free: a full line would move the cursor on, and leave its remains behind.
        var bar = Math.Min(MaxBar, terminal.ErrorWidth - Label.Length - text.Length - 2);
        var full = (int)(share * bar);
        terminal.RawError.Write(bar < 5 ? $"\r\u001b[K{text[..Math.Min(text.Length, terminal.ErrorWidth - 1)]}" : $"\r{Label}{new string('█', full)}{new string('░', bar - full)}{text}");
    }

    public void Clear()
    {
        if (_shownAt > TimeSpan.Zero)
        {
            terminal.RawError.Write("\r\u001b[K");
        }
    }
}
