using System.Runtime.Versioning;
using System.Text;
using Bursar.Policy;

namespace Bursar.Tests.Policy;

/// <summary>Which files apply to a project; a file that is there and cannot be used is never the same as none.</summary>
public sealed class PolicyFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Managed => _folder["etc/policy.json"];

    private string User => _folder["home/.config/bursar/policy.json"];

    private string Project => _folder["home/work/tree/leaf"];

    private string Write(string relative, string json) => _folder.Write(relative, Encoding.UTF8.GetBytes(json));

    private static string Turns(int turns) => $$$"""{"limits":{"maxTurns":{{{turns}}}}}""";

    private IReadOnlyList<PolicyText> Find() => PolicyFiles.Find(Managed, User, Project);

    private EffectivePolicy Read() => PolicyFiles.Read(Find());

    private string Found() => string.Join(' ', Find().Select(text => $"{text.Source}:{Path.GetRelativePath(_folder.Path, text.Path)}"));

    [Fact]
    public void Without_any_file_there_is_no_policy() => Assert.True(Read().IsEmpty);

    [Fact]
    public void Managed_user_project_and_every_folder_above_it_apply_together()
    {
        Write("etc/policy.json", Turns(1));
        Write("home/.config/bursar/policy.json", Turns(2));
        Write("home/work/tree/leaf/.bursar/policy.json", Turns(3));
        Write("home/work/tree/.aflock", Turns(4));
        Write("home/work/.bursar/policy.json", Turns(5));

        Assert.Equal("Managed:etc/policy.json User:home/.config/bursar/policy.json Project:home/work/tree/leaf/.bursar/policy.json Project:home/work/tree/.aflock Project:home/work/.bursar/policy.json", Found());
        Assert.Equal([1, 2, 3, 4, 5], Read().Files.Select(file => (int)file.Budgets[0].Limits[0].Value));
    }

    // BURSAR_HOME may be a project's own .bursar folder.
    [Fact]
    public void The_users_policy_is_not_a_projects_as_well()
    {
        var user = Write("home/work/.bursar/policy.json", """{"pricing":{"overrides":[]}}""");

        Assert.Equal(PolicySource.User, Assert.Single(PolicyFiles.Find(Managed, user, Project)).Source);
    }

    [Fact]
    public void One_closed_file_closes_and_every_file_must_ask_for_no_protection()
    {
        Write("etc/policy.json", """{"protect":false}""");
        Write("home/work/tree/leaf/.bursar/policy.json", """{"onError":"closed","protect":false}""");
        Assert.Equal((true, false), (Read().FailsClosed, Read().Protects));

        Write("home/.config/bursar/policy.json", "{}");
        Assert.True(Read().Protects);
    }

    [Theory]
    [InlineData("{\"limits\":{\"maxTurns\":-1}}", "negative")]
    [InlineData("", "empty")]
    [InlineData("{", "not valid JSON")]
    public void A_file_with_an_error_is_broken_and_the_others_hold(string json, string words)
    {
        var broken = Write("home/work/tree/leaf/.bursar/policy.json", json);
        Write("home/.config/bursar/policy.json", Turns(2));

        var policy = Read();

        Assert.Equal(broken, Assert.Single(policy.Broken).Path);
        Assert.Contains(words, policy.Broken[0].Errors[0], StringComparison.Ordinal);
        Assert.Contains(broken, policy.Broken[0].Errors[0], StringComparison.Ordinal);
        Assert.Single(policy.Files);
        Assert.False(policy.IsEmpty);
    }

    // Read as text, another encoding's letters would turn into others, and the scope would match nothing.
    [Fact]
    public void A_file_that_is_not_UTF_8_is_broken()
    {
        _folder.Write("home/.config/bursar/policy.json", Encoding.Latin1.GetBytes("""{"budgets":[{"name":"a","period":"day","maxTurns":1,"scope":{"skill":"café"}}]}"""));

        Assert.Contains("not UTF-8", Assert.Single(Read().Broken).Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_the_files_place_is_broken_and_so_is_a_link_to_nowhere()
    {
        Directory.CreateDirectory(_folder["home/work/.bursar/policy.json"]);
        Directory.CreateDirectory(_folder["etc"]);
        File.CreateSymbolicLink(Managed, _folder["nowhere"]);

        Assert.Equal([PolicySource.Managed, PolicySource.Project], Read().Broken.Select(broken => broken.Source));
    }

    [Fact]
    public void A_link_to_a_policy_is_that_policy()
    {
        Directory.CreateDirectory(_folder["etc"]);
        File.CreateSymbolicLink(Managed, Write("dotfiles/policy.json", Turns(7)));

        Assert.Equal(7, (int)Assert.Single(Read().Files).Budgets[0].Limits[0].Value);
    }

    [Fact]
    public void A_file_of_megabytes_is_no_policy()
    {
        Write("home/work/.aflock", "{\"x\":\"" + new string('x', 1_100_000) + "\"}");

        Assert.Contains("more than any policy", Assert.Single(Read().Broken).Errors[0], StringComparison.Ordinal);
    }

    // Opening a pipe waits for a writer, and a hook that waits too long is passed over by the client.
    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_pipe_in_the_files_place_is_broken_and_holds_nobody_up()
    {
        Directory.CreateDirectory(_folder["home/work/.bursar"]);
        using var mkfifo = System.Diagnostics.Process.Start("/usr/bin/env", ["mkfifo", _folder["home/work/.bursar/policy.json"]]);
        mkfifo.WaitForExit();

        Assert.Contains("empty", Assert.Single(Read().Broken).Errors[0], StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_may_not_be_read_and_a_folder_that_may_not_be_entered_are_broken()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root reads everything.");
        File.SetUnixFileMode(Write("home/work/.bursar/policy.json", Turns(1)), UnixFileMode.None);
        Write("etc/policy.json", Turns(1));
        File.SetUnixFileMode(_folder["etc"], UnixFileMode.None);
        try
        {
            Assert.Equal([PolicySource.Managed, PolicySource.Project], Read().Broken.Select(broken => broken.Source));
        }
        finally
        {
            File.SetUnixFileMode(_folder["etc"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
