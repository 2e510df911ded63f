using System.Text;
using Bursar.Cli.Tests.Guard;

namespace Bursar.Cli.Tests.FirstRun;

/// <summary>Whatever stands in config.json: a command does its work, or says what is wrong with the file.</summary>
public sealed class DamagedConfigurationTests : IDisposable
{
    private const string Good = """{"authMode":"api_key","alerts":{"rules":[{"when":"budget","at":[0.5,1],"channels":["own"]},{"when":"anomaly","severity":"notice"}],"channels":[{"name":"own","type":"command","argv":["/bin/true"]}],"timeoutSeconds":1,"retrySeconds":0},"dashboard":{"out":"/nowhere/at/all.md"},"statusLine":{"template":"{cost}"}}""";
    private static readonly string[] Pieces = ["null", "[]", "{}", "\"\"", "-1", "1e400", "\\ud800", "}", "]", ",", "\0", "\"when\":", "true", "ä"];

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Forty_damaged_configurations()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(Good);
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var at = random.Next(text.Length);
                text.Remove(at, Math.Min(random.Next(12), text.Length - at)).Insert(at, random.Next(3) == 0 ? "" : Pieces[random.Next(Pieces.Length)]);
            }

            _sandbox.Write("config.json", text.ToString());
            foreach (var command in (string[][])[["alerts", "run"], ["dashboard"]])
            {
                var result = await _sandbox.RunAsync(command);
                Assert.True(result.ExitCode is 0 or 1 or 2 or 3 && !result.Stderr.Contains("   at ", StringComparison.Ordinal) && !result.Stderr.Contains("fault of Bursar", StringComparison.Ordinal), $"seed {seed}: {text}\n{result}");
                Assert.True(result.ExitCode is 0 or 1 || result.Stderr.StartsWith("error: ", StringComparison.Ordinal), $"seed {seed}: {text}\n{result}");
            }
        }
    }
}
