using System.Text;
using System.Text.Json.Nodes;

namespace Bursar.Cli.Tests.Setup;

public sealed class InitShapesTests : IDisposable
{
    private const int Cases = 24;

    private readonly SetupSandbox _setup = new();

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_the_settings_look_like_init_adds_its_hooks_and_uninstall_gives_back_the_same_bytes(int seed)
    {
        var shapes = new SettingsShapes(seed);
        for (var i = 0; i < Cases; i++)
        {
            var original = shapes.Next(mayBeEmpty: false);
            await InstallAsync(original);

            // Without the backups, so that taking out is shown to be exact by itself.
            Array.ForEach(_setup.Backups, File.Delete);
            (await _setup.UninstallAsync()).MustSucceed();
            Assert.Equal(Encoding.UTF8.GetString(original), _setup.Text);
            Array.ForEach(_setup.Backups, File.Delete);
        }
    }

    [Fact]
    public async Task Objects_and_arrays_that_were_empty_before_are_so_again_after_uninstall()
    {
        var shapes = new SettingsShapes(3);
        for (var i = 0; i < Cases; i++)
        {
            var original = shapes.Next(mayBeEmpty: true);
            await InstallAsync(original);

            (await _setup.UninstallAsync()).MustSucceed();
            Assert.Equal(Encoding.UTF8.GetString(original), _setup.Text);
            Array.ForEach(_setup.Backups, File.Delete);
        }
    }

    private async Task InstallAsync(byte[] original)
    {
        await File.WriteAllBytesAsync(_setup.Settings, original, TestContext.Current.CancellationToken);
        (await _setup.InitAsync()).MustSucceed();

        var installed = _setup.Bytes;
        Assert.True(JsonNode.DeepEquals(Parse(original), Without(_setup.Json)), $"Other settings changed.\n{Encoding.UTF8.GetString(original)}\n---\n{_setup.Text}");
        AssertKeeps(original, installed);
        Assert.Equal([_setup.Hook], _setup.Commands("PreToolUse").Where(command => command == _setup.Hook));
        (await _setup.InitAsync()).MustSucceed();
        Assert.Equal(installed, _setup.Bytes);
        Assert.Single(_setup.Backups);
        Assert.Equal(original, await File.ReadAllBytesAsync(_setup.Backups[0], TestContext.Current.CancellationToken));
    }

    private static JsonNode Parse(byte[] text) => JsonNode.Parse(Encoding.UTF8.GetString(text).TrimStart('\uFEFF'))!;

    /// <summary>The settings without Bursar's hooks; what was empty before and what is empty only now are told apart by the original's names.</summary>
    private JsonObject Without(JsonObject settings)
    {
        var original = Parse(File.ReadAllBytes(_setup.Backups[0])).AsObject();
        var hooks = settings["hooks"]!.AsObject();
        foreach (var (name, groups) in hooks.ToArray())
        {
            foreach (var group in groups!.AsArray().Where(group => group!["hooks"]!.AsArray() is [var hook] && (string)hook!["command"]! == _setup.Hook).ToArray())
            {
                groups.AsArray().Remove(group);
            }

            if (groups.AsArray().Count == 0 && original["hooks"]?[name] is null)
            {
                hooks.Remove(name);
            }
        }

        if (original["hooks"] is null)
        {
            settings.Remove("hooks");
        }

        return settings;
    }

    /// <summary>Every byte of the original is there in its order: something was only added. White space inside of empty braces may go.</summary>
    private static void AssertKeeps(byte[] original, byte[] installed)
    {
        var at = 0;
        foreach (var letter in original.Where(letter => !char.IsWhiteSpace((char)letter)))
        {
            at = Array.IndexOf(installed, letter, at) + 1;
            Assert.True(at > 0, $"Bytes of the original are gone.\n{Encoding.UTF8.GetString(original)}\n---\n{Encoding.UTF8.GetString(installed)}");
        }
    }
}
