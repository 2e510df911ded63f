using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Bursar.Guard.Protection;

namespace Bursar.Guard.Tests.Protecting;

/// <summary>Whatever a model writes, the guard answers, and at once.</summary>
public sealed class RobustnessTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "'", "\"", "`", "$(", "${", ")", "}", "(", "{", "\\", "\n", "<<EOF", "<<'X'\n", "<<<", "<(", ">", ">>", "|", "||", "&&", ";", ";;", "&", "#", "~", "*", "?", "[", "]", "[[", "]]", "$'\\x", "$'\\u", "$1", "${!x}", "${x:-", "((",
        "\0", "\uE000", "\uE003", "\ud800", "\uFFFD", "bash -c ", "eval ", "xargs ", "find . -exec ", "sudo ", "env -S ", "for f in ", "case x in ", "function ", "a=(", "=", ":", "..", "//", "/proc/self/root", ".bursar", "{a,b}", "{1..9}", "\r\n", "\t", "-I{}", "git -C ", "sed -i ", "tar cf ", "bursar ", "printf %s%s ",
    ];

    private readonly GuardedWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Ten_thousand_damaged_commands_are_all_answered()
    {
        var random = new Random(20261123);
        var commands = FreeCommands.All.Concat(RefusedCommands.All).ToArray();
        var paths = _world.Paths();
        for (var i = 0; i < 10_000; i++)
        {
            var command = new StringBuilder(commands[random.Next(commands.Length)]);
            for (var times = random.Next(1, 6); times > 0; times--)
            {
                var at = random.Next(command.Length + 1);
                switch (random.Next(4))
                {
                    case 0:
                        command.Insert(at, Pieces[random.Next(Pieces.Length)]);
                        break;
                    case 1:
                        command.Remove(at, Math.Min(random.Next(12), command.Length - at));
                        break;
                    case 2:
                        command.Append(commands[random.Next(commands.Length)]);
                        break;
                    default:
                        command.Insert(at, (char)random.Next(1, 0xD800));
                        break;
                }
            }

            var text = command.ToString();
            Assert.Null(Record.Exception(() => Judge(text, paths)) is { } thrown ? $"{text}: {thrown}" : null);
        }
    }

    [Fact]
    public void Halves_of_surrogate_pairs_do_not_hide_a_path()
    {
        using var json = JsonDocument.Parse("""{"command":"echo \ud800; rm -rf .bursar","\ud800":1}""");

        Assert.NotNull(WriteCheck.Refusal("Bash", json.RootElement, _world.Project, _world.Home, _world.Paths()));
        Assert.NotNull(WriteCheck.Refusal("mcp__x__write_and_run", json.RootElement, _world.Project, _world.Home, _world.Paths()));
    }

    public static TheoryData<string, string> Megabytes() => new()
    {
        { "words", Times("word ", 200_000) },
        { "removed files", "rm " + Times("dir/file ", 120_000) },
        { "quotes", Times("'a' \"b\" ", 130_000) },
        { "open brackets", Times("(", 1_000_000) },
        { "substitutions", Times("$(", 500_000) },
        { "substitutions side by side", Times("$(a) ", 200_000) },
        { "backticks", Times("`", 1_000_000) },
        { "braces", Times("{a,b}", 200_000) },
        { "open braces", Times("{", 1_000_000) },
        { "commands", Times("ls;", 330_000) },
        { "assignments", Times("a=1 ", 250_000) },
        { "doubling variables", "a=xxxxxxxx;" + Times("a=$a$a;", 140_000) },
        { "parameters", Times("${a:-", 200_000) },
        { "here-documents", Times("<<E ", 250_000) },
        { "a long here-document", "cat > out.txt <<'EOF'\n" + Times("it's a line with \"quotes\" and $(things)\n", 25_000) + "EOF" },
        { "a long program", "python3 -c '" + Times("print(1)\n", 110_000) + "'" },
        { "stars", "rm " + Times("*", 1_000_000) },
        { "stars in parts", "rm " + Times("**/", 330_000) },
        { "slashes", "rm " + Times("/", 1_000_000) },
        { "ups", "rm " + Times("../", 330_000) },
        { "tildes", "rm a=" + Times("~:", 500_000) },
        { "wrappers", Times("sudo ", 200_000) },
        { "pipes", Times("cat|", 250_000) },
        { "shells", Times("bash -c ", 125_000) },
        { "printed", "printf '" + Times("%s", 400_000) + "' a" },
        { "mentions", "python3 -c '" + Times("bursar ", 140_000) + "'" },
    };

    private static string Times(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    [Theory]
    [MemberData(nameof(Megabytes), DisableDiscoveryEnumeration = true)]
    public async Task A_megabyte_is_answered(string kind, string command)
    {
        var paths = _world.Paths();
        var answer = Task.Run(() => Judge(command, paths), TestContext.Current.CancellationToken);

        Assert.True(answer == await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)), kind);
        await answer;
    }

    [Fact]
    public void Twice_the_command_takes_no_more_than_some_times_the_time()
    {
        var paths = _world.Paths();
        var line = "sed -i 's/a/b/' src/main.ts && git commit -m \"one more\" && for f in *.ts; do echo \"$f\"; done\n";
        var small = Times(line, 100);
        var large = Times(line, 1600);
        Judge(small, paths);
        Judge(large, paths);

        // Sixteen times as long: quadratic would be 256 times.
        Assert.True(Fastest(() => Judge(large, paths)) < 100 * Fastest(() => Judge(small, paths)));
    }

    private static double Fastest(Action action)
    {
        var best = double.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return best;
    }

    private string? Judge(string command, ProtectedPaths paths)
    {
        var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("command", command);
            writer.WriteEndObject();
        }

        using var input = JsonDocument.Parse(json.ToArray());
        return WriteCheck.Refusal("Bash", input.RootElement, _world.Project, _world.Home, paths);
    }
}
