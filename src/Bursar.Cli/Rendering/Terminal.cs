#pragma warning disable RS0030 // The one place that touches the console.
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Bursar.Cli.Rendering;

/// <summary>Where a command writes: data to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal : IDisposable
{
    /// <summary>Width of output that goes to a file or a pipe: wide enough that nothing wraps.</summary>
    private const int UnboundWidth = 200;

    private readonly Func<string, string?> _environment;
    private readonly StreamWriter _out;

    private Terminal(Func<string, string?> environment)
    {
        _environment = environment;
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _out = new StreamWriter(Console.OpenStandardOutput(), utf8, 1 << 14) { AutoFlush = false, NewLine = "\n" };
        RawError = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" };
        Out = new SafeWriter(_out);
        Error = new SafeWriter(RawError);
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>For what moves the cursor.</summary>
    public StreamWriter RawError { get; }

    public bool IsOutTerminal => !Console.IsOutputRedirected;

    public bool IsErrorTerminal => !Console.IsErrorRedirected;

    public int Width => int.TryParse(_environment("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
        ? columns
        : IsOutTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : UnboundWidth;

    public int ErrorWidth => IsErrorTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : UnboundWidth;

    private bool HasColor => IsOutTerminal && string.IsNullOrEmpty(_environment("NO_COLOR")) && _environment("TERM") is not "dumb";

    public static Terminal Open(Func<string, string?> environment) => new(environment);

    /// <summary>All of standard input.</summary>
    public static byte[] ReadInput()
    {
        using var input = new MemoryStream();
        using (var stdin = Console.OpenStandardInput())
        {
            stdin.CopyTo(input);
        }

        return input.ToArray();
    }

    /// <summary>Calls <paramref name="interrupted"/> at Ctrl-C instead of ending the process in the middle of a write.</summary>
    public static void OnInterrupt(Action interrupted) => Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        interrupted();
    };

    /// <summary>Its texts must be clean (<see cref="SafeWriter.Clean"/>).</summary>
    public IAnsiConsole Ansi()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = HasColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = HasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_out),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    public Stream RawOut()
    {
        _out.Flush();
        return _out.BaseStream;
    }

    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
    }
}
